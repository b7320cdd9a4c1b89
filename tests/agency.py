"""The agency in a test's hand: short ways to act, to look and to arrange what a test is about."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, select, true, update

from crm import directory
from crm.actions import ACTIONS
from crm.domain.access import Member
from crm.domain.clients import Record, RecordNumber
from crm.domain.timeline import Entry
from crm.inputs import Item
from crm.outcome import Done
from crm.perform import perform_many, run
from crm.store import records
from crm.store.base import Store
from crm.store.session import Session
from crm.store.tables import delivery, delivery_due, entry, member, record, role, status_option, word
from crm.views import clients as card_views
from crm.views import entries as entry_views
from crm.views import members as member_views
from tests.cast import CAST, GONE, INFOBOX, NOW, NUMBERS, slack_user

_sources = itertools.count(1)


def a_source() -> str:
    """A source that no call had before, in no worker."""
    return f"test:{os.getpid()}:{next(_sources)}"


@dataclass(kw_only=True)
class Agency:
    """A workspace with its people and clients, by the short keys of ``CAST``, ``COMPANIES`` and ``CONTACTS``."""

    store: Store
    workspace: int
    tokens: Mapping[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=lambda: dict(NUMBERS))

    def perform(self, action: str, *, by: str, at: datetime = NOW, source: str | None = None, **inputs: Any) -> Done:
        """Perform an action in a transaction of its own; people and clients may be given by their keys."""
        return run(
            self.store,
            self.workspace,
            ACTIONS[action],
            actor=self.tokens.get(by, by),
            inputs=self.named(inputs),
            source=source or a_source(),
            now=at,
        )

    def perform_many(self, action: str, *, by: str, items: list[tuple[dict[str, Any], str]], at: datetime = NOW):
        """Inputs and source of each item of a chunk, performed in one transaction."""
        chunk = [Item(inputs=self.named(inputs), source=source) for inputs, source in items]
        with self.begin() as session:
            return perform_many(session, ACTIONS[action], actor=self.tokens.get(by, by), items=chunk, now=at)

    def entry(self, *, by: str = "emma", clients: tuple[str, ...] = ("acme",), note: str = "Called back.", **more: Any):
        """The number of a new note."""
        return self.perform("info", by=by, clients=list(clients), note=note, **more).result

    def named(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._named(value) for name, value in inputs.items()}

    def _named(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._named(one) for one in value]
        known = {**self.numbers, **self.tokens}
        return known.get(value, value) if isinstance(value, str) else value

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with self.store.begin(self.workspace) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.store.read(self.workspace) as session:
            yield session

    def member(self, key: str, *permissions: str) -> Member:
        with self.read() as session:
            return member_views.reader(session, self.tokens.get(key, key), *permissions)

    def id_of(self, key: str) -> int:
        return int(self.tokens[key].removeprefix("M-"))

    def record(self, key: str) -> Record:
        """The record as it stands, deleted or not."""
        number = RecordNumber.read(self.numbers.get(key, key))
        assert number is not None
        with self.read() as session:
            found = records.by_number(session, [number])
        return found[number]

    def see(self, entry: str, *, by: str = "nadia") -> Entry | None:
        """An entry as a reader sees it."""
        reader = self.member(by)
        with self.read() as session:
            return entry_views.entry(session, reader, int(entry.removeprefix("E-")))

    def card(self, key: str, *, by: str = "nadia", before: tuple[datetime, int] | None = None) -> card_views.Card:
        reader = self.member(by)
        number = RecordNumber.read(self.numbers.get(key, key))
        assert number is not None
        with self.read() as session:
            return card_views.card(session, reader, number, before=before)

    def owed(self, *states: str) -> list[tuple[str, str, str]]:
        """What the ledger holds, oldest first: kind, channel, and the member's key or the Slack channel."""
        keys = {self.id_of(key): key for key in self.tokens}
        with self.read() as session:
            rows = [row for row in self.ledger(session) if not states or row.state in states]
        return [(row.kind, row.channel, row.place or keys.get(row.member_id, "")) for row in rows]

    def ledger(self, session: Session) -> Sequence[Row[Any]]:
        return session.rows(select(delivery).order_by(delivery.c.id))

    def suggest(self, text: str, *, by: str, **more: Any) -> list[Record]:
        """Type-ahead over clients, as a reader sees it."""
        reader = self.member(by, more.get("permission", "view"))
        with self.read() as session:
            return card_views.suggest(session, reader, text, **more)

    def offered(self, action: str, *, by: str) -> set[str]:
        """The clients that an action's form offers before anything is typed."""
        return {one.name for one in self.suggest("", by=by, permission=action)}

    def undone(self) -> set[str]:
        """The numbers of all entries that are struck through."""
        with self.read() as session:
            return {f"E-{row.id}" for row in session.rows(select(entry.c.id).where(entry.c.undone_at.is_not(None)))}

    def settle(self, *kinds: str) -> None:
        """What is owed so far counts as sent, so that a test sees only what comes next."""
        chosen = and_(delivery.c.state == "owed", delivery.c.kind.in_(kinds) if kinds else true())
        with self.begin() as session:
            mine = delivery_due.c.workspace_id == self.workspace
            sent = [row.id for row in session.rows(select(delivery.c.id).where(chosen))]
            session.execute(update(delivery).where(delivery.c.id.in_(sent)).values(state="sent"))
            session.connection.execute(delete(delivery_due).where(mine, delivery_due.c.delivery_id.in_(sent)))

    def forget_deliveries(self) -> None:
        """An empty ledger."""
        self.settle()
        with self.begin() as session:
            session.execute(delete(delivery))

    def set_role(self, name: str, grants: Mapping[str, str]) -> None:
        """A role of the workspace's own."""
        with self.begin() as session:
            session.insert(role, [{"name": name, "grants": dict(grants)}])

    def own(self, client: str, owner: str | None) -> None:
        """A client changes hands."""
        values = {"owner_id": self.id_of(owner) if owner else None}
        found = self.record(client).id
        with self.begin() as session:
            session.execute(update(record).where(record.c.id == found).values(values))
            session.execute(update(word).where(word.c.record_id == found).values(values))

    def set_active(self, name: str, *, active: bool) -> None:
        with self.begin() as session:
            session.execute(update(record).where(record.c.name == name).values(active=active))

    def forget_status(self, key: str) -> None:
        """The workspace's list no longer has it."""
        with self.begin() as session:
            session.execute(delete(status_option).where(status_option.c.key == key))

    def set_channel(self, *, open_to_members: bool, infobox: str = INFOBOX) -> None:
        readers = [slack_user(key) for key, *_ in CAST if key not in {"noa", GONE}]
        with self.begin() as session:
            directory.keep_channel(
                session, INFOBOX, name="infobox", open_to_members=open_to_members, readers=readers, now=NOW
            )
            directory.set_infobox(session, infobox)

    def set_member(self, key: str, **values: Any) -> None:
        with self.begin() as session:
            session.execute(update(member).where(member.c.id == self.id_of(key)).values(**values))
