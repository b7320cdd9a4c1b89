"""What people choose for themselves, and an administrator for everybody."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from crm.store.tables.base import fenced_table, points_to, short
from crm.store.types import BigInt, Json

# A member's quick access, once they have changed it; until then they have the workspace's.
shortcut = fenced_table(
    "shortcut",
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("action", short(), primary_key=True),
    Column("position", Integer, nullable=False),
    points_to("member", "member_id"),
)

preference = fenced_table(
    "preference",
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("key", short(), primary_key=True),
    Column("value", Json),
    points_to("member", "member_id"),
)

setting = fenced_table("setting", Column("key", short(), primary_key=True), Column("value", Json))
