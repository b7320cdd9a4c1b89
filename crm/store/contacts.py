"""The people of a company, by name, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, tuple_

from crm.domain.clients import Record, RecordKind
from crm.store.among import among
from crm.store.records import RECORDS, as_record
from crm.store.session import Session
from crm.store.tables import contact, record

_AT = (
    RECORDS.add_columns(contact.c.function)
    .join(contact, and_(contact.c.workspace_id == record.c.workspace_id, contact.c.id == record.c.id))
    .where(
        record.c.company_id == bindparam("company"),
        record.c.kind == RecordKind.CONTACT.value,
        record.c.deleted_at.is_(None),
    )
    .order_by(record.c.name, record.c.id)
    .limit(bindparam("count", type_=BigInteger))
)
_BEHIND = tuple_(record.c.name, record.c.id) > tuple_(bindparam("name", type_=record.c.name.type), bindparam("last"))


@cache
def _page(*, after: bool, owned: bool) -> Select[Any]:
    criteria = [*([_BEHIND] if after else []), *([among(record.c.owner_id, "owners", BigInteger)] if owned else [])]
    return _AT.where(*criteria)


def page(
    session: Session, company: int, *, count: int, owners: Collection[int] | None, after: tuple[str, int] | None = None
) -> list[Record]:
    """The first living contacts of a company, or the next behind a key; only those of some owners, if given.

    ``fields`` holds what they do there.
    """
    found = session.rows(
        _page(after=after is not None, owned=owners is not None),
        company=company,
        count=count,
        **({"owners": list(owners)} if owners is not None else {}),
        **({"name": after[0], "last": after[1]} if after else {}),
    )
    return [as_record(row, {"function": row.function}) for row in found]
