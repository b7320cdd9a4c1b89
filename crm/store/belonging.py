"""Who belongs to a company is found by its name, too: their words follow when it is called otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, delete, select, update

from crm.domain.clients import RecordKind, RecordNumber
from crm.store import words
from crm.store.among import among
from crm.store.details import found_by
from crm.store.records import employer
from crm.store.session import Session
from crm.store.tables import record, word
from crm.store.wording import fellows, said_of

# What their words are made of and no more: there may be thousands of them.
_BELONGING = (
    select(record.c.id, record.c.kind, record.c.number, record.c.name, record.c.owner_id, employer.c.name.label("at"))
    .join(employer, and_(employer.c.workspace_id == record.c.workspace_id, employer.c.id == record.c.company_id))
    .where(among(record.c.company_id, "companies", BigInteger), record.c.deleted_at.is_(None))
    .order_by(record.c.id)
)
_OF_THESE = among(word.c.record_id, "ids", BigInteger)
_HAVE = select(word.c.record_id, word.c.word, word.c.fellows).where(_OF_THESE)
_LOSE = delete(word).where(_OF_THESE, word.c.word == bindparam("gone"))
_MARK = update(word).where(_OF_THESE).values(fellows=word.c.fellows.bitwise_or(bindparam("mark", type_=BigInteger)))


def follow(session: Session, companies: Collection[int]) -> None:
    """The words of all who belong to some companies say what these are called now."""
    if not companies:
        return
    found = session.rows(_BELONGING, companies=list(companies))
    for start in range(0, len(found), words.TOGETHER):
        _reword(session, found[start : start + words.TOGETHER])


def _reword(session: Session, some: Sequence[Row[Any]]) -> None:
    """Only what differs is written: most words of a person are their own."""
    have: dict[int, dict[str, int]] = {one.id: {} for one in some}
    for row in session.rows(_HAVE, ids=list(have)):
        have[row.record_id][row.word] = row.fellows
    kinds = {RecordKind(kind): [one.id for one in some if one.kind == kind] for kind in {one.kind for one in some}}
    known = found_by(session, kinds)
    gone: dict[str, list[int]] = {}
    fresh: list[dict[str, Any]] = []
    for one in some:
        mine, number = have[one.id], RecordNumber(RecordKind(one.kind), one.number)
        wanted = said_of(number, one.name, fields=known.get(one.id), company_name=one.at)
        for lost in mine.keys() - set(wanted):
            gone.setdefault(lost, []).append(one.id)
        fresh += _rows(one, [new for new in wanted if new not in mine], max(mine.values(), default=0))
    for lost, owners in gone.items():
        session.execute(_LOSE, {"ids": owners, "gone": lost})
    if fresh:
        # The mark of a word that is gone may stay: it promises too much, and the word itself is looked up anyway.
        session.execute(_MARK, {"ids": list(have), "mark": fellows({one["word"] for one in fresh})})
        words.index(session, fresh)


def _rows(one: Row[Any], new: Sequence[str], mark: int) -> list[dict[str, Any]]:
    """Words that a record did not have; all words of one record carry one mark."""
    mark |= fellows(new)
    return [
        {"word": each, "record_id": one.id, "kind": one.kind, "owner_id": one.owner_id, "fellows": mark} for each in new
    ]
