"""What is left of clients that were deleted, and what two clients have in common that may be one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, false

from crm.store.tables.base import fenced_table, identifier, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

# A gravestone: who deleted which number, and when it went for good. It says nothing of the client, and stays.
removal = fenced_table(
    "removal",
    Column("kind", short(), primary_key=True),
    Column("number", BigInt, primary_key=True),
    Column("record_id", BigInt, nullable=False),
    Column("owner_id", BigInt),  # who may view an owner's clients may know that one was deleted
    Column("entry_id", BigInt, nullable=False),  # the deletion
    Column("actor_id", BigInt, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("purge_at", UTCDateTime, nullable=False),
    Column("purged_at", UTCDateTime),
    Column("files", Json),  # digests of contents that are still to be taken out of the store
    points_to("member", "actor_id"),
    Index(None, "workspace_id", "entry_id"),
    Index(None, "workspace_id", "record_id"),
)

# Digests of an address, a name at a company, a domain: who shares one may be the same client. Those that are shared
# stand in an index of their own, so that a list of all look-alikes reads no others.
likeness = fenced_table(
    "likeness",
    Column("mark", String(40), primary_key=True),
    identifier("record_id"),
    Column("shared", Boolean, nullable=False, server_default=false()),
    points_to("record", "record_id"),
    Index(None, "workspace_id", "record_id"),
)
SHARED = likeness.c.shared
Index(
    "ix_likeness_shared",
    likeness.c.workspace_id,
    likeness.c.mark,
    likeness.c.record_id,
    postgresql_where=SHARED,
    sqlite_where=SHARED,
)
