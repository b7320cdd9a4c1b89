"""The floor under ``perform``: the same reads and rows by SQLAlchemy Core, without checks, languages or form."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    and_,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from crm.store import base
from crm.store.tables import (
    channel,
    channel_member,
    counter,
    delivery,
    delivery_due,
    entry,
    member,
    participant,
    record,
    role,
    source,
    subject,
    workspace,
)
from tests.bench.databases import WORKSPACE, Database

FIRST = 10**9  # numbers far from those that the other side takes

_employer = record.alias("employer")
_members = select(member, role.c.grants).join(
    role, and_(role.c.workspace_id == member.c.workspace_id, role.c.name == member.c.role)
)
SOURCE = select(source.c.result).where(source.c.workspace_id == WORKSPACE, source.c.source == bindparam("key"))
PEOPLE = _members.where(
    member.c.workspace_id == WORKSPACE,
    or_(member.c.slack_user == bindparam("actor"), member.c.id.in_(bindparam("ids", expanding=True))),
)
RECORD = (
    select(record, _employer.c.name.label("employer_name"), _employer.c.owner_id.label("employer_owner"))
    .outerjoin(_employer, and_(_employer.c.workspace_id == WORKSPACE, _employer.c.id == record.c.company_id))
    .where(record.c.workspace_id == WORKSPACE, record.c.kind == "contact", record.c.number == bindparam("number"))
)
PLACE = select(workspace.c.infobox_channel, channel.c.open).join(
    channel, and_(channel.c.workspace_id == workspace.c.id, channel.c.id == workspace.c.infobox_channel)
)
PLACE_HERE = PLACE.where(workspace.c.id == WORKSPACE)
READERS = _members.join(
    channel_member,
    and_(channel_member.c.workspace_id == member.c.workspace_id, channel_member.c.slack_user == member.c.slack_user),
).where(
    member.c.workspace_id == WORKSPACE,
    channel_member.c.channel_id == bindparam("channel"),
    member.c.active,
    func.coalesce(role.c.grants["view"].as_string(), role.c.grants["*"].as_string(), "none") != "all",
)
NUMBER = (
    update(counter)
    .where(counter.c.workspace_id == WORKSPACE, counter.c.kind == bindparam("of"))
    .values(next=counter.c.next + bindparam("some"))
    .returning(counter.c.next)
)
ENTER = text("SELECT set_config('carnet.workspace', :workspace, true)")
INSERTS = {table: insert(table) for table in (entry, subject, participant, source, delivery, delivery_due)}


class Floor:
    """Writes one entry a call over an engine of its own, with the application's settings and role."""

    def __init__(self, database: Database, note: Mapping[str, Any]) -> None:
        self._engine = _engine(database)
        self._note = note
        self._numbers = count(FIRST)
        self._turn = Lock() if database.store.sqlite else nullcontext()  # SQLite has one writer

    def perform(self) -> None:
        number = next(self._numbers)
        with self._turn, self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                # PostgreSQL's side takes numbers in blocks, so this one counts for itself.
                connection.execute(NUMBER, {"of": "entry", "some": 1}).scalar_one()
                connection.execute(NUMBER, {"of": "delivery", "some": 3}).scalar_one()
            else:
                connection.execute(ENTER, {"workspace": str(WORKSPACE)})
            connection.execute(SOURCE, {"key": f"floor:{number}"}).first()
            people = connection.execute(PEOPLE, {"actor": "U00002", "ids": [3, 4]}).all()
            found = connection.execute(RECORD, {"number": number % 900 + 1}).one()
            place = connection.execute(PLACE_HERE).one()
            connection.execute(READERS, {"channel": place.infobox_channel}).all()
            now = datetime.now(UTC)
            self._write(connection, number, [found.id, found.company_id], [one.id for one in people[1:]], now)
            connection.commit()

    def _write(self, connection: Connection, number: int, filed: list[int], told: list[int], now: datetime) -> None:
        mine = {"workspace_id": WORKSPACE}
        connection.execute(INSERTS[entry], [{**mine, **self._entry(number, filed, now)}])
        subjects = [{**mine, "entry_id": number, "record_id": one, "occurred_at": now} for one in filed]
        connection.execute(INSERTS[subject], subjects)
        connection.execute(INSERTS[participant], [{**mine, "entry_id": number, "member_id": one} for one in told])
        connection.execute(INSERTS[source], [{**mine, "source": f"floor:{number}", "result": f"E-{number}", "at": now}])
        owed = [(number * 3 + place, one) for place, one in enumerate([None, *told])]
        connection.execute(INSERTS[delivery], [{**mine, **_delivery(key, number, one, now)} for key, one in owed])
        connection.execute(INSERTS[delivery_due], [{**mine, **_due(key, number, one, now)} for key, one in owed])

    def _entry(self, number: int, filed: list[int], now: datetime) -> dict[str, Any]:
        return {
            "id": number,
            "action": "info",
            "version": 1,
            "author_id": 2,
            "responsible_id": 2,
            "occurred_at": now,
            "created_at": now,
            "body": self._note,
            "data": {"filed": filed[:1]},
        }


def _delivery(key: int, entry_id: int, whom: int | None, now: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "entry_id": entry_id,
        "comment_id": None,
        "kind": "entry",
        "channel": "mail" if whom else "slack",
        "member_id": whom,
        "place": None if whom else "C0INFOBOX",
        "state": "owed",
        "created_at": now,
        "due_at": now,
    }


def _due(key: int, entry_id: int, whom: int | None, now: datetime) -> dict[str, Any]:
    channel_name = "mail" if whom else "slack"
    return {
        "delivery_id": key,
        "due_at": now,
        "queued_at": now,
        "channel": channel_name,
        "lane": "mail" if whom else "1/C0INFOBOX",
        "line": f"1/{entry_id}/{channel_name}/{whom or 'C0INFOBOX'}",
    }


def _engine(database: Database) -> Engine:
    engine = create_engine(database.store.url, pool_size=8)
    if database.store.sqlite:
        event.listen(engine, "connect", base._sqlite_connect)  # noqa: SLF001 - the same durability
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"SET ROLE {base.APP_ROLE}").close())
    return engine
