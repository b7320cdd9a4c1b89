"""Many rows at once on PostgreSQL: an array a column instead of a message a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, String, Table, Text, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

MANY = 100  # rows; fewer travel ahead one by one, and nobody waits for them
PIECE = 2000  # rows of one statement: none may be at work for too long


@cache
def statement(table: Table, columns: tuple[str, ...]) -> Insert:
    arrays = (
        func.unnest(bindparam(f"all_{one}", type_=ARRAY(_plain(table.c[one].type), dimensions=1))) for one in columns
    )
    return insert(table).from_select(columns, select(*arrays))


def pieces(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, list[Any]]]:
    for start in range(0, len(rows), PIECE):
        yield {f"all_{one}": [row[one] for row in rows[start : start + PIECE]] for one in columns}


def _plain(of: TypeEngine[Any]) -> TypeEngine[Any]:
    """An array has no collation, and what is too long is refused by the column."""
    return Text() if isinstance(of, String) else of
