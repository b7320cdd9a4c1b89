"""Who belongs to a company is found by its name, too: their words follow when it is called otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, select, update

from crm.domain.clients import Record
from crm.store import words
from crm.store.among import among
from crm.store.details import details_of
from crm.store.records import RECORDS, as_record
from crm.store.session import Session
from crm.store.tables import record, word
from crm.store.wording import fellows, said_of

_BELONGING = RECORDS.where(among(record.c.company_id, "companies", BigInteger), record.c.deleted_at.is_(None)).order_by(
    record.c.id
)
_OF_THESE = among(word.c.record_id, "ids", BigInteger)
_HAVE = select(word.c.record_id, word.c.word, word.c.fellows).where(_OF_THESE)
_LOSE = delete(word).where(_OF_THESE, word.c.word == bindparam("gone"))
_MARK = update(word).where(_OF_THESE).values(fellows=word.c.fellows.bitwise_or(bindparam("mark", type_=BigInteger)))


def follow(session: Session, companies: Collection[int]) -> None:
    """The words of all who belong to some companies say what these are called now."""
    if not companies:
        return
    found = list(map(as_record, session.rows(_BELONGING, companies=list(companies))))
    for start in range(0, len(found), words.TOGETHER):
        _reword(session, found[start : start + words.TOGETHER])


def _reword(session: Session, some: Sequence[Record]) -> None:
    """Only what differs is written: most words of a person are their own."""
    have: dict[int, dict[str, int]] = {one.id: {} for one in some}
    for row in session.rows(_HAVE, ids=list(have)):
        have[row.record_id][row.word] = row.fellows
    known = details_of(session, some)
    gone: dict[str, list[int]] = {}
    fresh: list[dict[str, Any]] = []
    for one in some:
        mine = have[one.id]
        wanted = said_of(one.number, one.name, fields=known.get(one.id), company_name=one.company_name)
        for lost in mine.keys() - set(wanted):
            gone.setdefault(lost, []).append(one.id)
        fresh += _rows(one, [new for new in wanted if new not in mine], max(mine.values(), default=0))
    for lost, owners in gone.items():
        session.execute(_LOSE, {"ids": owners, "gone": lost})
    if fresh:
        # The mark of a word that is gone may stay: it promises too much, and the word itself is looked up anyway.
        session.execute(_MARK, {"ids": list(have), "mark": fellows(one["word"] for one in fresh)})
        words.index(session, fresh)


def _rows(one: Record, new: Sequence[str], mark: int) -> list[dict[str, Any]]:
    """Words that a record did not have; all words of one record carry one mark."""
    if not new:
        return []
    kind = one.number.kind.value
    mark |= fellows(new)
    return [{"word": each, "record_id": one.id, "kind": kind, "owner_id": one.owner, "fellows": mark} for each in new]
