"""The columns of many records' kinds, in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, select

from crm.domain.clients import Record, RecordKind
from crm.store.among import among
from crm.store.records import DETAILS
from crm.store.session import Session
from crm.store.wording import PHONES, TEXTS

_DETAILS = {kind: select(table).where(among(table.c.id, "ids", BigInteger)) for kind, table in DETAILS.items()}


_FOUND_BY = {
    kind: select(*(one for one in table.c if one.name in {"id", *TEXTS, *PHONES})).where(
        among(table.c.id, "ids", BigInteger)
    )
    for kind, table in DETAILS.items()
}


def details_of(session: Session, some: Iterable[Record]) -> dict[int, dict[str, Any]]:
    """``details`` of many records, a query for each kind."""
    of_kind: dict[RecordKind, list[int]] = {}
    for one in some:
        of_kind.setdefault(one.kind, []).append(one.id)
    found: dict[int, dict[str, Any]] = {}
    for kind, ids in of_kind.items():
        for row in session.execute(_DETAILS[kind], {"ids": ids}).mappings():
            found[row["id"]] = {key: value for key, value in row.items() if key not in {"workspace_id", "id"}}
    return found


def found_by(session: Session, ids: Mapping[RecordKind, Sequence[int]]) -> dict[int, Mapping[str, Any]]:
    """Of these alone what they are found by: thousands follow the name of one company."""
    return {
        row["id"]: dict(row)
        for kind, some in ids.items()
        for row in session.execute(_FOUND_BY[kind], {"ids": list(some)}).mappings()
    }
