"""The words of clients with one letter left out, by which a typing error finds them."""

from __future__ import annotations

from sqlalchemy import Column

from crm.store.tables.base import fenced_table
from crm.store.types import Word

# One row for each letter that a word can lack, and one for the word itself: it says that the word is here.
spelling = fenced_table(
    "spelling",
    Column("variant", Word, primary_key=True),
    Column("word", Word, primary_key=True),
    sqlite_with_rowid=False,
)
