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
# rows of all that it finds, often from the disk; SQLite their numbers only.
RARE = {"sqlite": 2000, "postgresql": 100}

_NEWEST = select(func.max(entry_words.c.entry_id)).where(texts.MY_ROWS)


def newest(session: Session) -> int:
    return int(session.value(_NEWEST) or 0)


def newest_with(session: Session, words: Sequence[str], *, before: int | None, count: int) -> list[int]:
    """The newest entries in which each of some words begins a word; those written before one of an earlier page."""
    end = newest(session) + 1
    end = end if before is None else min(end, before)
    words, often = _rarest_first(session, words, end)
    found: list[int] = []
    for blocks in _together(session, end - 1 >> BLOCK):
        rare = len(words) > 1 and often * len(blocks) < _rare(session)
        some = _with_a_rare(session, blocks, words, end, count - len(found)) if rare else None
        found += _match(session, blocks, words, end, count - len(found)) if some is None else some
        if len(found) == count:
            break
    return found


def _rarest_first(session: Session, words: Sequence[str], end: int) -> tuple[Sequence[str], int]:
    """As the newest block has them, and in how many of its entries the first one stands: mostly as elsewhere."""
    if len(words) == 1:
        return words, 0
    newest = [end - 1 >> BLOCK]
    counted = [(len(_match(session, newest, [one], end, _rare(session))), -len(one), one) for one in words]
    return [one for _count, _length, one in sorted(counted)], min(counted)[0]


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


def _with_a_rare(
    session: Session, blocks: Sequence[int], words: Sequence[str], end: int, count: int
) -> list[int] | None:
    """The few entries that have the first word, asked for the others: to intersect a word of all entries takes long."""
    having = _match(session, blocks, words[:1], end, _rare(session))
    if len(having) == _rare(session):
        return None
    others = words[1:]
    asked = _HAVING.where(*texts.has(len(others)))
    rows = session.rows(asked, entries=having, count=count, **texts.parameters(others)) if having else ()
    return [row.entry_id for row in rows]


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
