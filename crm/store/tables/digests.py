"""What has come regularly, and how much each member was told lately."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary

from crm.store.tables.base import fenced_table, identifier, points_to, short
from crm.store.tables.outbox import delivery
from crm.store.types import BigInt, Json, UTCDateTime

# One row to a member, a kind and a day: however often the clock ticks, nothing comes twice.
bulletin = fenced_table(
    "bulletin",
    identifier(),
    Column("member_id", BigInt, nullable=False),
    Column("kind", short(), nullable=False),
    Column("mark", short(), nullable=False),  # the day there, or the source of whoever asked for it now
    Column("made_at", UTCDateTime, nullable=False),
    Column("content", LargeBinary),  # what was drawn for it
    points_to("member", "member_id"),
    Index("ix_bulletin_mark", "workspace_id", "member_id", "kind", "mark", unique=True),
)

# When a member was last told by one way, and the notice that gathers what was too much.
noise = fenced_table(
    "noise",
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("channel", short(), primary_key=True),
    Column("told", Json, nullable=False),
    Column("fold_id", BigInt),
    Column("fold_at", UTCDateTime),
    points_to("member", "member_id"),
)

# Most notices are about their entry alone; few are folded into another, or about a mail.
ABOUT = delivery.c.about.is_not(None)
Index(
    "ix_delivery_about",
    delivery.c.workspace_id,
    delivery.c.about,
    postgresql_where=ABOUT,
    sqlite_where=ABOUT,
)
