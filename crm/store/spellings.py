"""Words that somebody may have meant: asked only when nothing has the words that were typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import String, bindparam, delete, exists, select

from crm.domain import spelling
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import spelling as table
from crm.store.tables import word

TRIED = 24  # readings of what was typed; each is a search
NEAR_AT_MOST = 12  # words for one that was typed
MARKED = 4  # letters from which on a word is kept: with one too many it has enough to be forgiven
CHUNK = 1000
_KNOWN = select(table.c.word).where(among(table.c.variant, "words", String), table.c.word == table.c.variant)
_NEAR = select(table.c.word).distinct().where(among(table.c.variant, "words", String)).limit(CHUNK)
_UNUSED = _KNOWN.where(~exists().where(word.c.word == table.c.word))
_FORGET = delete(table).where(table.c.variant == bindparam("one"), table.c.word == bindparam("of"))
_WORDS = (
    select(word.c.word)
    .distinct()
    .where(word.c.word > bindparam("after", type_=word.c.word.type))
    .order_by(word.c.word)
    .limit(CHUNK)
)


def index(session: Session, found: Iterable[str]) -> None:
    """Some words may be misspelt from now on; those that are known already cost one look."""
    kept = {one for one in found if len(one) >= MARKED and one.isalpha()}
    fresh = kept - {row.word for row in session.rows(_KNOWN, words=sorted(kept))} if kept else set()
    # In one order for everybody, so that two who bring the same words do not wait for each other for ever.
    session.insert_new(table, [row for one in sorted(fresh) for row in _rows(one)])


def _rows(one: str) -> list[dict[str, str]]:
    variants = spelling.variants(one) if spelling.may_err(one) else set()
    return [{"variant": variant, "word": one} for variant in sorted({one, *variants})]


def index_all(session: Session) -> None:
    """All words of a workspace that had none here."""
    last = ""
    while some := [row.word for row in session.rows(_WORDS, after=last)]:
        index(session, some)
        last = some[-1]


def forget(session: Session, found: Iterable[str]) -> None:
    """Those of some words that no client has any more are not offered again, and not kept."""
    for row in session.rows(_UNUSED, words=sorted(found)):
        session.run(_FORGET, [{"one": one["variant"], "of": row.word} for one in _rows(row.word)])


def readings(session: Session, typed: Sequence[str]) -> Iterator[list[str]]:
    """What somebody may have meant who typed this, the fewest errors first."""
    return islice(spelling.readings(typed, [_near(session, one) for one in typed]), TRIED)


def _near(session: Session, one: str) -> list[str]:
    """The words that are one error away, those that begin alike first: the first letter is rarely wrong."""
    if not spelling.may_err(one):
        return []
    rows: Any = session.rows(_NEAR, words=sorted({one, *spelling.variants(one)}))
    near = [row.word for row in rows if spelling.one_error(one, row.word)]
    return sorted(near, key=lambda word: (word[0] != one[0], word))[:NEAR_AT_MOST]
