"""Many rows are written as few are: what stands in them is the same, and so is the fence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.store import bulk
from crm.store.fence import Unfenced
from crm.store.tables import change, delivery, word
from tests.factories import NOW

VALUES = (None, "Zoë, “quoted” {1,2} \\ NULL", True, 12, {"name": "Łukasz", "owner": None}, [], "")


def written(session, table, rows):
    session.insert(table, rows)
    mine = select(table).where(table.c[next(iter(rows[0]))] >= next(iter(rows[0].values())))
    found = [{name: row[name] for name in rows[0]} for row in session.execute(mine).mappings()]
    return sorted(found, key=lambda row: str(next(iter(row.values()))))


@pytest.mark.parametrize("count", [1, bulk.MANY - 1, bulk.MANY, bulk.PIECE + 1])
def test_what_is_written_is_what_was_given(agency, count):
    first, record = 10**9, agency.record("acme").id
    with agency.begin() as session:
        rows = [
            {
                "id": first + one,
                "record_id": record,
                "field": "notes",
                "entry_id": None,
                "before": VALUES[one % 7],
                "after": VALUES[one % 3],
            }
            for one in range(count)
        ]
        assert written(session, change, rows) == rows
        rows = [
            {
                "id": first + one,
                "kind": "entry",
                "channel": "mail",
                "state": "owed",
                "created_at": NOW,
                "due_at": NOW + timedelta(microseconds=one),
                "receipt": VALUES[4 * (one % 2)],
            }
            for one in range(count)
        ]
        assert written(session, delivery, rows) == rows
        rows = [
            {"word": f"żżż{one:05}", "record_id": record, "kind": "company", "owner_id": None, "fellows": one << 40}
            for one in range(count)
        ]
        assert written(session, word, rows) == rows


def test_one_row_of_another_workspace_among_many_is_refused(agency):
    rows = [
        {"word": f"w{one}", "record_id": 1, "kind": "company", "owner_id": None, "fellows": 0} for one in range(500)
    ]
    rows[321]["workspace_id"] = agency.workspace + 1
    with pytest.raises(Unfenced), agency.begin() as session:
        session.insert(word, rows)
