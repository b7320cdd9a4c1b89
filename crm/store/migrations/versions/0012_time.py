"""What is to come: done, put off, followed up.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0012"
down_revision = "0011"

OPEN = sa.text("planned_at IS NOT NULL AND done_at IS NULL AND undone_at IS NULL AND removal_id IS NULL")
PLANNED = sa.text("kind = 'reminder' AND state = 'owed'")
BUNDLED = sa.text("bundle_id IS NOT NULL")


def upgrade() -> None:
    for name in ("planned_at", "done_at"):
        op.add_column("entry", sa.Column(name, types.UTCDateTime(), nullable=True))
    op.add_column("entry", sa.Column("done_by", types.BigInt, nullable=True))
    columns = ["workspace_id", "responsible_id", "occurred_at", "id"]
    op.create_index("ix_entry_open", "entry", columns, postgresql_where=OPEN, sqlite_where=OPEN)
    op.add_column("delivery", sa.Column("bundle_id", types.BigInt, nullable=True))
    columns = ["workspace_id", "bundle_id"]
    op.create_index("ix_delivery_bundle", "delivery", columns, postgresql_where=BUNDLED, sqlite_where=BUNDLED)
    columns = ["workspace_id", "member_id", "due_at"]
    op.create_index("ix_delivery_planned", "delivery", columns, postgresql_where=PLANNED, sqlite_where=PLANNED)
    op.add_column("status_option", sa.Column("follow_after", sa.Integer(), nullable=True))
    always = sa.Column("follow_always", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("status_option", always)
    reminder()
    follow_up()
    protect(op, ("reminder", "follow_up"))


def downgrade() -> None:
    op.drop_table("follow_up")
    op.drop_table("reminder")
    op.drop_column("status_option", "follow_always")
    op.drop_column("status_option", "follow_after")
    op.drop_index("ix_delivery_planned", "delivery")
    op.drop_index("ix_delivery_bundle", "delivery")
    op.drop_column("delivery", "bundle_id")
    op.drop_index("ix_entry_open", "entry")
    for name in ("done_by", "done_at", "planned_at"):
        op.drop_column("entry", name)


def reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("ahead", sa.String(length=255), nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_reminder_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_reminder_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_reminder_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "member_id", name=op.f("pk_reminder")),
    )


def follow_up() -> None:
    op.create_table(
        "follow_up",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("record_id", types.BigInt, nullable=False),
        sa.Column("cause_id", types.BigInt, nullable=True),
        sa.Column("while_status", sa.String(length=255), nullable=True),
        sa.Column("dropped_by", types.BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_follow_up_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_follow_up_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_follow_up_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", name=op.f("pk_follow_up")),
    )
    for column in ("record_id", "cause_id", "dropped_by"):
        name = op.f(f"ix_follow_up_workspace_id_{column}")
        op.create_index(name, "follow_up", ["workspace_id", column], unique=False)
