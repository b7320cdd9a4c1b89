"""Whose word stands in a field: what was taken back does not count, and neither does the taking back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, String, select

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import change

_HISTORY = (
    select(change)
    .where(among(change.c.record_id, "ids", BigInteger), among(change.c.field, "fields", String))
    .order_by(change.c.id)
)


def untouched(session: Session, changes: Iterable[Row[Any]]) -> set[int]:
    """Those of some changes after which nobody has said anything that still stands.

    A → B → A looks untouched to whoever compares values, and something done and undone since looks touched to whoever
    asks for the last change. So the history is read again: the same entry had the last word then that has it now.
    """
    wanted = list(changes)
    ids, fields = {one.record_id for one in wanted}, {one.field for one in wanted}
    history: dict[tuple[int, str], list[Row[Any]]] = {}
    for row in session.rows(_HISTORY, ids=sorted(ids), fields=sorted(fields)) if wanted else ():
        history.setdefault((row.record_id, row.field), []).append(row)
    same = {one for rows in history.values() for one in _as_they_left_it(rows)}
    return same & {one.id for one in wanted}


def _as_they_left_it(rows: Sequence[Row[Any]]) -> list[int]:
    standing: list[Row[Any]] = []
    then: dict[int, Hashable] = {}
    for row in rows:
        if standing and _takes_back(row, standing[-1]):
            standing.pop()
        else:
            standing.append(row)
        then[row.id] = _whose(standing)
    return [one for one, whose in then.items() if whose == _whose(standing)]


def _takes_back(row: Row[Any], last: Row[Any]) -> bool:
    mine = row.audit_id is not None and row.entry_id is not None and row.entry_id == last.entry_id
    return bool(mine and (row.before, row.after) == (last.after, last.before))


def _whose(standing: Sequence[Row[Any]]) -> Hashable:
    return (standing[-1].entry_id, standing[-1].entry_id is None and standing[-1].audit_id) if standing else None
