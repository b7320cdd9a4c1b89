"""Comments, and the links by which an answer finds its entry."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table

from crm.store.tables.base import fenced_table, identifier, metadata, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

comment = fenced_table(
    "comment",
    identifier(),
    Column("entry_id", BigInt, nullable=False),
    Column("author_id", BigInt, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("body", Json, nullable=False),
    Column("source", short(), nullable=False),
    Column("origin", short()),  # the Slack message it mirrors: channel/ts
    Column("edited_at", UTCDateTime),
    Column("edit_mark", short()),  # the newest edit seen, so that an older one arriving late changes nothing
    Column("deleted_at", UTCDateTime),
    Column("data", Json),  # the files that came with it
    points_to("entry", "entry_id"),
    points_to("member", "author_id"),
    Index(None, "workspace_id", "entry_id"),
    Index(None, "workspace_id", "origin"),
)

# What edited and deleted comments said before, for administrators.
comment_version = fenced_table(
    "comment_version",
    Column("comment_id", BigInt, primary_key=True, autoincrement=False),
    Column("mark", short(), primary_key=True),  # of the edit that had written this text; empty for the first
    Column("at", UTCDateTime, nullable=False),
    Column("body", Json, nullable=False),
    points_to("comment", "comment_id"),
)

# Where an entry stands outside: a Slack message (channel, ts) or a mail (Message-ID).
link = fenced_table(
    "link",
    Column("place", short(), primary_key=True),
    Column("mark", short(), primary_key=True),
    Column("entry_id", BigInt, nullable=False),
    Column("member_id", BigInt),
    points_to("entry", "entry_id"),
    Index(None, "workspace_id", "entry_id"),
)

# Read when a mail comes in, before its workspace is known: no policy, only a digest of the token and where it leads.
# ``kind`` tells whose it is: a member's answer to a notice, a client's answer to a mail, a member's own address.
reply_token = Table(
    "reply_token",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("workspace_id", BigInt, nullable=False),
    Column("kind", short(), nullable=False, server_default="member"),
    Column("entry_id", BigInt),
    Column("member_id", BigInt),
    Column("record_id", BigInt),
    Column("delivery_id", BigInt),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "workspace_id", "entry_id"),
    Index(None, "workspace_id", "record_id"),
)
