"""A second wall behind the session's criterion, for migrations: rows of another workspace do not exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_MINE = "workspace_id = nullif(current_setting('carnet.workspace', true), '')::bigint"


def protect(op: Any, tables: Iterable[str]) -> None:
    """Guard tables by row-level security on PostgreSQL, from their owner too; SQLite has no such wall."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING ({_MINE}) WITH CHECK ({_MINE})")
