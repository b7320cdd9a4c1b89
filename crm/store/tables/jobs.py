"""Long work over many clients, and what was selected for it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from crm.store.tables.base import fenced_table, identifier, metadata, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

# What a member has half done in a modal; a view's own metadata is too small for it.
draft = fenced_table(
    "draft",
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("name", short(), primary_key=True),  # the view it belongs to
    Column("content", Json, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    points_to("member", "member_id"),
    Index(None, "workspace_id", "at"),
)

# Written once and hardly changed: a list of ten thousand numbers is not to be written anew at every step.
job = fenced_table(
    "job",
    identifier(),
    Column("action", short(), nullable=False),
    Column("actor_id", BigInt, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("records", Json, nullable=False),
    Column("undoes", BigInt),  # the job that this one takes back
    Column("told", Json),  # members to tell in the end, each with an entry that concerns them
    Column("place", short()),  # the Slack message that shows how far it is
    Column("mark", short()),
    Column("created_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    points_to("member", "actor_id"),
)

# What became of each client. Rows come as the job goes on.
job_item = fenced_table(
    "job_item",
    Column("job_id", BigInt, primary_key=True, autoincrement=False),
    Column("record_id", BigInt, primary_key=True, autoincrement=False),
    Column("state", short(), nullable=False),
    Column("entry_id", BigInt),
    Column("reason", Json),
    points_to("job", "job_id"),
    points_to("record", "record_id"),
)

# The queue knows no client data and no policy: who works jobs off reads it before they know a workspace.
job_due = Table(
    "job_due",
    metadata,
    Column("workspace_id", BigInt, primary_key=True, autoincrement=False),
    Column("job_id", BigInt, primary_key=True, autoincrement=False),
    Column("queued_at", UTCDateTime, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("position", Integer, nullable=False),  # how many of its clients are over
    Column("shown", short(), nullable=False),  # where its progress is shown
    Column("claim", short()),
    Column("leased_until", UTCDateTime),
    Index("ix_job_due_queue", "due_at"),
)
