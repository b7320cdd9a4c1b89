"""What entries say, findable; and the words of clients, with a typing error.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import spellings, texts, types
from crm.store.numbers import Numbers
from crm.store.policies import protect
from crm.store.session import Session

revision = "0007"
down_revision = "0006"

LEXEMES = (
    "array_to_tsvector(string_to_array(ltrim(replace(rtrim(words), ' '::text, "
    "((((' '::text || (workspace_id)::text) || '-'::text) || ((entry_id >> 13))::text) || '-'::text))), "
    "' '::text))"
)
FULL_TEXT = "fts5(lexemes, content='', detail='none', columnsize=0, tokenize=\"ascii tokenchars '-'\")"


def upgrade() -> None:
    op.create_table(
        "entry_words",
        sa.Column("workspace_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", name=op.f("pk_entry_words")),
    )
    op.create_table(
        "spelling",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("variant", types.Word, nullable=False),
        sa.Column("word", types.Word, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_spelling_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "variant", "word", name=op.f("pk_spelling")),
        sqlite_with_rowid=False,
    )
    protect(op, ("spelling",))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIRTUAL TABLE entry_search USING {FULL_TEXT}")
    else:
        op.execute(f"CREATE INDEX ix_entry_words_lexemes ON entry_words USING gin ({LEXEMES}) WITH (fastupdate=off)")
    backfill()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE entry_search")
    for table in ("spelling", "entry_words"):
        op.drop_table(table)


def backfill() -> None:
    """What stands already is found, too: workspace by workspace, since policies hold for the owner of the tables."""
    connection = op.get_bind()
    for workspace in connection.execute(sa.text("SELECT id FROM workspace")).scalars().all():
        if connection.dialect.name == "postgresql":
            mine = sa.text("SELECT set_config('carnet.workspace', :mine, true)")
            connection.execute(mine, {"mine": str(workspace)})
        session = Session(connection, workspace, Numbers(connection.engine))
        texts.follow_all(session)
        spellings.index_all(session)
