"""The same fields of many records, written together: a statement for all whose values are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, select, update

from crm.domain.clients import Record
from crm.store.among import among
from crm.store.records import ROOT_FIELDS, change
from crm.store.session import Session
from crm.store.tables import record
from crm.store.troubles import Overtaken

# In one order for everybody, so that two who change the same records do not wait for each other for ever.
_LOCKED = (
    select(record.c.id, record.c.version)
    .where(among(record.c.id, "ids", BigInteger))
    .order_by(record.c.id)
    .with_for_update()
)


@cache
def _update(fields: tuple[str, ...]) -> Any:
    return (
        update(record)
        .where(among(record.c.id, "ids", BigInteger))
        .values({**{field: bindparam(f"to_{field}") for field in fields}, "version": record.c.version + 1})
    )


def change_all(session: Session, some: Sequence[tuple[Record, Mapping[str, Any]]]) -> None:
    """Write fields of records that still have the versions we read, each record once or in its order.

    Raises:
        Overtaken: one of them is not as it was read.
    """
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    once = len({one.id for one, _values in some}) == len(some)
    for one, values in sorted(some, key=lambda pair: pair[0].id):
        if once and ROOT_FIELDS.issuperset(values):
            alike.setdefault(tuple(sorted(values.items())), []).append(one.id)
        else:
            change(session, one, values)
    ids = {one for same in alike.values() for one in same}
    if not ids:
        return
    read = {one.id: one.version for one, _values in some if one.id in ids}
    if read != {row.id: row.version for row in session.rows(_LOCKED, ids=sorted(ids))}:
        raise Overtaken
    for said, same in alike.items():
        blanks = {f"to_{field}": value for field, value in said}
        session.execute(_update(tuple(field for field, _value in said)), {"ids": same, **blanks})
