"""How every table is made: a workspace's rows carry its id, and their keys too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, MetaData, String, Table

from crm.store.types import BigInt

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

WORKSPACE = "workspace_id"


def fenced_table(name: str, *columns: Any, keyed: bool = True, **kwargs: Any) -> Table:
    """A table whose rows belong to one workspace each: the session fences it, PostgreSQL guards it by policy."""
    owner = Column(WORKSPACE, BigInt, ForeignKey("workspace.id"), primary_key=keyed, nullable=False)
    return Table(name, metadata, owner, *columns, info={"fenced": True}, **kwargs)


def identifier(name: str = "id") -> Column[Any]:
    """A number counted per workspace; the key is (workspace, number), so a foreign row cannot be pointed at."""
    return Column(name, BigInt, primary_key=True, autoincrement=False)


def points_to(table: str, column: str, target: str = "id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint([WORKSPACE, column], [f"{table}.{WORKSPACE}", f"{table}.{target}"])


def short() -> String:
    return String(255)
