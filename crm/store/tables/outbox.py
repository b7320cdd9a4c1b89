"""What is owed to whom: the ledger, and beside it the small queue that relays read."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, and_, literal_column

from crm.store.tables.base import fenced_table, identifier, metadata, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

# The ledger says for every person what became of every notice; it grows and is rarely read.
delivery = fenced_table(
    "delivery",
    identifier(),
    Column("entry_id", BigInt),  # none for what concerns a person only: a question about a mail
    Column("comment_id", BigInt),
    Column("about", BigInt),  # a held mail, or the member whose mail came back
    Column("kind", short(), nullable=False),
    Column("channel", short(), nullable=False),
    Column("member_id", BigInt),
    Column("place", short()),  # a Slack channel, where no single person is told
    Column("state", short(), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("doubtful", Integer, nullable=False, server_default="0"),  # attempts whose outcome nobody knows
    Column("created_at", UTCDateTime, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column("message_id", short()),
    Column("receipt", Json),
    Column("bundle_id", BigInt),  # the reminder that it came together with, in one message
    points_to("entry", "entry_id"),
    Index(None, "workspace_id", "entry_id"),
)

# Only what a person must look at; the millions that went well stay out of it.
TROUBLED = delivery.c.state.in_(["failed", "bounced"])
Index(
    "ix_delivery_troubled",
    delivery.c.workspace_id,
    delivery.c.id,
    postgresql_where=TROUBLED,
    sqlite_where=TROUBLED,
)

# What somebody is still to be reminded of, so that all that is due to them comes together.
PLANNED = and_(
    delivery.c.kind == literal_column("'reminder'"),
    delivery.c.state == literal_column("'owed'"),
)
Index(
    "ix_delivery_planned",
    delivery.c.workspace_id,
    delivery.c.member_id,
    delivery.c.due_at,
    postgresql_where=PLANNED,
    sqlite_where=PLANNED,
)

# Few reminders come together with another.
BUNDLED = delivery.c.bundle_id.is_not(None)
Index(
    "ix_delivery_bundle",
    delivery.c.workspace_id,
    delivery.c.bundle_id,
    postgresql_where=BUNDLED,
    sqlite_where=BUNDLED,
)

# Rendered at the first attempt and kept for the retries, apart from the ledger so that it stays light.
delivery_body = fenced_table(
    "delivery_body",
    Column("delivery_id", BigInt, primary_key=True, autoincrement=False),
    Column("version", LargeBinary(16), nullable=False),  # of what it was rendered from
    Column("content", LargeBinary, nullable=False),
    points_to("delivery", "delivery_id"),
)

# The queue knows no client data and no policy: relays read it before they know a workspace.
delivery_due = Table(
    "delivery_due",
    metadata,
    Column("workspace_id", BigInt, primary_key=True, autoincrement=False),
    Column("delivery_id", BigInt, primary_key=True, autoincrement=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("queued_at", UTCDateTime, nullable=False),
    Column("channel", short(), nullable=False),
    Column("lane", short(), nullable=False),
    Column("line", short(), nullable=False),  # entry and recipient: told in order
    Column("claim", short()),
    Column("leased_until", UTCDateTime),
    # The order in which it is claimed, whole: what is due in one minute would else be sorted for each claim.
    Index("ix_delivery_due_queue", "channel", "due_at", "queued_at", "delivery_id"),
    Index("ix_delivery_due_line", "line", "queued_at"),
)

# One message a second per Slack channel, however many relays there are.
lane = Table(
    "lane",
    metadata,
    Column("name", short(), primary_key=True),
    Column("next_at", UTCDateTime, nullable=False),
)
