"""Mails that were understood: whole as they came, what each became, and by what it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, func, select, union_all, update

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


_TOKEN = select(reply_token).where(reply_token.c.digest == bindparam("digest"))
_SAME = select(raw_mail.c.digest, raw_mail.c.recipient, raw_mail.c.outcome).where(
    raw_mail.c.message_id == bindparam("message_id")
)
_ONE = select(raw_mail).where(raw_mail.c.id == bindparam("mail"))
_HELD = select(raw_mail).where(raw_mail.c.outcome == Outcome.HELD.value).order_by(raw_mail.c.id)
_COMMENTS = select(func.count()).where(
    raw_mail.c.member_id == bindparam("member"),
    raw_mail.c.entry_id == bindparam("entry"),
    raw_mail.c.outcome == Outcome.COMMENT.value,
    raw_mail.c.received_at > bindparam("since", type_=raw_mail.c.received_at.type),
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
    select(member.c.id).where(member.c.email == bindparam("address")),
    select(member_address.c.member_id).where(member_address.c.address == bindparam("address")),
)


def leads_to(connection: Connection, digest: bytes) -> Row[Any] | None:
    """Workspace, entry, member and delivery of a reply token; read before a workspace is known."""
    return connection.execute(_TOKEN, {"digest": digest}).first()


def linked(session: Session, message_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Which of some Message-IDs are ours, and what they were about."""
    return {row.mark: row for row in session.rows(_LINKED, marks=list(message_ids))} if message_ids else {}


def members_at(session: Session, address: str) -> set[int]:
    """Whose address this is, or one of whose."""
    return {row.id for row in session.rows(_AT, address=address.lower())}


def remember(session: Session, address: str, member_id: int, now: datetime) -> None:
    """From now on a member may write from this address too."""
    if member_id not in members_at(session, address):
        session.insert(member_address, [{"address": address.lower(), "member_id": member_id, "confirmed_at": now}])


def same(session: Session, message_id: str) -> Sequence[Row[Any]]:
    """Mails with this Message-ID that came before."""
    return session.rows(_SAME, message_id=message_id) if message_id else []


def comments_since(session: Session, member_id: int, entry: int, since: datetime) -> int:
    """How often a member has commented on an entry by mail."""
    return int(session.value(_COMMENTS, member=member_id, entry=entry, since=since))


def answered_since(session: Session, member_id: int, since: datetime) -> list[Mapping[str, Any]]:
    """What a member was told of mails that were not taken."""
    return [row.answer for row in session.rows(_ANSWERED, member=member_id, since=since)]


def filed_since(session: Session, sender: str, since: datetime) -> int:
    """How many mails from an address became entries."""
    return int(session.value(_FROM, sender=sender, since=since))


def keep(
    session: Session,
    arrived: Arrived,
    *,
    recipient: str,
    outcome: Outcome,
    reason: str = "",
    message_id: str = "",
    sender: str = "",
    entry: int | None = None,
    comment: int | None = None,
    member_id: int | None = None,
    text: Mapping[str, Any] | None = None,
    files: Sequence[Mapping[str, Any]] = (),
    data: Mapping[str, Any] | None = None,
    answer: Mapping[str, Any] | None = None,
) -> int:
    """Write down what became of a mail, with the mail itself."""
    [number] = session.numbers("raw_mail")
    others = pieces.of(arrived.content)
    row = {
        "id": number,
        "digest": arrived.digest,
        "message_id": message_id[:255] or None,
        "envelope_from": arrived.envelope_from,
        "recipient": recipient[:255],
        "sender": sender[:255],
        "received_at": arrived.received_at,
        "content": next(others, b""),
        "outcome": outcome.value,
        "reason": reason[:255],
        "text": text,
        "files": list(files),
        "data": data,
        "entry_id": entry,
        "comment_id": comment,
        "member_id": member_id,
        "answer": answer,
    }
    session.insert(raw_mail, [row])
    if len(arrived.content) > PIECE:
        with pieces.sparingly(session.connection):
            for at, one in enumerate(others):
                session.insert(raw_mail_piece, [{"mail_id": number, "number": at, "content": one}])
    return number


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
