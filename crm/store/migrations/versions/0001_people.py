"""Workspaces, members, roles, distribution lists and the channels they read.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0001"
down_revision = None

FENCED = ("role", "member", "distribution_list", "list_member", "channel", "channel_member")


def upgrade() -> None:
    workspace()
    counter()
    role()
    member()
    distribution_list()
    list_member()
    channel()
    channel_member()
    protect(op, FENCED)


def downgrade() -> None:
    for table in (
        "channel_member",
        "channel",
        "list_member",
        "distribution_list",
        "member",
        "role",
        "counter",
        "workspace",
    ):
        op.drop_table(table)


def workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", types.BigInt, nullable=False),
        sa.Column("team", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=255), server_default="en", nullable=False),
        sa.Column("zone", sa.String(length=255), server_default="UTC", nullable=False),
        sa.Column("infobox_channel", sa.String(length=255), nullable=True),
        sa.Column("bot_user", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("team", name=op.f("uq_workspace_team")),
    )


def counter() -> None:
    op.create_table(
        "counter",
        sa.Column("workspace_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("next", types.BigInt, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "kind", name=op.f("pk_counter")),
    )


def role() -> None:
    op.create_table(
        "role",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("grants", types.Json, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_role_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_role")),
    )


def member() -> None:
    op.create_table(
        "member",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("slack_user", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), server_default="", nullable=False),
        sa.Column("zone", sa.String(length=255), server_default="UTC", nullable=False),
        sa.Column("locale", sa.String(length=255), server_default="en", nullable=False),
        sa.Column("role", sa.String(length=255), server_default="none", nullable=False),
        sa.Column("manager_id", types.BigInt, nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("tell_by", sa.String(length=255), server_default="mail", nullable=False),
        sa.Column("updated", types.BigInt, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "role"], ["role.workspace_id", "role.name"], name=op.f("fk_member_workspace_id_role")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_member_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "slack_user", name=op.f("uq_member_workspace_id_slack_user")),
    )
    op.create_index(op.f("ix_member_workspace_id_email"), "member", ["workspace_id", "email"], unique=False)
    op.create_index(op.f("ix_member_workspace_id_manager_id"), "member", ["workspace_id", "manager_id"], unique=False)


def distribution_list() -> None:
    op.create_table(
        "distribution_list",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_distribution_list_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_distribution_list")),
    )


def list_member() -> None:
    op.create_table(
        "list_member",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("list_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "list_id"],
            ["distribution_list.workspace_id", "distribution_list.id"],
            name=op.f("fk_list_member_workspace_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_list_member_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_list_member_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "list_id", "member_id", name=op.f("pk_list_member")),
    )


def channel() -> None:
    op.create_table(
        "channel",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), server_default="", nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("synced_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_channel_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_channel")),
    )


def channel_member() -> None:
    op.create_table(
        "channel_member",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("channel_id", sa.String(length=255), nullable=False),
        sa.Column("slack_user", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("fk_channel_member_workspace_id_channel_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_channel_member_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "slack_user", name=op.f("pk_channel_member")),
    )
