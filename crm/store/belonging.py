"""Who belongs to a company is found by its name, too: their words follow when it is called otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, delete, select, update

from crm.domain.clients import RecordKind, RecordNumber
from crm.store import words
from crm.store.among import among
from crm.store.records import DETAILS, employer
from crm.store.session import Session
from crm.store.tables import record, word

# Rows that one statement touches: a company with thousands of contacts must not hold a lock or a timer too long.
TOGETHER = 500


def _belonging(kind: RecordKind) -> Any:
    table = DETAILS[kind]
    here = record.c.workspace_id
    texts = [table.c[name] for name in (*words.TEXTS, *words.PHONES) if name in table.c]
    return (
        select(record.c.id, record.c.number, record.c.name, record.c.owner_id, employer.c.name.label("company"), *texts)
        .select_from(record)
        .join(employer, and_(employer.c.workspace_id == here, employer.c.id == record.c.company_id))
        .join(table, and_(table.c.workspace_id == here, table.c.id == record.c.id))
        .where(
            among(record.c.company_id, "companies", BigInteger),
            record.c.kind == kind.value,
            record.c.deleted_at.is_(None),
        )
        .order_by(record.c.id)
    )


_BELONGING = {kind: _belonging(kind) for kind in (RecordKind.CONTACT, RecordKind.COMPANY)}
_OF_THESE = among(word.c.record_id, "ids", BigInteger)
_HAVE = select(word.c.record_id, word.c.word).where(_OF_THESE)
_LOSE = delete(word).where(_OF_THESE, word.c.word == bindparam("gone"))
_MARK = update(word).where(_OF_THESE).values(fellows=word.c.fellows.bitwise_or(bindparam("mark", type_=BigInteger)))


def follow(session: Session, companies: Collection[int]) -> None:
    """The words of all who belong to some companies say what these are called now."""
    if not companies:
        return
    for kind, statement in _BELONGING.items():
        rows = session.rows(statement, companies=list(companies))
        for start in range(0, len(rows), TOGETHER):
            _reword(session, kind, rows[start : start + TOGETHER])


def _reword(session: Session, kind: RecordKind, rows: Sequence[Row[Any]]) -> None:
    """Only what differs is written: most words of a person are their own."""
    ids = [row.id for row in rows]
    have = {(row.record_id, row.word) for row in session.rows(_HAVE, ids=ids)}
    wanted = {(one["record_id"], one["word"]): one for row in rows for one in _words(kind, row)}
    gone: dict[str, list[int]] = {}
    for owner, one in have - wanted.keys():
        gone.setdefault(one, []).append(owner)
    for one, owners in gone.items():
        session.execute(_LOSE, {"ids": owners, "gone": one})
    fresh = [one for key, one in wanted.items() if key not in have]
    if fresh:
        # The mark of a word that is gone may stay: it promises too much, and the word itself is looked up anyway.
        session.execute(_MARK, {"ids": ids, "mark": words.fellows(one["word"] for one in fresh)})
        words.index(session, fresh)


def _words(kind: RecordKind, row: Row[Any]) -> Iterator[dict[str, Any]]:
    number = RecordNumber(kind, row.number)
    fields = row._mapping  # noqa: SLF001 - the public name of a row's columns begins so
    yield from words.words_of(number, row.name, row.owner_id, row.id, fields=fields, company_name=row.company)
