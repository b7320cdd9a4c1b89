"""Where a comment stands in Slack beside the thread that it was written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from crm.domain.delivery import WAITING, Channel, DeliveryKind, DeliveryState
from crm.store.session import Session
from crm.store.tables import delivery

_MIRRORS = (
    select(delivery)
    .where(
        # The entries are for the index; the comments alone would do.
        delivery.c.entry_id.in_(bindparam("entries", expanding=True)),
        delivery.c.comment_id.in_(bindparam("comments", expanding=True)),
        delivery.c.kind == DeliveryKind.COMMENT.value,
        delivery.c.channel == Channel.SLACK.value,
        delivery.c.state.in_([*(state.value for state in WAITING), DeliveryState.SENT.value]),
    )
    .order_by(delivery.c.id)
)


def of_comment(session: Session, entry_id: int, comment_id: int) -> Sequence[Row[Any]]:
    """The deliveries that said a comment somewhere else, or are about to."""
    return session.rows(_MIRRORS, entries=[entry_id], comments=[comment_id])


def places(session: Session, about: Sequence[Row[Any]]) -> dict[tuple[int, str | None, int | None], tuple[str, str]]:
    """The messages (channel, ts) that updates of comments are about, by comment and recipient."""
    if not about:
        return {}
    rows = session.rows(_MIRRORS, entries=[one.entry_id for one in about], comments=[one.comment_id for one in about])
    return {
        (row.comment_id, row.place, row.member_id): (row.receipt["channel"], row.receipt["ts"])
        for row in rows
        if row.receipt
    }
