"""Addresses for mails to and from clients.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("reply_token", sa.Column("kind", sa.String(length=255), server_default="member", nullable=False))
    op.add_column("reply_token", sa.Column("record_id", types.BigInt, nullable=True))
    op.create_index(
        op.f("ix_reply_token_workspace_id_record_id"), "reply_token", ["workspace_id", "record_id"], unique=False
    )
    op.add_column("raw_mail", sa.Column("data", types.Json, nullable=True))
    log_address()
    protect(op, ("log_address",))


def downgrade() -> None:
    op.drop_table("log_address")
    op.drop_column("raw_mail", "data")
    op.drop_index(op.f("ix_reply_token_workspace_id_record_id"), "reply_token")
    op.drop_column("reply_token", "record_id")
    op.drop_column("reply_token", "kind")


def log_address() -> None:
    op.create_table(
        "log_address",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_log_address_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_log_address_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name=op.f("pk_log_address")),
    )
