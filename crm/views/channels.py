"""What a channel may no longer be told, since others read it now than when it was owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from crm.domain.delivery import Channel, DeliveryKind
from crm.posting import boards
from crm.store import places
from crm.store.outbox import Owed
from crm.store.session import Session
from crm.views.entries import Pages

UNSAFE = "not everybody there may see it"
# What tells a channel something new; what stands there already may be struck through all the same.
NEWS = frozenset({DeliveryKind.ENTRY, DeliveryKind.COMMENT})


def unsafe(
    session: Session, ledger: Sequence[Row[Any]], pages: Pages, rows: Mapping[int, Row[Any]]
) -> dict[int, Owed | None]:
    """The deliveries that must not go out, each with what is owed instead: an entry to its author."""
    news = [one for one in ledger if one.place and one.kind in NEWS and one.entry_id in rows]
    named = {one.place for one in news}
    known = boards(session, places.some(session, named).values()) if named else {}
    found: dict[int, Owed | None] = {}
    for one in news:
        filed = [pages.records[each] for each in pages.subjects.get(one.entry_id, ())]
        if one.place in known and not known[one.place].takes(filed):
            author = rows[one.entry_id].author_id
            owed = Owed(entry=one.entry_id, kind=DeliveryKind.ENTRY, channel=Channel.SLACK, member=author)
            found[one.id] = owed if one.kind == DeliveryKind.ENTRY else None
    return found
