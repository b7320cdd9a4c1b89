"""Workspaces, members, roles, distribution lists and the channels they read."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, UniqueConstraint, true

from crm.store.tables.base import fenced_table, identifier, metadata, points_to, short
from crm.store.types import BigInt, Json, UTCDateTime

# The directory of workspaces is read before a workspace is known, so it has no policy and holds no client data.
workspace = Table(
    "workspace",
    metadata,
    Column("id", BigInt, primary_key=True),
    Column("team", short(), nullable=False, unique=True),
    Column("name", short(), nullable=False),
    Column("locale", short(), nullable=False, server_default="en"),
    Column("zone", short(), nullable=False, server_default="UTC"),
    Column("infobox_channel", short()),
    Column("bot_user", short()),
)

# Numbers counted per workspace and never reused; workspace 0 counts what is global. No policy: it holds only numbers.
counter = Table(
    "counter",
    metadata,
    Column("workspace_id", BigInt, primary_key=True, autoincrement=False),
    Column("kind", short(), primary_key=True),
    Column("next", BigInt, nullable=False),
)

role = fenced_table("role", Column("name", short(), primary_key=True), Column("grants", Json, nullable=False))

member = fenced_table(
    "member",
    identifier(),
    Column("slack_user", short(), nullable=False),
    Column("name", short(), nullable=False),
    Column("email", short(), nullable=False, server_default=""),
    Column("zone", short(), nullable=False, server_default="UTC"),
    Column("locale", short(), nullable=False, server_default="en"),
    Column("role", short(), nullable=False, server_default="none"),
    Column("manager_id", BigInt),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("tell_by", short(), nullable=False, server_default="mail"),
    Column("updated", BigInt, nullable=False, server_default="0"),
    UniqueConstraint("workspace_id", "slack_user"),
    points_to("role", "role", "name"),
    Index(None, "workspace_id", "email"),
    Index(None, "workspace_id", "manager_id"),
)

distribution_list = fenced_table("distribution_list", identifier(), Column("name", short(), nullable=False))

list_member = fenced_table(
    "list_member",
    Column("list_id", BigInt, primary_key=True),
    Column("member_id", BigInt, primary_key=True),
    points_to("distribution_list", "list_id"),
    points_to("member", "member_id"),
)

# What a channel's readers may see decides whether an entry may be posted there.
channel = fenced_table(
    "channel",
    Column("id", short(), primary_key=True),
    Column("name", short(), nullable=False, server_default=""),
    Column("open", Boolean, nullable=False, server_default=true()),  # no guest and no other team is in it
    Column("synced_at", UTCDateTime),
)

channel_member = fenced_table(
    "channel_member",
    Column("channel_id", short(), primary_key=True),
    Column("slack_user", short(), primary_key=True),
    points_to("channel", "channel_id"),
)
