"""Companies, contacts and profiles: one root table, one detail table a kind, and the words that find them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Text, UniqueConstraint, false, true

from crm.store.tables.base import fenced_table, identifier, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime, Word

record = fenced_table(
    "record",
    identifier(),
    Column("kind", short(), nullable=False),
    Column("number", BigInt, nullable=False),
    Column("name", short(), nullable=False),
    Column("owner_id", BigInt),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("status", short()),
    Column("company_id", BigInt),
    Column("merged_into", BigInt),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("workspace_id", "kind", "number"),
    points_to("member", "owner_id"),
    points_to("record", "company_id"),
    # With the id, so that the newest of a member, of a company or of a status are read off in order.
    Index(None, "workspace_id", "owner_id", "id"),
    Index(None, "workspace_id", "company_id", "id"),
    Index(None, "workspace_id", "status", "id"),
)
Index(
    "ix_record_merged",
    record.c.workspace_id,
    record.c.merged_into,
    postgresql_where=record.c.merged_into.is_not(None),
    sqlite_where=record.c.merged_into.is_not(None),
)


def detail(name: str, *columns: str, long: tuple[str, ...] = ()) -> Any:
    return fenced_table(
        name,
        identifier(),
        *(Column(column, short()) for column in columns),
        *(Column(column, Text) for column in long),
        points_to("record", "id"),
    )


company = detail(
    "company",
    *("industry", "website", "phone", "email", "street", "postcode", "city", "country", "registration_number"),
    *("parent", "channel"),  # a Slack channel of its own
    long=("notes",),
)
# Few companies have one; asked for when something happens to a channel.
LINKED = company.c.channel.is_not(None)
Index(
    "ix_company_channel",
    company.c.workspace_id,
    company.c.channel,
    postgresql_where=LINKED,
    sqlite_where=LINKED,
)

contact = detail(
    "contact",
    *("first_name", "last_name", "salutation", "function", "department", "email", "second_email", "phone", "mobile"),
    *("address", "language", "source", "linkedin"),
    long=("notes",),
)

profile = detail("profile", "first_name", "last_name", "headline", "language", "city", "skills", long=("notes",))

document = fenced_table(
    "document",
    identifier(),
    Column("record_id", BigInt),
    Column("entry_id", BigInt),
    Column("comment_id", BigInt),
    Column("name", short(), nullable=False),
    Column("type", short(), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    points_to("record", "record_id"),
    Index(None, "workspace_id", "record_id"),
    Index(None, "workspace_id", "entry_id"),
)

status_option = fenced_table(
    "status_option",
    Column("key", short(), primary_key=True),
    Column("labels", Json, nullable=False),
    Column("position", Integer, nullable=False),
    Column("follow_after", Integer),  # days until its owner is to look after a client who has got this status
    Column("follow_always", Boolean, nullable=False, server_default=false()),  # else only if it still has it then
)

# Type-ahead reads only this: a prefix is a range of words. The owner stands here too, so that a member who may act
# on their own clients only does not wade through everybody else's.
word = fenced_table(
    "word",
    Column("word", Word, primary_key=True),
    Column("record_id", BigInt, primary_key=True),
    Column("kind", short(), nullable=False),
    Column("owner_id", BigInt),
    Column("fellows", BigInt, nullable=False),  # a mark of the record's other words
    points_to("record", "record_id"),
    Index("ix_word_owner", "workspace_id", "owner_id", "word", "record_id"),
    Index("ix_word_record", "workspace_id", "record_id", "word"),
    sqlite_with_rowid=False,
)
