"""What the sender of a mail is told that was not taken.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("answer", types.Json, nullable=True))
    columns = ["workspace_id", "member_id", "received_at"]
    op.create_index(op.f("ix_raw_mail_workspace_id_member_id_received_at"), "raw_mail", columns, unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_raw_mail_workspace_id_member_id_received_at"), "raw_mail")
    op.drop_column("raw_mail", "answer")
