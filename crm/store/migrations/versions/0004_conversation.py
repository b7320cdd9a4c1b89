"""Comments, and the links by which an answer finds its entry.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0004"
down_revision = "0003"

FENCED = ("comment", "comment_version", "link")


def upgrade() -> None:
    comment()
    comment_version()
    link()
    reply_token()
    protect(op, FENCED)


def downgrade() -> None:
    for table in ("reply_token", "link", "comment_version", "comment"):
        op.drop_table(table)


def comment() -> None:
    op.create_table(
        "comment",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("author_id", types.BigInt, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("body", types.Json, nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=True),
        sa.Column("edited_at", types.UTCDateTime(), nullable=True),
        sa.Column("edit_mark", sa.String(length=255), nullable=True),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_comment_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_comment_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_comment_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_workspace_id_entry_id"), "comment", ["workspace_id", "entry_id"], unique=False)
    op.create_index(op.f("ix_comment_workspace_id_origin"), "comment", ["workspace_id", "origin"], unique=False)


def comment_version() -> None:
    op.create_table(
        "comment_version",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("comment_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("body", types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "comment_id"],
            ["comment.workspace_id", "comment.id"],
            name=op.f("fk_comment_version_workspace_id_comment_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_comment_version_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "comment_id", "mark", name=op.f("pk_comment_version")),
    )


def link() -> None:
    op.create_table(
        "link",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"], ["entry.workspace_id", "entry.id"], name=op.f("fk_link_workspace_id_entry_id")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_link_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "place", "mark", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_workspace_id_entry_id"), "link", ["workspace_id", "entry_id"], unique=False)


def reply_token() -> None:
    op.create_table(
        "reply_token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("member_id", types.BigInt, nullable=True),
        sa.Column("delivery_id", types.BigInt, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_reply_token")),
    )
    op.create_index(
        op.f("ix_reply_token_workspace_id_entry_id"), "reply_token", ["workspace_id", "entry_id"], unique=False
    )
