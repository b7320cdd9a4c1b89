"""``column IN (these)`` with one parameter, however many they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Many(TypeDecorator[Any]):
    """A list: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        found = list(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _Among(FunctionElement[Any]):
    # Not typed as a truth: on SQLite that would be written as ``(… IN …) = 1``, which no index can answer.
    inherit_cache = True


def among(column: ColumnElement[Any], name: str, of: type[TypeEngine[Any]]) -> ColumnElement[bool]:
    """Is the column's value one of those that the parameter of this name lists?

    SQLAlchemy's own list parameter writes the statement anew for each call, a blank for each value: a card of twenty
    entries, with a hundred of them, took half as long again.
    """
    return _Among(column, bindparam(name, type_=Many(of)))


@compiles(_Among, "sqlite")
def _sqlite(element: _Among, compiler: Any, **kwargs: Any) -> str:
    column, values = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both were compiled


@compiles(_Among)
def _postgresql(element: _Among, compiler: Any, **kwargs: Any) -> str:
    column, values = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"{column} = ANY ({values})"
