"""What was rendered of deliveries, kept for the retries; and the marks by which answers find their way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, insert, select, update

from crm.domain.delivery import Channel, DeliveryState
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import delivery, delivery_body, delivery_due, reply_token


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The bytes, and a digest of what they were made from: what changed since is rendered anew."""

    version: bytes
    content: bytes


_OF_THESE = among(delivery_body.c.delivery_id, "ids", BigInteger)
_BODIES = select(delivery_body).where(_OF_THESE)
_FORGET = delete(delivery_body).where(_OF_THESE)
_MESSAGE_ID = update(delivery).where(delivery.c.id == bindparam("key")).values(message_id=bindparam("mid"))
_SENT_MAILS = (
    select(delivery.c.entry_id, delivery.c.member_id, delivery.c.message_id)
    .where(
        among(delivery.c.entry_id, "entries", BigInteger),
        delivery.c.channel == Channel.MAIL.value,
        delivery.c.state.in_([DeliveryState.SENT.value, DeliveryState.LATE.value]),
        delivery.c.message_id.is_not(None),
    )
    .order_by(delivery.c.finished_at, delivery.c.id)
)
_LEFT = delete(delivery_body).where(
    ~select(delivery_due.c.delivery_id)
    .where(
        delivery_due.c.workspace_id == delivery_body.c.workspace_id,
        delivery_due.c.delivery_id == delivery_body.c.delivery_id,
    )
    .exists()
)


def bodies(session: Session, ids: Sequence[int]) -> dict[int, Body]:
    """What was rendered at an earlier attempt."""
    rows = session.rows(_BODIES, ids=list(ids))
    return {row.delivery_id: Body(version=row.version, content=row.content) for row in rows}


def keep(session: Session, found: Mapping[int, Body]) -> None:
    """Keep what is about to be sent, in place of what was kept before."""
    forget(session, list(found))
    rows = [{"delivery_id": number, "version": one.version, "content": one.content} for number, one in found.items()]
    session.insert(delivery_body, rows)


def forget(session: Session, ids: Sequence[int]) -> None:
    """The bytes are of use for retries only."""
    if ids:
        session.execute(_FORGET, {"ids": list(ids)})


def forget_left(session: Session) -> int:
    """What was left behind for deliveries that nobody is going to send any more."""
    return session.execute(_LEFT).rowcount


def keep_message_ids(session: Session, found: Mapping[int, str]) -> None:
    session.run(_MESSAGE_ID, [{"key": one, "mid": message_id} for one, message_id in found.items()])


def keep_tokens(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Reply tokens stand in a directory that is read before a workspace is known."""
    if rows:
        stamped = [{"workspace_id": session.workspace, **row} for row in rows]
        session.connection.execute(insert(reply_token), stamped)


def sent_mails(session: Session, entries: Sequence[int]) -> dict[tuple[int, int], list[str]]:
    """The Message-IDs that each reader got about an entry, in the order they were sent."""
    found: dict[tuple[int, int], list[str]] = {}
    for row in session.rows(_SENT_MAILS, entries=list(entries)):
        found.setdefault((row.entry_id, row.member_id), []).append(row.message_id)
    return found
