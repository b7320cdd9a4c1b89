"""What members choose for themselves: shortcuts, preferences; a company's own channel.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0006"
down_revision = "0005"

FENCED = ("shortcut", "preference", "setting")


def upgrade() -> None:
    shortcut()
    preference()
    setting()
    company_channel()
    protect(op, FENCED)


def downgrade() -> None:
    op.drop_index("ix_company_channel", table_name="company")
    op.drop_column("company", "channel")
    for table in ("setting", "preference", "shortcut"):
        op.drop_table(table)


def shortcut() -> None:
    op.create_table(
        "shortcut",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_shortcut_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_shortcut_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "action", name=op.f("pk_shortcut")),
    )


def preference() -> None:
    op.create_table(
        "preference",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("value", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_preference_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_preference_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "key", name=op.f("pk_preference")),
    )


def setting() -> None:
    op.create_table(
        "setting",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("value", types.Json, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_setting_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_setting")),
    )


def company_channel() -> None:
    op.add_column("company", sa.Column("channel", sa.String(length=255), nullable=True))
    linked = sa.text("channel IS NOT NULL")
    op.create_index(
        "ix_company_channel", "company", ["workspace_id", "channel"], postgresql_where=linked, sqlite_where=linked
    )
