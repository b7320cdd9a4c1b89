"""What is ready and yet does not go now: it waits for the end of quiet hours, or came too late to be of use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from crm.domain import digests
from crm.domain.delivery import DeliveryKind, DeliveryState
from crm.domain.digests import Quiet
from crm.domain.i18n import known_zone
from crm.store.claims import Outcome
from crm.views.parcels import Parcel

QUIET = "waits for the end of quiet hours"
LATE_AT_MOST: Mapping[DeliveryKind, timedelta] = {
    DeliveryKind.DIGEST: digests.LATE_AT_MOST,
    DeliveryKind.REPORT: digests.DAY,
}


def put_off(parcel: Parcel, now: datetime) -> Outcome | None:
    """What the ledger says of a parcel that does not go now; nothing when it does."""
    late = LATE_AT_MOST.get(parcel.kind)
    if late is not None and now - parcel.due_at > late:
        return _outcome(parcel, DeliveryState.SKIPPED, digests.TOO_LATE, at=now)
    quiet = Quiet.read(parcel.reader.wishes.get(digests.QUIET_HOURS)) if parcel.to_person else None
    until = quiet.until(now, known_zone(parcel.reader.zone)) if quiet and _rings(parcel) else None
    return _outcome(parcel, DeliveryState.OWED, QUIET, again=until) if until else None


def _rings(parcel: Parcel) -> bool:
    """What a member did themselves may come at any time."""
    mine = parcel.entry_or_none is not None and parcel.entry.author == parcel.reader.id
    return digests.rings(parcel.kind, parcel.channel) and not (mine and parcel.kind is DeliveryKind.ENTRY)


def folded(delivery: int, now: datetime) -> Outcome:
    return Outcome(delivery=delivery, state=DeliveryState.SKIPPED, at=now, reason=digests.FOLDED, tried=0)


def _outcome(
    parcel: Parcel, state: DeliveryState, reason: str, *, at: datetime | None = None, again: datetime | None = None
) -> Outcome:
    return Outcome(delivery=parcel.id, state=state, at=at, reason=reason, tried=0, again_at=again)
