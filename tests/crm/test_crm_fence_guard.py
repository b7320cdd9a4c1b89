"""The guard itself: what it lets through and what it stops."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from crm.store.tables import record
from tests.fence_guard import unfenced

MINE = "record.workspace_id = %(ws)s::BIGINT"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT record.id \nFROM record \nWHERE MINE", []),
        ("SELECT record.id \nFROM record", ["record"]),
        ("SELECT record.id \nFROM record \nWHERE record.workspace_id = employer.workspace_id", ["record"]),
        ("SELECT 1 FROM record LEFT OUTER JOIN record AS employer ON 1 = 1 WHERE MINE", ["employer"]),
        ("SELECT 1 FROM record, entry WHERE MINE", ["entry"]),
        ("SELECT 1 FROM record WHERE MINE AND EXISTS (SELECT * FROM entry)", ["entry"]),
        ("DELETE FROM word USING record WHERE MINE", ["word"]),
        ("SELECT 1 FROM workspace", []),
        ("UPDATE member SET name=? WHERE member.id = ?", ["member"]),
        ("UPDATE member SET name=? WHERE member.workspace_id = ?", []),
        ("DELETE FROM word WHERE word.record_id = ?", ["word"]),
        ("INSERT INTO word (word, record_id) VALUES (?, ?)", ["word"]),
        ("INSERT INTO word (workspace_id, word) VALUES (?, ?)", []),
        ("CREATE INDEX one ON word (word)", []),
    ],
)
def test_the_guard_names_the_tables_that_are_open_to_all(statement, found):
    assert list(unfenced(statement.replace("MINE", MINE))) == found


def test_the_guard_stands_before_every_connection(store):
    with pytest.raises(AssertionError, match="without the workspace"), store.outside() as connection:
        connection.execute(select(record))
    with pytest.raises(AssertionError, match="without the workspace"), store.outside() as connection:
        connection.execute(text("SELECT * FROM record"))
