"""Slack's lanes: one message a second in each channel, over all relays, and a pause where Slack asks for one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete
from sqlalchemy.dialects import postgresql, sqlite

from crm.store.tables import lane

PACE = timedelta(seconds=1)
OLD = timedelta(days=1)


def advance(connection: Connection, names: Collection[str], real: datetime) -> set[str]:
    """The lanes whose turn is ours now; whoever moves a lane's row first has it.

    All rows in one order for everybody, so that two relays do not wait for each other.
    """
    if not names:
        return set()
    rows = [{"name": name, "next_at": real + PACE} for name in sorted(names)]
    statement = _insert(connection).values(rows)
    mine = statement.on_conflict_do_update(
        index_elements=[lane.c.name], set_={"next_at": statement.excluded.next_at}, where=lane.c.next_at <= real
    )
    return set(connection.execute(mine.returning(lane.c.name)).scalars())


def in_turn(connection: Connection, rows: Sequence[Row[Any]], real: datetime, count: int) -> list[Row[Any]]:
    """The first of each lane whose turn it is, of so many lanes."""
    firsts: dict[str, Row[Any]] = {}
    for row in rows:
        if row.lane not in firsts and len(firsts) < count:
            firsts[row.lane] = row
    ours = advance(connection, firsts, real)
    return [row for name, row in firsts.items() if name in ours]


def block(connection: Connection, name: str, until: datetime) -> None:
    """Nothing goes into this lane before then."""
    statement = _insert(connection).values(name=name, next_at=until)
    later = {"next_at": statement.excluded.next_at}
    connection.execute(
        statement.on_conflict_do_update(index_elements=[lane.c.name], set_=later, where=lane.c.next_at < until)
    )


def forget_old(connection: Connection, real: datetime) -> int:
    """A lane that nobody used for a day says nothing any more."""
    return connection.execute(delete(lane).where(lane.c.next_at < real - OLD)).rowcount


def _insert(connection: Connection) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(lane)
