"""What is owed to whom: the ledger, the queue and Slack's lanes.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0005"
down_revision = "0004"

FENCED = ("delivery", "delivery_body")


def upgrade() -> None:
    delivery()
    delivery_body()
    delivery_due()
    lane()
    protect(op, FENCED)


def downgrade() -> None:
    for table in ("lane", "delivery_due", "delivery_body", "delivery"):
        op.drop_table(table)


def delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("comment_id", types.BigInt, nullable=True),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("member_id", types.BigInt, nullable=True),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubtful", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("finished_at", types.UTCDateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("receipt", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_delivery_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_delivery_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_troubled",
        "delivery",
        ["workspace_id", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('failed', 'bounced')"),
        sqlite_where=sa.text("state IN ('failed', 'bounced')"),
    )
    op.create_index(op.f("ix_delivery_workspace_id_entry_id"), "delivery", ["workspace_id", "entry_id"], unique=False)


def delivery_body() -> None:
    op.create_table(
        "delivery_body",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("delivery_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("version", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_id"],
            ["delivery.workspace_id", "delivery.id"],
            name=op.f("fk_delivery_body_workspace_id_delivery_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_delivery_body_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", name=op.f("pk_delivery_body")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Compressing bytes that live for a second costs the server more than writing them.
        op.execute("ALTER TABLE delivery_body ALTER COLUMN content SET STORAGE EXTERNAL")


def delivery_due() -> None:
    op.create_table(
        "delivery_due",
        sa.Column("workspace_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("delivery_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("queued_at", types.UTCDateTime(), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("lane", sa.String(length=255), nullable=False),
        sa.Column("line", sa.String(length=255), nullable=False),
        sa.Column("claim", sa.String(length=255), nullable=True),
        sa.Column("leased_until", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", name=op.f("pk_delivery_due")),
    )
    op.create_index("ix_delivery_due_line", "delivery_due", ["line", "queued_at"], unique=False)
    op.create_index("ix_delivery_due_queue", "delivery_due", ["channel", "due_at"], unique=False)


def lane() -> None:
    op.create_table(
        "lane",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("next_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lane")),
    )
