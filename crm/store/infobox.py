"""Pages of an infobox, narrowed to what somebody looks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam

from crm.store import entries, texts
from crm.store.session import Session
from crm.store.tables import entry, entry_words, subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrow:
    """From one moment on and up to another; of an action, of an author, with all of some words."""

    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    author: int | None = None
    words: Sequence[str] = ()


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
    found = page.where(*(_CRITERIA[name] for name in _CRITERIA if name in criteria))
    if words:
        its = and_(entry_words.c.workspace_id == subject.c.workspace_id, entry_words.c.entry_id == subject.c.entry_id)
        found = found.join(entry_words, and_(its, *texts.has(words)))
    return found


def page(
    session: Session, record: int, narrow: Narrow, *, count: int, before: tuple[datetime, int] | None = None
) -> Sequence[Row[Any]]:
    """The newest entries of a record that somebody looks for, or the ones before a key of an earlier page."""
    wanted = {name: value for name in _CRITERIA if (value := getattr(narrow, name)) is not None}
    statement = _narrowed(entries.OLDER if before else entries.PAGE, frozenset(wanted), len(narrow.words))
    key = {"at": before[0], "entry": before[1]} if before else {}
    return session.rows(statement, record=record, count=count, **key, **wanted, **texts.parameters(narrow.words))
