"""The words of entries, as they are searched; an index of them, one mechanism a database."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text

from crm.store.tables.base import metadata
from crm.store.types import BigInt

# Entries are looked through in blocks of 65,536, the newest first: of a word that stands in a million entries only the
# first few are wanted, and an index that knows no order would read all of them.
BLOCK = 16  # bits of an entry's number

# The distinct words of an entry and its comments, folded: `` called back wants ``. No policy, since row-level security
# keeps a text index from being used; each lexeme names its workspace instead, and what is found here is only numbers,
# which are then read from the protected ``entry``.
entry_words = Table(
    "entry_words",
    metadata,
    Column("workspace_id", BigInt, primary_key=True, autoincrement=False),
    Column("entry_id", BigInt, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)

# ``7-12-called``: workspace, block, word. The index over them is made by a migration, since only the database writes
# an expression as it will be compared; it keeps no list of what is pending, which each block's search would read.
LEXEMES = (
    "array_to_tsvector(string_to_array(ltrim(replace(rtrim(words), ' '::text, "
    f"((((' '::text || (workspace_id)::text) || '-'::text) || ((entry_id >> {BLOCK}))::text) || '-'::text))), "
    "' '::text))"
)
# SQLite's own full-text table holds the same lexemes under workspace and entry in one number, and no text.
entry_search = Table(
    "entry_search",
    MetaData(),
    Column("rowid", Integer, primary_key=True),
    Column("entry_search", Text),
    Column("lexemes", Text),
)
