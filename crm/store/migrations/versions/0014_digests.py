"""What has been told each morning and each week, and how much in the last hour.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0014"
down_revision = "0013"

FENCED = ("bulletin", "noise")


def upgrade() -> None:
    bulletin()
    noise()
    told = sa.text("about IS NOT NULL")
    op.create_index(
        "ix_delivery_about", "delivery", ["workspace_id", "about"], postgresql_where=told, sqlite_where=told
    )
    protect(op, FENCED)


def downgrade() -> None:
    op.drop_index("ix_delivery_about", "delivery")
    for table in reversed(FENCED):
        op.drop_table(table)


def bulletin() -> None:
    op.create_table(
        "bulletin",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.Column("made_at", types.UTCDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_bulletin_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_bulletin_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_bulletin")),
    )
    op.create_index("ix_bulletin_mark", "bulletin", ["workspace_id", "member_id", "kind", "mark"], unique=True)


def noise() -> None:
    op.create_table(
        "noise",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("told", types.Json, nullable=False),
        sa.Column("fold_id", types.BigInt, nullable=True),
        sa.Column("fold_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_noise_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_noise_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "channel", name=op.f("pk_noise")),
    )
