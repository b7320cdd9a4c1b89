"""Mail that came back: the ledger says so, the reader is told in Slack instead, and the author is told once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from crm.domain.access import Member
from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.domain.preferences import Topic, way
from crm.store import outbox, people
from crm.store.outbox import Owed
from crm.store.session import Session
from crm.store.tables import bounced_address, delivery, entry

PAUSED_AFTER = 3  # mails that came back for good; a user whom the server does not know is enough once
_TOPICS = {DeliveryKind.DIGEST: Topic.DIGEST, DeliveryKind.REPORT: Topic.WEEKLY}
_OF_ENTRIES = (
    *(DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.REMINDER, DeliveryKind.INVITATION),
    DeliveryKind.MOVED,
)
_TOLD_ABOUT = frozenset({*_OF_ENTRIES, *_TOPICS})
_BOUNCED = (
    update(delivery)
    .where(delivery.c.id == bindparam("key"), delivery.c.state != DeliveryState.BOUNCED.value)
    .values(state=DeliveryState.BOUNCED.value, reason=bindparam("why"), finished_at=bindparam("at"))
)
_AUTHOR = select(entry.c.author_id).where(entry.c.id == bindparam("entry"))
_COUNTED = select(bounced_address).where(bounced_address.c.address == bindparam("key"))
_COUNT = (
    update(bounced_address)
    .where(bounced_address.c.address == bindparam("key"))
    .values(times=bindparam("so_often"), last_at=bindparam("at"), paused_at=bindparam("paused"))
)


def bounced(session: Session, delivery_id: int, *, reason: str, unknown_user: bool, now: datetime) -> bool:
    """A mail came back for good; False when that was known, or when the delivery was no mail."""
    row = next(iter(outbox.ledger(session, [delivery_id])), None)
    if row is None or row.channel != Channel.MAIL or row.kind not in _TOLD_ABOUT or row.member_id is None:
        return False
    if session.execute(_BOUNCED, {"key": row.id, "why": reason[:500], "at": now}).rowcount != 1:
        return False
    [reader] = people.by_id(session, [row.member_id]).values()
    _count(session, reader.email, unknown_user=unknown_user, now=now)
    about_entry = row.entry_id is not None
    owed = [*_in_slack(session, row), *_to_author(session, row)] if about_entry else _in_slack_alone(reader, row)
    outbox.owe(session, owed, now)
    return True


def _count(session: Session, address: str, *, unknown_user: bool, now: datetime) -> None:
    before = session.first(_COUNTED, key=address.lower())
    times = (before.times if before else 0) + 1
    paused = (before.paused_at if before else None) or (now if unknown_user or times >= PAUSED_AFTER else None)
    if before is None:
        row = {"address": address.lower(), "times": times, "last_at": now, "paused_at": paused}
        session.insert(bounced_address, [row])
    else:
        session.execute(_COUNT, {"key": address.lower(), "so_often": times, "at": now, "paused": paused})


def _in_slack(session: Session, row: Row[Any]) -> list[Owed]:
    """The same words by the other way, if they have not gone there anyway."""
    instead = Owed(
        entry=row.entry_id,
        kind=DeliveryKind(row.kind),
        channel=Channel.SLACK,
        member=row.member_id,
        comment=row.comment_id,
    )
    told = [
        one
        for one in outbox.of_entry(session, row.entry_id)
        if one.channel == Channel.SLACK
        and (one.kind, one.member_id, one.comment_id) == (row.kind, row.member_id, row.comment_id)
    ]
    return [] if told else [instead]


def _in_slack_alone(reader: Member, row: Row[Any]) -> list[Owed]:
    """A digest or a report by the other way, if the reader does not get it there anyway."""
    if way(reader, _TOPICS[row.kind]).slack:
        return []
    kind = DeliveryKind(row.kind)
    return [
        Owed(entry=None, kind=kind, channel=Channel.SLACK, member=row.member_id, about=row.about, due_at=row.due_at)
    ]


def _to_author(session: Session, row: Row[Any]) -> list[Owed]:
    """Once for each reader of an entry, however many of their mails come back."""
    author = session.value(_AUTHOR, entry=row.entry_id)
    notice = Owed(
        entry=row.entry_id,
        kind=DeliveryKind.BOUNCE,
        channel=Channel.SLACK,
        member=author,
        about=row.member_id,
    )
    told = {one.about for one in outbox.of_entry(session, row.entry_id) if one.kind == notice.kind}
    return [] if author is None or author == row.member_id or row.member_id in told else [notice]
