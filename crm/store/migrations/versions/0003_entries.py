"""The infobox: entries, what they are filed under and changed, and what came in before.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0003"
down_revision = "0002"

FENCED = ("entry", "subject", "participant", "audit", "change", "source")


def upgrade() -> None:
    entry()
    subject()
    participant()
    audit()
    change()
    source()
    protect(op, FENCED)


def downgrade() -> None:
    for table in ("source", "change", "audit", "participant", "subject", "entry"):
        op.drop_table(table)


def entry() -> None:
    op.create_table(
        "entry",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", types.BigInt, nullable=False),
        sa.Column("responsible_id", types.BigInt, nullable=True),
        sa.Column("occurred_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("body", types.Json, nullable=True),
        sa.Column("data", types.Json, nullable=True),
        sa.Column("undone_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_entry_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_entry_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_entry")),
    )


def subject() -> None:
    op.create_table(
        "subject",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("record_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("occurred_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_subject_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_subject_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_subject_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "record_id", name=op.f("pk_subject")),
    )
    op.create_index(
        "ix_subject_timeline", "subject", ["workspace_id", "record_id", "occurred_at", "entry_id"], unique=False
    )


def participant() -> None:
    op.create_table(
        "participant",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_participant_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_participant_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_participant_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "member_id", name=op.f("pk_participant")),
    )


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("operation", sa.String(length=255), nullable=False),
        sa.Column("actor_id", types.BigInt, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("data", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "actor_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_audit_workspace_id_actor_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_audit_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_audit")),
    )


def change() -> None:
    op.create_table(
        "change",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("audit_id", types.BigInt, nullable=True),
        sa.Column("record_id", types.BigInt, nullable=False),
        sa.Column("field", sa.String(length=255), nullable=False),
        sa.Column("before", types.Json, nullable=True),
        sa.Column("after", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_change_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_change_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_workspace_id_entry_id"), "change", ["workspace_id", "entry_id"], unique=False)
    op.create_index(
        op.f("ix_change_workspace_id_record_id_field_id"),
        "change",
        ["workspace_id", "record_id", "field", "id"],
        unique=False,
    )


def source() -> None:
    op.create_table(
        "source",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("result", sa.String(length=255), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_source_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "source", name=op.f("pk_source")),
    )
