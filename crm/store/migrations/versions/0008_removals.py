"""Records that were deleted or merged, and look-alikes.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0008"
down_revision = "0007"

FENCED = ("removal", "likeness")


def upgrade() -> None:
    removal()
    likeness()
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_record_merged", "record", ["workspace_id", "merged_into"], postgresql_where=merged, sqlite_where=merged
    )
    op.add_column("entry", sa.Column("removal_id", types.BigInt, nullable=True))
    op.add_column("subject", sa.Column("merge_id", types.BigInt, nullable=True))
    protect(op, FENCED)


def downgrade() -> None:
    op.drop_column("subject", "merge_id")
    op.drop_column("entry", "removal_id")
    op.drop_index("ix_record_merged", table_name="record")
    for table in ("likeness", "removal"):
        op.drop_table(table)


def removal() -> None:
    op.create_table(
        "removal",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("number", types.BigInt, nullable=False),
        sa.Column("record_id", types.BigInt, nullable=False),
        sa.Column("owner_id", types.BigInt, nullable=True),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("actor_id", types.BigInt, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("purge_at", types.UTCDateTime(), nullable=False),
        sa.Column("purged_at", types.UTCDateTime(), nullable=True),
        sa.Column("files", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "actor_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_removal_workspace_id_actor_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_removal_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "number", name=op.f("pk_removal")),
    )
    op.create_index(op.f("ix_removal_workspace_id_entry_id"), "removal", ["workspace_id", "entry_id"], unique=False)
    op.create_index(op.f("ix_removal_workspace_id_record_id"), "removal", ["workspace_id", "record_id"], unique=False)


def likeness() -> None:
    op.create_table(
        "likeness",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("record_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_likeness_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_likeness_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "mark", "record_id", name=op.f("pk_likeness")),
    )
    op.create_index(op.f("ix_likeness_workspace_id_record_id"), "likeness", ["workspace_id", "record_id"], unique=False)
    op.create_index(
        "ix_likeness_shared",
        "likeness",
        ["workspace_id", "mark", "record_id"],
        unique=False,
        postgresql_where=sa.text("shared"),
        sqlite_where=sa.text("shared = 1"),
    )
