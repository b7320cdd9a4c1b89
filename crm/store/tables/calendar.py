"""Invitations, what those invited answered, and where calendars fetch what is to come."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from crm.store.tables.base import fenced_table, metadata, points_to, short
from crm.store.types import BigInt, UTCDateTime

# One for each entry that stands in calendars.
invitation = fenced_table(
    "invitation",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("since", Integer, nullable=False),  # answers to earlier ones were given for another time
    Column("off", short()),  # why it was called off
    points_to("entry", "entry_id"),
)

invitee = fenced_table(
    "invitee",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("answer", short(), nullable=False),
    Column("note", short(), nullable=False),
    # The answer's own number and time, so that an older one arriving late changes nothing.
    Column("sequence", Integer, nullable=False),
    Column("said_at", UTCDateTime),
    Column("proposed_at", UTCDateTime),
    Column("proposed_until", UTCDateTime),
    points_to("invitation", "entry_id", "entry_id"),
    points_to("member", "member_id"),
)

# Read when a calendar program asks, before its workspace is known: no policy, only a digest of the address's token.
calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("workspace_id", BigInt, nullable=False),
    Column("member_id", BigInt, nullable=False),
    Column("salt", short(), nullable=False),  # with it and our secret key the token can be made again, without it not
    Column("created_at", UTCDateTime, nullable=False),
    Index("uq_calendar_feed_member", "workspace_id", "member_id", unique=True),
)
