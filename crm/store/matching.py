"""Which entries hold some words: looked for in one block of entries after the other, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import BigInteger, bindparam, cast, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from crm.store import texts
from crm.store.among import Many, among
from crm.store.session import Session
from crm.store.tables.texts import BLOCK, LEXEMES, entry_search, entry_words

WIDTHS = (1, 4, 16, 64, 128)  # blocks that SQLite looks through together; it begins with all of them at once
# Entries that have a rare word, of those looked through together: each is asked for the others. PostgreSQL reads the
# rows of all that it finds, SQLite their numbers only.
RARE = {"sqlite": 2000, "postgresql": 500}

_NEWEST = select(func.max(entry_words.c.entry_id)).where(texts.MY_ROWS)


def newest(session: Session) -> int:
    return int(session.value(_NEWEST) or 0)


def newest_with(session: Session, words: Sequence[str], *, before: int | None, count: int) -> list[int]:
    """The newest entries in which each of some words begins a word; those written before one of an earlier page."""
    end = newest(session) + 1
    end = end if before is None else min(end, before)
    words = _rarest_first(session, words, end)
    found: list[int] = []
    for blocks in _together(session, end - 1 >> BLOCK):
        found += _in(session, blocks, words, end, count - len(found))
        if len(found) == count:
            break
    return found


def _rarest_first(session: Session, words: Sequence[str], end: int) -> Sequence[str]:
    """As the newest block has them: what is rare there mostly is elsewhere."""
    newest, rare = [end - 1 >> BLOCK], _rare(session)
    if len(words) == 1:
        return words
    return sorted(words, key=lambda one: (len(_match(session, newest, [one], end, rare)), -len(one)))


def _rare(session: Session) -> int:
    return RARE["sqlite" if texts.on_sqlite(session) else "postgresql"]


def _together(session: Session, last: int) -> Iterator[Sequence[int]]:
    """Blocks from the newest to the oldest: PostgreSQL goes no further than it must, SQLite begins with all at once."""
    widths = iter(WIDTHS if texts.on_sqlite(session) else (last + 1,))
    width = 0
    while last >= 0:
        width = next(widths, width)
        yield range(last, max(last - width, -1), -1)
        last -= width


_HAVING = (
    select(entry_words.c.entry_id)
    .where(texts.MY_ROWS, among(entry_words.c.entry_id, "entries", BigInteger))
    .order_by(entry_words.c.entry_id.desc())
    .limit(bindparam("count"))
)


def _in(session: Session, blocks: Sequence[int], words: Sequence[str], end: int, count: int) -> list[int]:
    """Some words in some blocks. Of a rare one few entries are read; to intersect a word of all entries takes long."""
    if len(words) > 1:
        having = _match(session, blocks, words[:1], end, _rare(session))
        if len(having) < _rare(session):
            others = words[1:]
            asked = _HAVING.where(*texts.has(len(others)))
            rows = session.rows(asked, entries=having, count=count, **texts.parameters(others)) if having else ()
            return [row.entry_id for row in rows]
    return _match(session, blocks, words, end, count)


def _match(session: Session, blocks: Sequence[int], words: Sequence[str], end: int, count: int) -> list[int]:
    match = _in_sqlite if texts.on_sqlite(session) else _in_postgresql
    return match(session, blocks, words, end, count)


_ONE_BLOCK = (
    func.unnest(bindparam("blocks", type_=Many(BigInteger)))
    .table_valued(column("block", BigInteger), with_ordinality="place", name="one", joins_implicitly=True)
    .render_derived()
)
# The order of a list that is unnested is known: a block is looked through only when those before it held too little.
_BY_BLOCKS = (
    select(entry_words.c.entry_id)
    .select_from(
        _ONE_BLOCK.join(
            entry_words,
            literal_column(LEXEMES).op("@@")(
                cast(
                    func.replace(bindparam("pattern"), "#", cast(_ONE_BLOCK.c.block, entry_words.c.words.type)), TSQUERY
                )
            ),
        )
    )
    .where(texts.MY_ROWS, entry_words.c.entry_id < bindparam("end"))
    .order_by(_ONE_BLOCK.c.place, entry_words.c.entry_id.desc())
    .limit(bindparam("count"))
)


def _in_postgresql(session: Session, blocks: Sequence[int], words: Sequence[str], end: int, count: int) -> list[int]:
    pattern = " & ".join(f"'{texts.lexeme(session, '#', one)}'{':*' if texts.begins(one) else ''}" for one in words)
    return [
        row.entry_id for row in session.rows(_BY_BLOCKS, pattern=pattern, blocks=list(blocks), end=end, count=count)
    ]


_MATCHING = (
    select(entry_search.c.rowid)
    .where(
        entry_search.c.entry_search.op("MATCH")(bindparam("pattern")),
        entry_search.c.rowid >= bindparam("begin"),
        entry_search.c.rowid < bindparam("end"),
    )
    .order_by(entry_search.c.rowid.desc())
    .limit(bindparam("count"))
)


def _in_sqlite(session: Session, blocks: Sequence[int], words: Sequence[str], end: int, count: int) -> list[int]:
    mine = session.workspace << texts.ROOM
    pattern = " OR ".join(_all_of(session, block, words) for block in blocks)
    rows = session.rows(_MATCHING, pattern=pattern, begin=mine, end=mine + end, count=count)
    return [row.rowid - mine for row in rows]


def _all_of(session: Session, block: int, words: Sequence[str]) -> str:
    wanted = [f'"{texts.lexeme(session, block, one)}"{" *" if texts.begins(one) else ""}' for one in words]
    return f"({' AND '.join(wanted)})"
