"""Invitations, and feeds of what is to come.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0013"
down_revision = "0012"

FENCED = ("invitation", "invitee")


def upgrade() -> None:
    invitation()
    invitee()
    calendar_feed()
    protect(op, FENCED)


def downgrade() -> None:
    for table in ("calendar_feed", "invitee", "invitation"):
        op.drop_table(table)


def invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("off", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_invitation_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_invitation_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", name=op.f("pk_invitation")),
    )


def invitee() -> None:
    op.create_table(
        "invitee",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(length=255), nullable=False),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("said_at", types.UTCDateTime(), nullable=True),
        sa.Column("proposed_at", types.UTCDateTime(), nullable=True),
        sa.Column("proposed_until", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["invitation.workspace_id", "invitation.entry_id"],
            name=op.f("fk_invitee_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_invitee_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_invitee_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "member_id", name=op.f("pk_invitee")),
    )


def calendar_feed() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=False),
        sa.Column("salt", sa.String(length=255), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_calendar_feed")),
    )
    op.create_index("uq_calendar_feed_member", "calendar_feed", ["workspace_id", "member_id"], unique=True)
