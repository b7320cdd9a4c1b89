"""What SQLite is told of our tables, since it cannot know: one workspace holds nearly all the rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from sqlalchemy import Connection

ROWS = 1_000_000
# All of our indexes begin with the workspace; these columns narrow hardly more.
SAME_IN_MOST = frozenset({"workspace_id", "kind", "channel", "state", "action"})
_INDEXES = """
SELECT stored.name, found.name, found."unique",
    (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(found.name) ORDER BY seqno))
FROM sqlite_schema AS stored, pragma_index_list(stored.name) AS found
WHERE stored.type = 'table' AND stored.name NOT LIKE 'sqlite%'
"""


def tell(connection: Connection) -> None:
    """Write the statistics that SQLite plans by.

    Without them it believes that a workspace has ten rows, and reads them all rather than look up twenty-five keys:
    264 ms for one client among a million. Counted ones are no better until somebody counts; these are true from the
    first day of a large agency on, and a small one does not feel the difference. Tests see the plans of the million.
    """
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes their table
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    rows = [
        (table, index, _estimate(columns.split(","), unique=bool(unique)))
        for table, index, unique, columns in connection.exec_driver_sql(_INDEXES).all()
    ]
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows)


def _estimate(columns: Sequence[str], *, unique: bool) -> str:
    """How many rows there are, and how many have the same first column, the same first two, and so on."""
    left = list(accumulate(columns, _narrowed, initial=ROWS))
    return " ".join(str(one) for one in [*left[:-1], 1 if unique else left[-1]])


def _narrowed(rows: int, column: str) -> int:
    return rows if column in SAME_IN_MOST else max(min(rows, ROWS // 1000) // 10, 1)
