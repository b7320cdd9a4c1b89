"""Why a delivery is of no use to its reader any more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from crm.domain.access import Member
from crm.domain.delivery import OF_NO_USE_ONCE_UNDONE, Channel, DeliveryKind


def pointless(one: Row[Any], row: Row[Any], reader: Member) -> str | None:
    """What became of the entry or of the reader since it was owed."""
    if row.removal_id is not None and one.kind != DeliveryKind.PURGE:
        return "deleted"
    if row.undone_at is not None and one.kind in OF_NO_USE_ONCE_UNDONE:
        return "undone"
    return unreachable(one, reader)


def unreachable(one: Row[Any], reader: Member) -> str | None:
    if reader.system:
        return "Carnet reads nothing"
    if not reader.active:
        return "recipient is no longer active"
    return "recipient has no address" if one.channel == Channel.MAIL and not reader.email else None
