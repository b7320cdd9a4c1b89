"""Long work over many clients, and what was selected for it; lists read a member's or a company's newest clients.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0009"
down_revision = "0008"

FENCED = ("draft", "job", "job_item")


def upgrade() -> None:
    draft()
    job()
    job_item()
    job_due()
    protect(op, FENCED)
    for column in ("company_id", "owner_id"):
        op.drop_index(op.f(f"ix_record_workspace_id_{column}"), table_name="record")
    for column in ("company_id", "owner_id", "status"):
        op.create_index(op.f(f"ix_record_workspace_id_{column}_id"), "record", ["workspace_id", column, "id"])


def downgrade() -> None:
    for column in ("company_id", "owner_id", "status"):
        op.drop_index(op.f(f"ix_record_workspace_id_{column}_id"), table_name="record")
    for column in ("company_id", "owner_id"):
        op.create_index(op.f(f"ix_record_workspace_id_{column}"), "record", ["workspace_id", column])
    for table in ("job_due", "job_item", "job", "draft"):
        op.drop_table(table)


def draft() -> None:
    op.create_table(
        "draft",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", types.Json, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_draft_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_draft_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "name", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_workspace_id_at"), "draft", ["workspace_id", "at"], unique=False)


def job() -> None:
    op.create_table(
        "job",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=255), nullable=False),
        sa.Column("actor_id", types.BigInt, nullable=False),
        sa.Column("inputs", types.Json, nullable=False),
        sa.Column("records", types.Json, nullable=False),
        sa.Column("undoes", types.BigInt, nullable=True),
        sa.Column("told", types.Json, nullable=True),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("mark", sa.String(length=255), nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("finished_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "actor_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_job_workspace_id_actor_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_job_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_job")),
    )


def job_item() -> None:
    op.create_table(
        "job_item",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("job_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("record_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("reason", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "job_id"], ["job.workspace_id", "job.id"], name=op.f("fk_job_item_workspace_id_job_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_job_item_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_job_item_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", "record_id", name=op.f("pk_job_item")),
    )


def job_due() -> None:
    op.create_table(
        "job_due",
        sa.Column("workspace_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("job_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("queued_at", types.UTCDateTime(), nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(length=255), nullable=False),
        sa.Column("claim", sa.String(length=255), nullable=True),
        sa.Column("leased_until", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", name=op.f("pk_job_due")),
    )
    op.create_index("ix_job_due_queue", "job_due", ["due_at"], unique=False)
