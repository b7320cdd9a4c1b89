"""What some notices are about beside their entry: a mail that waits for a person, a reader whose mail came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW
from crm.domain.clients import Record
from crm.domain.delivery import DeliveryKind, DeliveryState
from crm.domain.i18n import Text
from crm.domain.kept_words import from_data
from crm.inputs import known_actor
from crm.store import outbox, people, raw_mail, senders
from crm.store.raw_mail import Outcome
from crm.store.session import Session
from crm.views import addressees
from crm.views.addressees import sender_of

INFO = "info"
ABOUT_SOMETHING = frozenset({DeliveryKind.HELD, DeliveryKind.BOUNCE, DeliveryKind.ANSWER})


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """``name`` is the sender's address, or the reader's name and address.

    ``reason`` is a key of ``templates.held``, or what the reader's mail server said.
    """

    id: int
    name: str
    reason: str = ""
    text: Mapping[str, Any] | None = None
    files: tuple[str, ...] = ()
    known: str = ""  # the member whose reply address a held mail came to, from an address that is nobody's yet
    decided: bool = False
    subject: str = ""  # of a mail that was not taken
    message_id: str = ""
    words: tuple[Text, ...] = ()  # what its sender is told
    taken: bool = False  # it became a comment all the same
    answer: bool = False  # a client's, as it seems: it came to their reply address, or from theirs
    copy: bool = False  # came to the reader's own address for copies
    clients: tuple[Record, ...] = ()  # whom a copy may be about


def abouts(session: Session, ledger: Sequence[Row[Any]]) -> dict[int, About]:
    """By the deliveries' ids; most have nothing of the kind, and cost nothing."""
    found: dict[int, About] = {}
    for one in ledger:
        if one.about is None or one.kind not in ABOUT_SOMETHING:
            continue
        about = _returned(session, one) if one.kind == DeliveryKind.BOUNCE else _mail(session, one)
        if about is not None:
            found[one.id] = about
    return found


def _mail(session: Session, notice: Row[Any]) -> About | None:
    """A mail that waits for whoever reads this, or that its sender is told of."""
    row = raw_mail.one(session, notice.about)
    if row is None:
        return None
    more = row.data or {}
    new = row.member_id is not None and not senders.taken(session, row.sender)
    known = people.by_id(session, [row.member_id]) if new else {}
    return About(
        id=row.id,
        name=row.sender,
        reason=row.reason,
        text=row.text,
        files=tuple(one["name"] for one in row.files or ()),
        known=next((one.name for one in known.values()), ""),
        decided=notice.kind == DeliveryKind.HELD and row.outcome != Outcome.HELD,
        answer=row.entry_id is not None and _answers(session, row),
        copy=row.entry_id is None,
        clients=_offered(session, notice.member_id, more.get("clients") or ()),
        **_answer(row.answer),
    )


def _answer(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return {}
    words = tuple(map(from_data, kept["words"]))
    return {**{name: kept[name] for name in ("subject", "message_id", "taken")}, "words": words}


def _answers(session: Session, row: Row[Any]) -> bool:
    return (row.data or {}).get("client") is not None or sender_of(session, row.entry_id, row.sender) is not None


def _offered(session: Session, reader: int, ids: Sequence[int]) -> tuple[Record, ...]:
    found = people.by_id(session, [reader]).get(reader) if ids else None
    if found is None or not found.active:
        return ()
    return tuple(addressees.offered(session, known_actor(session, people.token_of(reader), VIEW, INFO), INFO, ids))


def _returned(session: Session, notice: Row[Any]) -> About | None:
    """The newest of the reader's mails about this entry that came back."""
    readers = people.by_id(session, [notice.about])
    back = [
        one
        for one in outbox.of_entry(session, notice.entry_id)
        if one.member_id == notice.about and one.state == DeliveryState.BOUNCED
    ]
    reader = readers.get(notice.about)
    if reader is None or not back:
        return None
    return About(id=reader.id, name=f"{reader.name} ({reader.email})", reason=back[-1].reason or "")
