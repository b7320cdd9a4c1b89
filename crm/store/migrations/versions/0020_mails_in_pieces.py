"""Large mails stand in pieces beside their row, which is written again whenever somebody takes it in hand.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("intake", sa.Column("size", types.BigInt, nullable=False, server_default="0"))
    op.execute("UPDATE intake SET size = length(content)")
    intake_piece()
    raw_mail_piece()
    protect(op, ["raw_mail_piece"])


def downgrade() -> None:
    # A mail whose end is gone would be none.
    op.execute("DELETE FROM intake WHERE id IN (SELECT mail_id FROM intake_piece)")
    op.drop_table("raw_mail_piece")
    op.drop_table("intake_piece")
    op.drop_column("intake", "size")


def intake_piece() -> None:
    op.create_table(
        "intake_piece",
        sa.Column("mail_id", types.BigInt, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["intake.id"], name=op.f("fk_intake_piece_mail_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mail_id", "number", name=op.f("pk_intake_piece")),
    )


def raw_mail_piece() -> None:
    op.create_table(
        "raw_mail_piece",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("mail_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mail_id"],
            ["raw_mail.workspace_id", "raw_mail.id"],
            name=op.f("fk_raw_mail_piece_workspace_id_mail_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_raw_mail_piece_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "mail_id", "number", name=op.f("pk_raw_mail_piece")),
    )
