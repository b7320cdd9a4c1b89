"""The fence: every statement is narrowed to one workspace before it runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Alias, Table, and_, bindparam, true
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import FromClause, FromGrouping, Join, Select

from crm.store.tables.base import WORKSPACE

BIND = "ws"
MINE: Any = bindparam(BIND)


class Unfenced(RuntimeError):
    """A statement that cannot be narrowed to one workspace; always a bug of ours."""


def is_fenced(table: Any) -> bool:
    plain = table.element if isinstance(table, Alias) else table
    return isinstance(plain, Table) and bool(plain.info.get("fenced"))


def fenced(statement: Any) -> Any:
    """The same statement with ``workspace_id = :ws`` on every table that belongs to a workspace.

    In an outer join the criterion goes into the ON clause of the outer side, so that missing rows stay missing.
    """
    if isinstance(statement, TextClause):
        raise Unfenced("text() cannot be fenced; write it with tables")
    return visitors.cloned_traverse(
        statement, {}, {"select": _fence_select, "join": _fence_join, "update": _fence_change, "delete": _fence_change}
    )


def _fence_select(select: Select[Any]) -> None:
    tables = [table for source in select.get_final_froms() for table in _left_sides(source)]
    select._setup_joins = tuple(_fence_joined(*joined) for joined in select._setup_joins)  # noqa: SLF001 - visitors change clones in place
    _narrow(select, tables)


def _fence_joined(right: Any, condition: Any, left: Any, flags: Any) -> tuple[Any, Any, Any, Any]:
    """``select.join()`` keeps its joins aside until it is compiled."""
    if condition is None:
        raise Unfenced("a join needs its condition")
    return right, and_(condition, *map(_mine, _left_sides(right))), left, flags


def _fence_change(statement: Update | Delete) -> None:
    """The table that is changed, and those that its criteria bring in."""
    beside = {table for criterion in statement._where_criteria for table in criterion._from_objects}  # noqa: SLF001 - what the compiler looks at
    _narrow(statement, [statement.table, *(table for table in beside - {statement.table} if is_fenced(table))])


def _fence_join(join: Join) -> None:
    join.onclause = and_(true() if join.onclause is None else join.onclause, *map(_mine, _left_sides(join.right)))


def _left_sides(source: FromClause) -> list[FromClause]:
    """The tables of a FROM that no join condition narrows already."""
    while isinstance(source, Join | FromGrouping):
        source = source.left if isinstance(source, Join) else source.element
    return [source] if is_fenced(source) else []


def _narrow(statement: Any, tables: list[Any]) -> None:
    statement._where_criteria = (*statement._where_criteria, *map(_mine, tables))  # noqa: SLF001 - visitors change clones in place


def _mine(table: Any) -> Any:
    return table.c[WORKSPACE] == MINE
