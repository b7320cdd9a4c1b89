"""What entries and their comments say, findable: kept in step with every change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from crm.domain import folding, richtext
from crm.store.among import among
from crm.store.fence import MINE
from crm.store.session import Session
from crm.store.tables import comment, entry
from crm.store.tables.texts import BLOCK, entry_search, entry_words

WORDS_AT_MOST = 8  # that are looked for together
BEGINNING = 3  # letters from which on the beginning of a word is enough
LETTERS_AT_MOST = 100_000  # of one entry's words; PostgreSQL takes a million bytes of them with their marks
ROOM = 40  # bits of a row's number that the entry takes, below its workspace
# Who is mentioned may be called otherwise tomorrow; their names are not what was said.
NAMELESS = dict.fromkeys(("user", "usergroup", "team", "channel"), " ")


def said(bodies: Iterable[Mapping[str, Any] | None]) -> str:
    """The distinct words of some texts, each between spaces."""
    found = folding.words(*(richtext.plain(one, NAMELESS) for one in bodies if one))
    return _cut(f" {' '.join(found)} ") if found else ""


def _cut(words: str) -> str:
    return words if len(words) <= LETTERS_AT_MOST else f"{words[:LETTERS_AT_MOST].rpartition(' ')[0]} "


def typed(text: str) -> list[str]:
    """What somebody looks for: each of these words begins a word of the entry, a short one is a word of it."""
    return folding.words(text)[:WORDS_AT_MOST]


def begins(word: str) -> bool:
    """Where an “a” begins a word is of no interest to anybody, and costs a look at nearly all of them."""
    return len(word) >= BEGINNING


def index(session: Session, bodies: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Make new entries findable by their text."""
    _write(session, {one: words for one, body in bodies.items() if (words := said([body]))})


_BODIES = select(entry.c.id, entry.c.body).where(among(entry.c.id, "entries", BigInteger))
_COMMENTS = (
    select(comment.c.entry_id, comment.c.body)
    .where(among(comment.c.entry_id, "entries", BigInteger), comment.c.deleted_at.is_(None))
    .order_by(comment.c.at, comment.c.id)
)
MY_ROWS = entry_words.c.workspace_id == MINE
_THESE = and_(MY_ROWS, among(entry_words.c.entry_id, "entries", BigInteger))
_WORDS = select(entry_words.c.entry_id, entry_words.c.words).where(_THESE)
_FORGET = delete(entry_words).where(_THESE)


def follow(session: Session, entries: Sequence[int]) -> None:
    """The words of some entries follow what was changed in them, or said below them."""
    found: dict[int, list[Any]] = {row.id: [row.body] for row in session.rows(_BODIES, entries=entries)}
    for row in session.rows(_COMMENTS, entries=entries):
        found[row.entry_id].append(row.body)
    forget(session, entries)
    _write(session, {one: words for one, bodies in found.items() if (words := said(bodies))})


_REPLACE = update(entry_words).where(MY_ROWS, entry_words.c.entry_id == bindparam("one")).values(words=bindparam("all"))


def add(session: Session, bodies: Mapping[int, Mapping[str, Any] | None]) -> None:
    """Entries are found by what was said below them, too: by the words that are new there."""
    known = {row.entry_id: row.words for row in session.rows(_WORDS, entries=list(bodies))}
    found = {one: _longer(known.get(one, ""), body) for one, body in bodies.items()}
    more = {one: words for one, words in found.items() if words != known.get(one, "")}
    stood = {one: known[one] for one in more if one in known}
    session.run(_REPLACE, [{"one": one, "all": more[one]} for one in stood])
    if on_sqlite(session):
        _into_search(session, [_search_row(session, *one) | {"entry_search": "delete"} for one in stood.items()])
        _into_search(session, [_search_row(session, one, more[one]) for one in stood])
    _write(session, {one: words for one, words in more.items() if one not in stood})


def _longer(known: str, body: Mapping[str, Any] | None) -> str:
    fresh = [word for word in said([body]).split() if f" {word} " not in known]
    return _cut(f"{known or ' '}{' '.join(fresh)} ") if fresh else known


_AFTER = (
    select(entry.c.id)
    .where(entry.c.id > bindparam("after"))
    .order_by(entry.c.id)
    .limit(bindparam("count", type_=BigInteger))
)


def follow_all(session: Session, chunk: int = 1000) -> None:
    """The words of all entries, of a workspace that had none."""
    last = 0
    while some := [row.id for row in session.rows(_AFTER, after=last, count=chunk)]:
        follow(session, some)
        last = some[-1]


def forget(session: Session, entries: Sequence[int]) -> None:
    if on_sqlite(session):
        # An index without text is told what it held.
        known = session.rows(_WORDS, entries=entries)
        rows = [_search_row(session, row.entry_id, row.words) | {"entry_search": "delete"} for row in known]
        _into_search(session, rows)
    session.execute(_FORGET, {"entries": entries})


def _write(session: Session, found: Mapping[int, str]) -> None:
    session.insert(entry_words, [{"entry_id": one, "words": words} for one, words in found.items()])
    if on_sqlite(session):
        _into_search(session, [_search_row(session, one, words) for one, words in found.items()])


def on_sqlite(session: Session) -> bool:
    return session.connection.dialect.name == "sqlite"


_SEARCHABLE = insert(entry_search)


def _into_search(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection.execute(_SEARCHABLE, rows)


def _search_row(session: Session, one: int, words: str) -> dict[str, Any]:
    mark = f" {lexeme(session, one >> BLOCK)}"
    return {"rowid": session.workspace << ROOM | one, "lexemes": words.rstrip().replace(" ", mark)}


def lexeme(session: Session, block: object, word: str = "") -> str:
    return f"{session.workspace}-{block}-{word}"


def has(count: int) -> list[ColumnElement[bool]]:
    """An entry has all of so many words: for an infobox, which is walked in its own order."""
    return [entry_words.c.words.contains(bindparam(f"word{place}")) for place in range(count)]


def parameters(words: Sequence[str]) -> dict[str, str]:
    return {f"word{place}": f" {one}" if begins(one) else f" {one} " for place, one in enumerate(words)}
