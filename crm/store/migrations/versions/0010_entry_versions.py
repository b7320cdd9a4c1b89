"""What edited entries said before.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("entry", sa.Column("edited_at", types.UTCDateTime(), nullable=True))
    entry_version()
    protect(op, ("entry_version",))


def downgrade() -> None:
    op.drop_table("entry_version")
    op.drop_column("entry", "edited_at")


def entry_version() -> None:
    op.create_table(
        "entry_version",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written_at", types.UTCDateTime(), nullable=False),
        sa.Column("author_id", types.BigInt, nullable=False),
        sa.Column("body", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_entry_version_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_entry_version_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_entry_version_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "place", name=op.f("pk_entry_version")),
    )
