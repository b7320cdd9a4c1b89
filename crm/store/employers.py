"""Contacts are found by their company's name, too; but not by whoever may not view that company."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BigInteger

from crm.domain.clients import RecordKind
from crm.store.among import among
from crm.store.details import details_of
from crm.store.records import RECORDS, as_record
from crm.store.session import Session
from crm.store.tables import record
from crm.store.wording import said_of

_EMPLOYED = RECORDS.where(
    among(record.c.id, "ids", BigInteger),
    record.c.kind == RecordKind.CONTACT.value,
    record.c.company_id.is_not(None),
)


def told(session: Session, ids: Sequence[int], typed: Sequence[str], viewing: Collection[int] | None) -> Sequence[int]:
    """Those of some records that have the typed words, without the names of hidden companies.

    ``viewing`` are the owners of what may be viewed; nothing where that is everything, which costs nothing.
    """
    if viewing is None or not ids:
        return ids
    hidden = [one for one in map(as_record, session.rows(_EMPLOYED, ids=list(ids))) if one.company_owner not in viewing]
    fields = details_of(session, hidden)
    silent = {one.id for one in hidden if not _has(said_of(one.number, one.name, fields=fields.get(one.id)), typed)}
    return [one for one in ids if one not in silent]


def _has(mine: Sequence[str], typed: Sequence[str]) -> bool:
    return all(any(one.startswith(begun) for one in mine) for begun in typed)
