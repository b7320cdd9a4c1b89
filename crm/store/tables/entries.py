"""The infobox: entries, what they are filed under, who takes part and what they changed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from crm.store.tables.base import fenced_table, identifier, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

entry = fenced_table(
    "entry",
    identifier(),
    Column("action", short(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author_id", BigInt, nullable=False),
    Column("responsible_id", BigInt),
    Column("occurred_at", UTCDateTime, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("body", Json),
    Column("data", Json),
    Column("undone_at", UTCDateTime),
    Column("removal_id", BigInt),  # the deletion it went with: the last of its records was deleted
    Column("edited_at", UTCDateTime),
    Column("planned_at", UTCDateTime),  # when it was given a time to come
    Column("done_at", UTCDateTime),
    Column("done_by", BigInt),
    points_to("member", "author_id"),
    # What somebody wrote this week is counted whenever they look at Home.
    Index("ix_entry_author", "workspace_id", "author_id", "created_at"),
)

# What edited entries said before, for their author and administrators.
entry_version = fenced_table(
    "entry_version",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),  # counted from 1, the text it began with
    Column("written_at", UTCDateTime, nullable=False),
    Column("author_id", BigInt, nullable=False),
    Column("body", Json),
    points_to("entry", "entry_id"),
    points_to("member", "author_id"),
)

# One row for each record an entry is filed under; timelines read its index and nothing else to find their page.
subject = fenced_table(
    "subject",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("record_id", BigInt, primary_key=True, autoincrement=False),
    Column("occurred_at", UTCDateTime, nullable=False),
    Column("merge_id", BigInt),  # the merging that filed it here beside the record it was written about
    points_to("entry", "entry_id"),
    points_to("record", "record_id"),
    Index("ix_subject_timeline", "workspace_id", "record_id", "occurred_at", "entry_id"),
)

participant = fenced_table(
    "participant",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    points_to("entry", "entry_id"),
    points_to("member", "member_id"),
)

audit = fenced_table(
    "audit",
    identifier(),
    Column("operation", short(), nullable=False),
    Column("actor_id", BigInt, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("entry_id", BigInt),
    Column("data", Json),
    points_to("member", "actor_id"),
)

# The audit trail and undo in one. The database counts the ids while the record's row is locked, so the last change of a
# field is the one with the highest id.
change = fenced_table(
    "change",
    Column("id", BigInt, primary_key=True),
    Column("entry_id", BigInt),
    Column("audit_id", BigInt),
    Column("record_id", BigInt, nullable=False),
    Column("field", short(), nullable=False),
    Column("before", Json),
    Column("after", Json),
    points_to("record", "record_id"),
    Index(None, "workspace_id", "entry_id"),
    Index(None, "workspace_id", "record_id", "field", "id"),
    keyed=False,
)

# Once is a unique row, not an if: what came in under a source is never done twice.
source = fenced_table(
    "source",
    Column("source", short(), primary_key=True),
    Column("result", short(), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)
