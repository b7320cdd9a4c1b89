"""Undo of what took records away: they come back before their fields do, and go again after them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from crm import merging, removing
from crm.actions import delete, merge
from crm.domain.action import Call
from crm.domain.i18n import Text
from crm.store.session import Session

Turned = tuple[list[Text], list[dict[str, Any]]]
DEPARTURES = frozenset({delete.NAME, merge.NAME})


def takes(row: Row[Any], change: Row[Any]) -> bool:
    """Is this change of an entry put back with whom it took away, and not by itself?"""
    if row.action not in DEPARTURES or change.field == removing.RECORD:
        return row.action in DEPARTURES
    return row.action == merge.NAME and merging.came_along(row, change)


def bring_back(session: Session, call: Call, row: Row[Any]) -> Turned:
    """Whom an entry took away is here again; who stays away and why, and the changes."""
    if row.action not in DEPARTURES or row.undone_at is not None:
        return [], []
    return merging.part(session, call, row) if row.action == merge.NAME else removing.bring_back(session, call, row)


def go_again(session: Session, call: Call, row: Row[Any]) -> Turned:
    """The undoing is undone: they go once more."""
    if row.action not in DEPARTURES or row.undone_at is None:
        return [], []
    if row.action == merge.NAME:
        return merging.again(session, call, row)
    return removing.again(session, call, row, delete.GRACE)
