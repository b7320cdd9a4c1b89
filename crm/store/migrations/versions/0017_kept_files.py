"""What somebody wrote, by time: Home counts the entries of a week.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_index("ix_entry_author", "entry", ["workspace_id", "author_id", "created_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_entry_author", table_name="entry")
