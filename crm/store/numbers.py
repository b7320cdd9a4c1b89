"""Numbers counted per workspace (``E-789``, ``CMP-12``) and never given twice."""

from __future__ import annotations

import threading
from collections import defaultdict, deque

from sqlalchemy import Connection, Engine, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.store.tables.people import counter

BLOCK = 32
SERIALS = frozenset({"company", "contact", "profile"})

_NEXT = (
    update(counter)
    .where(counter.c.workspace_id == bindparam("workspace"), counter.c.kind == bindparam("of"))
    .values(next=counter.c.next + bindparam("count"))
    .returning(counter.c.next)
)


class Numbers:
    """Takes numbers from the counter table.

    SQLite has one writer anyway, so it counts inside the transaction. On PostgreSQL the counter's row would make all of
    a workspace's transactions wait for each other; there a process takes a small block in a transaction of its own,
    and what it did not use when it ends is skipped. Numbers that people see on records are taken one by one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apart = engine.dialect.name != "sqlite"
        self._kept: dict[tuple[int, str], deque[int]] = defaultdict(deque)
        self._mutex = threading.Lock()

    def take(self, connection: Connection, workspace: int, kind: str, count: int) -> list[int]:
        if not self._apart:
            return self._count(connection, workspace, kind, count)
        with self._mutex:
            kept = self._kept[workspace, kind]
            if len(kept) < count:
                wanted = count if kind in SERIALS else max(BLOCK, count)
                with self._engine.begin() as own:
                    kept.extend(self._count(own, workspace, kind, wanted))
            return [kept.popleft() for _ in range(count)]

    def _count(self, connection: Connection, workspace: int, kind: str, count: int) -> list[int]:
        parameters = {"workspace": workspace, "of": kind, "count": count}
        end = connection.execute(_NEXT, parameters).scalar()
        if end is None:
            self._start(connection, workspace, kind)
            end = connection.execute(_NEXT, parameters).scalar_one()
        return list(range(end - count, end))

    def _start(self, connection: Connection, workspace: int, kind: str) -> None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = dialect.insert(counter).values(workspace_id=workspace, kind=kind, next=1)
        connection.execute(row.on_conflict_do_nothing())
