"""What the outbox holds for Slack, as the relay packs it."""

from __future__ import annotations

from sqlalchemy import select

from crm.store.tables import delivery, link
from crm.views.parcels import Parcel, parcels
from tests.factories import INFOBOX


def packed(agency, **wanted) -> list[Parcel]:
    """The Slack deliveries that are owed, as the relay packs them."""
    with agency.read() as store:
        rows = store.rows(select(delivery).where(delivery.c.state == "owed", delivery.c.channel == "slack"))
        found = parcels(store, [row.id for row in rows])
    return [one for one in found if isinstance(one, Parcel) and all(getattr(one, k) == v for k, v in wanted.items())]


def stands(agency, entry, place=INFOBOX, ts="1795478400.000300", member=None):
    with agency.begin() as store:
        store.insert(link, [{"place": place, "mark": ts, "entry_id": int(entry[2:]), "member_id": member}])
