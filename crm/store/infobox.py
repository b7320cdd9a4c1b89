"""Pages of an infobox, narrowed to what somebody looks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, bindparam, select

from crm.store import entries, found, matching, texts
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import entry, entry_words, subject

FEW = 2000  # entries in which some words stand, of all clients: these are looked up, more are met along the way soon
TOGETHER = 100

Key = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrow:
    """From one moment on and up to another; of an action, of an author, with all of some words."""

    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    author: int | None = None
    words: Sequence[str] = ()

    def within(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    def passes(self, row: Row[Any]) -> bool:
        return self.action in {None, row.action} and self.author in {None, row.author_id}


_MOMENT = subject.c.occurred_at.type
_CRITERIA: dict[str, ColumnElement[bool]] = {
    "since": subject.c.occurred_at >= bindparam("since", type_=_MOMENT),
    "until": subject.c.occurred_at < bindparam("until", type_=_MOMENT),
    "action": entry.c.action == bindparam("action"),
    "author": entry.c.author_id == bindparam("author"),
}


@cache
def _narrowed(page: Select[Any], criteria: Collection[str], words: int) -> Select[Any]:
    """Statements are kept by their shape: to write one and fence it takes longer than to run it."""
    narrowed = page.where(*(_CRITERIA[name] for name in _CRITERIA if name in criteria))
    if words:
        its = and_(entry_words.c.workspace_id == subject.c.workspace_id, entry_words.c.entry_id == subject.c.entry_id)
        narrowed = narrowed.join(entry_words, and_(its, *texts.has(words)))
    return narrowed


def page(session: Session, record: int, narrow: Narrow, *, count: int, before: Key | None = None) -> Sequence[Row[Any]]:
    """The newest entries of a record that somebody looks for, or the ones before a key of an earlier page."""
    having = matching.newest_with(session, narrow.words, before=None, count=FEW + 1) if narrow.words else ()
    if narrow.words and len(having) <= FEW:
        return list(islice(_of_few(session, record, narrow, having, before), count))
    wanted = {name: value for name in _CRITERIA if (value := getattr(narrow, name)) is not None}
    statement = _narrowed(entries.OLDER if before else entries.PAGE, frozenset(wanted), len(narrow.words))
    key = {"at": before[0], "entry": before[1]} if before else {}
    return session.rows(statement, record=record, count=count, **key, **wanted, **texts.parameters(narrow.words))


# Asked by the entries: a client may have half a million of them, of which some words stand in three.
_OF_RECORD = select(subject.c.occurred_at, subject.c.entry_id).where(
    among(subject.c.entry_id, "entries", BigInteger), subject.c.record_id + 0 == bindparam("record", type_=BigInteger)
)


def _of_few(
    session: Session, record: int, narrow: Narrow, having: Sequence[int], before: Key | None
) -> Iterator[Row[Any]]:
    """Those of some entries that are the record's, in the order of its infobox."""
    rows = session.rows(_OF_RECORD, entries=having, record=record)
    mine = sorted(((row.occurred_at, row.entry_id) for row in rows if narrow.within(row.occurred_at)), reverse=True)
    left = [entry_id for at, entry_id in mine if before is None or (at, entry_id) < before]
    for start in range(0, len(left), TOGETHER):
        some = left[start : start + TOGETHER]
        read = {row.id: row for row in found.rows(session, some)}
        yield from (read[one] for one in some if narrow.passes(read[one]))
