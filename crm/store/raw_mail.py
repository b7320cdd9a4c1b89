"""Mails that were understood: whole as they came, what each became, and by what it was found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, String, bindparam, func, select, union_all, update

from crm.store import pieces
from crm.store.among import among
from crm.store.intake import Arrived
from crm.store.pieces import PIECE
from crm.store.session import Session
from crm.store.tables import link, member, member_address, raw_mail, raw_mail_piece, reply_token


class Outcome(StrEnum):
    """What a mail became. ``held`` waits for a person, who attaches, writes or discards it."""

    COMMENT = "comment"
    ANSWER = "answer"  # to an invitation
    INFO = "info"
    CLIENT_MAIL = "client-mail"
    HELD = "held"
    DISCARDED = "discarded"
    BOUNCE = "bounce"
    MACHINE = "machine"
    AGAIN = "again"  # it had come before
    STOPPED = "stopped"  # its member hears no more of something
    REFUSED = "refused"


_TOKENS = select(reply_token).where(reply_token.c.digest.in_(bindparam("digests", expanding=True)))
_SAME = select(raw_mail.c.message_id, raw_mail.c.digest, raw_mail.c.recipient).where(
    among(raw_mail.c.message_id, "ids", String)
)
_ONE = select(raw_mail).where(raw_mail.c.id == bindparam("mail"))
_HELD = select(raw_mail).where(raw_mail.c.outcome == Outcome.HELD.value).order_by(raw_mail.c.id)
_COMMENTS = (
    select(raw_mail.c.member_id, raw_mail.c.entry_id, func.count().label("times"))
    .where(
        among(raw_mail.c.member_id, "members", BigInteger),
        among(raw_mail.c.entry_id, "entries", BigInteger),
        raw_mail.c.outcome == Outcome.COMMENT.value,
        raw_mail.c.received_at > bindparam("since", type_=raw_mail.c.received_at.type),
    )
    .group_by(raw_mail.c.member_id, raw_mail.c.entry_id)
)
_ANSWERED = select(raw_mail.c.answer).where(
    raw_mail.c.member_id == bindparam("member"),
    raw_mail.c.answer.is_not(None),
    raw_mail.c.received_at > bindparam("since", type_=raw_mail.c.received_at.type),
)
_FROM = select(func.count()).where(
    raw_mail.c.sender == bindparam("sender"),
    raw_mail.c.outcome.in_([Outcome.CLIENT_MAIL.value, Outcome.INFO.value]),
    raw_mail.c.received_at > bindparam("since", type_=raw_mail.c.received_at.type),
)
_DECIDE = (
    update(raw_mail)
    .where(raw_mail.c.id == bindparam("mail"), raw_mail.c.outcome == Outcome.HELD.value)
    .values(
        outcome=bindparam("to"),
        decided_by=bindparam("by"),
        decided_at=bindparam("at"),
        comment_id=bindparam("comment"),
        entry_id=bindparam("entry"),
    )
)
_LINKED = select(link.c.mark, link.c.entry_id, link.c.member_id).where(
    link.c.place == "mail", among(link.c.mark, "marks", String)
)
_AT = union_all(
    select(member.c.id, member.c.email.label("address")).where(among(member.c.email, "addresses", String)),
    select(member_address.c.member_id, member_address.c.address).where(
        among(member_address.c.address, "addresses", String)
    ),
)


def leading(connection: Connection, digests: Collection[bytes]) -> dict[bytes, Row[Any]]:
    """Workspace, entry, member and delivery of reply tokens; read before a workspace is known."""
    found = connection.execute(_TOKENS, {"digests": list(digests)}).all() if digests else ()
    return {bytes(row.digest): row for row in found}


def linked(session: Session, message_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Which of some Message-IDs are ours, and what they were about."""
    return {row.mark: row for row in session.rows(_LINKED, marks=list(message_ids))} if message_ids else {}


def members_at(session: Session, addresses: Collection[str]) -> dict[str, set[int]]:
    """Whose addresses these are, or one of whose; those of nobody are left out. All in small letters."""
    found: dict[str, set[int]] = {}
    for row in session.rows(_AT, addresses=list(addresses)) if addresses else ():
        found.setdefault(row.address, set()).add(row.id)
    return found


def member_at(session: Session, address: str) -> set[int]:
    return members_at(session, [address.lower()]).get(address.lower(), set())


def remember(session: Session, address: str, member_id: int, now: datetime) -> None:
    """From now on a member may write from this address too."""
    if member_id not in member_at(session, address):
        session.insert(member_address, [{"address": address.lower(), "member_id": member_id, "confirmed_at": now}])


def same(session: Session, message_ids: Collection[str]) -> dict[str, list[Row[Any]]]:
    """Mails with these Message-IDs that came before."""
    found: dict[str, list[Row[Any]]] = {}
    for row in session.rows(_SAME, ids=list(message_ids)) if message_ids else ():
        found.setdefault(row.message_id, []).append(row)
    return found


def comments_since(
    session: Session, members: Collection[int], entries: Collection[int], since: datetime
) -> dict[tuple[int, int], int]:
    """How often some members have commented on some entries by mail, those who have."""
    if not (members and entries):
        return {}
    rows = session.rows(_COMMENTS, members=list(members), entries=list(entries), since=since)
    return {(row.member_id, row.entry_id): row.times for row in rows}


def answered_since(session: Session, member_id: int, since: datetime) -> list[Mapping[str, Any]]:
    """What a member was told of mails that were not taken."""
    return [row.answer for row in session.rows(_ANSWERED, member=member_id, since=since)]


def filed_since(session: Session, sender: str, since: datetime) -> int:
    """How many mails from an address became entries."""
    return int(session.value(_FROM, sender=sender, since=since))


@dataclass(frozen=True, kw_only=True, slots=True)
class Became:
    """A mail as it came, and what became of it."""

    arrived: Arrived
    recipient: str
    outcome: Outcome
    reason: str = ""
    message_id: str = ""
    sender: str = ""
    entry: int | None = None
    comment: int | None = None
    member_id: int | None = None
    text: Mapping[str, Any] | None = None
    files: Sequence[Mapping[str, Any]] = ()
    data: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None

    def row(self, number: int) -> dict[str, Any]:
        """The mail's first piece stands in it."""
        return {
            "id": number,
            "digest": self.arrived.digest,
            "message_id": self.message_id[:255] or None,
            "envelope_from": self.arrived.envelope_from,
            "recipient": self.recipient[:255],
            "sender": self.sender[:255],
            "received_at": self.arrived.received_at,
            "content": next(pieces.of(self.arrived.content), b""),
            "outcome": self.outcome.value,
            "reason": self.reason[:255],
            "text": self.text,
            "files": list(self.files),
            "data": self.data,
            "entry_id": self.entry,
            "comment_id": self.comment,
            "member_id": self.member_id,
            "answer": self.answer,
        }


def keep(session: Session, mails: Sequence[Became]) -> list[int]:
    """Write down what became of some mails, with the mails themselves."""
    numbers = session.numbers("raw_mail", len(mails))
    session.insert(raw_mail, [one.row(number) for one, number in zip(mails, numbers, strict=True)])
    for one, number in zip(mails, numbers, strict=True):
        if len(one.arrived.content) > PIECE:
            with pieces.sparingly(session.connection):
                for at, piece in enumerate(islice(pieces.of(one.arrived.content), 1, None)):
                    session.insert(raw_mail_piece, [{"mail_id": number, "number": at, "content": piece}])
    return numbers


def one(session: Session, mail: int) -> Row[Any] | None:
    return session.first(_ONE, mail=mail)


def held(session: Session) -> Sequence[Row[Any]]:
    """Those that wait for a person, the oldest first."""
    return session.rows(_HELD)


def decide(
    session: Session,
    mail: int,
    outcome: Outcome,
    *,
    by: int,
    at: datetime,
    comment: int | None = None,
    entry: int | None = None,
) -> bool:
    """Somebody decided about a held mail; False when somebody had before."""
    parameters = {"mail": mail, "to": outcome.value, "by": by, "at": at, "comment": comment, "entry": entry}
    return session.execute(_DECIDE, parameters).rowcount == 1
