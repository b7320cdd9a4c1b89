"""What is to come: who is reminded of it, and what it follows up."""

from __future__ import annotations

from sqlalchemy import Column, Index, and_

from crm.store.tables.base import fenced_table, points_to, short
from crm.store.tables.entries import entry
from crm.store.types import BigInt, UTCDateTime

# What somebody still has to do, in the order of its time; what is done, undone or deleted is not in it.
OPEN = and_(
    entry.c.planned_at.is_not(None),
    entry.c.done_at.is_(None),
    entry.c.undone_at.is_(None),
    entry.c.removal_id.is_(None),
)
Index(
    "ix_entry_open",
    entry.c.workspace_id,
    entry.c.responsible_id,
    entry.c.occurred_at,
    entry.c.id,
    postgresql_where=OPEN,
    sqlite_where=OPEN,
)

# How long before somebody is reminded, and when next; a notice for any other time is of no use any more.
reminder = fenced_table(
    "reminder",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("ahead", short(), nullable=False),
    Column("due_at", UTCDateTime),
    points_to("entry", "entry_id"),
    points_to("member", "member_id"),
)

# An upcoming entry that Carnet wrote for a client's owner, and why.
follow_up = fenced_table(
    "follow_up",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("record_id", BigInt, nullable=False),
    Column("cause_id", BigInt),  # the entry that it follows
    Column("while_status", short()),  # of no use any more once the client's status is another
    Column("dropped_by", BigInt),  # the entry that made it of no use
    points_to("entry", "entry_id"),
    points_to("record", "record_id"),
    Index(None, "workspace_id", "record_id"),
    Index(None, "workspace_id", "cause_id"),
    Index(None, "workspace_id", "dropped_by"),
)
