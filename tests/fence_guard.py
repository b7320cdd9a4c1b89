"""A guard over all tests: every statement on a workspace's table is narrowed to one workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Engine, event

from crm.store.tables import metadata

FENCED = {table.name for table in metadata.sorted_tables if table.info.get("fenced")}
TRESPASS = "trespass"  # an execution option of tests that try to cross on purpose
END = r"\b(?:WHERE|JOIN|LEFT|ON|SET|ORDER|GROUP|HAVING|LIMIT|FOR|RETURNING|UNION|USING)\b|[()]|$"
SOURCES = re.compile(rf"\b(?:FROM|JOIN|UPDATE|USING)\s+\(?(.*?)(?={END})", re.DOTALL)
NAMED = re.compile(r"^(\w+)(?:\s+AS\s+(\w+))?$")
INSERTED = re.compile(r"INSERT INTO (\w+) \(([^)]*)\)")
OUTSIDE = ("PRAGMA", "CREATE", "DROP", "ALTER", "GRANT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


def listen() -> None:
    event.listen(Engine, "before_cursor_execute", _look)


def _look(connection, _cursor, statement, _parameters, _context, _many):
    if not connection.get_execution_options().get(TRESPASS):
        open_to_all = list(unfenced(statement))
        assert not open_to_all, f"{open_to_all} without the workspace: {statement}"


def unfenced(statement: str) -> Iterator[str]:
    """The tables of a statement that lack the workspace's criterion."""
    if statement.lstrip().upper().startswith(OUTSIDE):
        return
    for table, columns in INSERTED.findall(statement):
        if table in FENCED and "workspace_id" not in columns:
            yield table
    named = [one.strip() for found in SOURCES.findall(statement) for one in found.split(",")]
    for table, alias in (found.groups() for found in map(NAMED.match, named) if found):
        criterion = rf'(?<!\w)"?{alias or table}"?\.workspace_id = (?:\?|:\w+|%\(\w+\)s)'
        if table in FENCED and not re.search(criterion, statement):
            yield alias or table
