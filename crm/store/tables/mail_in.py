"""Mails that came in: a queue of raw bytes before anything is understood, and what became of each."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, true

from crm.store.tables.base import fenced_table, identifier, metadata, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

# Whose workspace a mail is for is only known once it is read, so it waits here without a policy, for moments. What
# leads nowhere stays, with the reason, until it is tidied away.
intake = Table(
    "intake",
    metadata,
    Column("id", BigInt, primary_key=True),
    Column("mark", short(), nullable=False, unique=True),  # of the bytes and of whom they came to: taken once
    Column("source", short(), nullable=False),
    Column("envelope_from", short(), nullable=False),
    Column("envelope_to", Json, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    Column("size", BigInt, nullable=False, server_default="0"),
    Column("content", LargeBinary, nullable=False),  # its beginning; of most mails all of it
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("waiting", Boolean, nullable=False, server_default=true()),
    Column("reason", Text),
    Column("due_at", UTCDateTime, nullable=False),
    Column("claim", short()),
    Column("leased_until", UTCDateTime),
    Index("ix_intake_waiting", "waiting", "due_at"),
)

# What of a large mail is beyond its beginning, in order: a row that is written again and again stays small, and nobody
# holds a large value more than once.
intake_piece = Table(
    "intake_piece",
    metadata,
    Column("mail_id", BigInt, ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

# How far a mailbox was read, by the server's own count. No policy: it knows nothing but numbers.
mailbox = Table(
    "mailbox",
    metadata,
    Column("name", short(), primary_key=True),
    Column("validity", BigInt, nullable=False),
    Column("uid", BigInt, nullable=False),
    Column("read_at", UTCDateTime, nullable=False),
)

# A mail that was understood, whole as it came, and what it became.
raw_mail = fenced_table(
    "raw_mail",
    identifier(),
    Column("digest", LargeBinary(32), nullable=False),
    Column("message_id", short()),
    Column("envelope_from", short(), nullable=False),
    Column("recipient", short(), nullable=False),
    Column("sender", short(), nullable=False, server_default=""),
    Column("received_at", UTCDateTime, nullable=False),
    Column("content", LargeBinary, nullable=False),  # its beginning; of most mails all of it
    Column("outcome", short(), nullable=False),
    Column("reason", short(), nullable=False, server_default=""),
    Column("text", Json),  # its new words
    Column("files", Json),
    Column("data", Json),  # of one that waits: the clients it may be about, and when it was written
    Column("entry_id", BigInt),
    Column("comment_id", BigInt),
    Column("member_id", BigInt),  # who wrote it, or whose reply address it came to
    Column("decided_by", BigInt),
    Column("decided_at", UTCDateTime),
    Column("answer", Json),  # what its sender is told when it was not taken
    points_to("member", "member_id"),
    Index(None, "workspace_id", "message_id"),
    Index(None, "workspace_id", "member_id", "received_at"),
    Index(None, "workspace_id", "outcome", "id"),
    Index(None, "workspace_id", "entry_id"),
)

raw_mail_piece = fenced_table(
    "raw_mail_piece",
    Column("mail_id", BigInt, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
    points_to("raw_mail", "mail_id"),
)

# Where a member may write from, beside the address that they are told at.
member_address = fenced_table(
    "member_address",
    Column("address", short(), primary_key=True),
    Column("member_id", BigInt, nullable=False),
    Column("confirmed_at", UTCDateTime, nullable=False),
    points_to("member", "member_id"),
    Index(None, "workspace_id", "member_id"),
)

# Where a member sends what they wrote to a client, to have it filed: ``log+<token>@``. They are shown it, so it stands
# here as it is; the directory of tokens knows its digest.
log_address = fenced_table(
    "log_address",
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    Column("token", short(), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    points_to("member", "member_id"),
)

# Addresses that mail came back from, and since when nothing is sent there.
bounced_address = fenced_table(
    "bounced_address",
    Column("address", short(), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_at", UTCDateTime, nullable=False),
    Column("paused_at", UTCDateTime),
)

# Who does not want to hear of an entry any more.
mute = fenced_table(
    "mute",
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("member_id", BigInt, primary_key=True, autoincrement=False),
    points_to("entry", "entry_id"),
    points_to("member", "member_id"),
)
