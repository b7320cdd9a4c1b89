"""A session: one transaction, opened for one workspace, that can neither read nor write another's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Insert, Row, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

from crm.store import bulk, fence
from crm.store.numbers import Numbers
from crm.store.tables.base import WORKSPACE

_FENCED: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _fence_once(statement: Any) -> Any:
    """Statements written once at module level are fenced once; the rest is rebuilt each time it is asked for."""
    found = _FENCED.get(statement)
    if found is None:
        found = _FENCED[statement] = fence.fenced(statement)
    return found


class Session:
    """The store's only way in for ``perform`` and ``views``."""

    def __init__(self, connection: Connection, workspace: int, numbers: Numbers) -> None:
        self.connection = connection
        self.workspace = workspace
        self.owes = False  # something that a relay is to carry
        self._numbers = numbers

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        if isinstance(statement, Insert):
            raise fence.Unfenced("rows are written by insert()")
        return self.connection.execute(_fence_once(statement), {fence.BIND: self.workspace, **(parameters or {})})

    def rows(self, statement: Any, **parameters: Any) -> Sequence[Row[Any]]:
        return self.execute(statement, parameters).all()

    def first(self, statement: Any, **parameters: Any) -> Row[Any] | None:
        return self.execute(statement, parameters).first()

    def value(self, statement: Any, **parameters: Any) -> Any:
        return self.execute(statement, parameters).scalar()

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Many rows together, each stamped with the workspace; all rows name the same columns."""
        stamped = [self._stamped(row) for row in rows]
        if len(stamped) >= bulk.MANY and self.connection.dialect.name != "sqlite":
            columns = tuple(stamped[0])
            for some in bulk.pieces(columns, stamped):
                self.connection.execute(bulk.statement(table, columns), some)
        elif stamped:
            self.connection.execute(_insert_into(table), stamped)

    def insert_new(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows that may be there already, perhaps since a moment; those stay as they are."""
        if rows:
            dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
            new = dialect.insert(table).on_conflict_do_nothing()
            self.connection.execute(new, [self._stamped(row) for row in rows])

    def run(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """One update or delete for many rows of parameters."""
        if rows:
            mine = {fence.BIND: self.workspace}
            self.connection.execute(_fence_once(statement), [{**mine, **row} for row in rows])

    def numbers(self, kind: str, count: int = 1) -> list[int]:
        """The next numbers of a kind in this workspace; they are never given again."""
        return self._numbers.take(self.connection, self.workspace, kind, count)

    def _stamped(self, row: Mapping[str, Any]) -> dict[str, Any]:
        if row.get(WORKSPACE, self.workspace) != self.workspace:
            raise fence.Unfenced(f"a row of workspace {row[WORKSPACE]} in a session of {self.workspace}")
        return {WORKSPACE: self.workspace, **row}


_INSERTS: dict[Table, Insert] = {}


def _insert_into(table: Table) -> Insert:
    if table not in _INSERTS:
        _INSERTS[table] = insert(table)
    return _INSERTS[table]
