"""What is still to be done: whose it is, when, and who is reminded of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from crm.domain.reminders import Horizon, When
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import entry, follow_up, member, record, reminder, subject
from crm.store.tables.upcoming import OPEN

Key = tuple[datetime, int]
_at = entry.c.occurred_at
_KEY = entry.c.id == bindparam("key")
_DONE = update(entry).where(_KEY).values(done_at=bindparam("at", type_=entry.c.done_at.type), done_by=bindparam("by"))
_MOVE = update(entry).where(_KEY).values(occurred_at=bindparam("at", type_=_at.type), done_at=None, done_by=None)
_MOVE_SUBJECTS = (
    update(subject)
    .where(subject.c.entry_id == bindparam("key"))
    .values(occurred_at=bindparam("at", type_=subject.c.occurred_at.type))
)
_GIVE = update(entry).where(_KEY).values(responsible_id=bindparam("to"))
_REMINDERS = select(reminder).where(among(reminder.c.entry_id, "entries", BigInteger)).order_by(reminder.c.member_id)
_FORGET = delete(reminder).where(reminder.c.entry_id == bindparam("entry"), reminder.c.member_id == bindparam("whose"))
_DUE = (
    update(reminder)
    .where(reminder.c.entry_id == bindparam("key"), reminder.c.member_id == bindparam("whose"))
    .values(due_at=bindparam("at", type_=reminder.c.due_at.type))
)


def done(session: Session, entry_id: int, at: datetime | None, by: int | None) -> None:
    session.execute(_DONE, {"key": entry_id, "at": at, "by": by})


def move(session: Session, entry_id: int, at: datetime) -> None:
    """Give it another time, wherever it stands; whoever thought it done sees that it is not."""
    session.execute(_MOVE, {"key": entry_id, "at": at})
    session.execute(_MOVE_SUBJECTS, {"key": entry_id, "at": at})


def give(session: Session, to: Mapping[int, int]) -> None:
    """Some entries are others' to do from now on."""
    session.run(_GIVE, [{"key": one, "to": member} for one, member in to.items()])


def reminders(session: Session, entries: Sequence[int]) -> dict[int, dict[int, Row[Any]]]:
    """How each of some entries reminds whom."""
    found: dict[int, dict[int, Row[Any]]] = {}
    for row in session.rows(_REMINDERS, entries=list(entries)) if entries else ():
        found.setdefault(row.entry_id, {})[row.member_id] = row
    return found


def remind(session: Session, wanted: Mapping[int, Mapping[int, tuple[str, datetime | None]]]) -> None:
    """From now on some entries remind these members so: how long ahead, and when next."""
    forget(session, wanted)
    rows = [
        {"entry_id": one, "member_id": whose, "ahead": ahead, "due_at": at}
        for one, members in wanted.items()
        for whose, (ahead, at) in members.items()
    ]
    session.insert(reminder, rows)


def forget(session: Session, members: Mapping[int, Collection[int]]) -> None:
    """Some entries remind these members no more."""
    session.run(_FORGET, [{"entry": one, "whose": whose} for one, some in members.items() for whose in some])


_OPEN = (
    select(entry, member.c.name.label("author_name"))
    .join(member, and_(member.c.workspace_id == entry.c.workspace_id, member.c.id == entry.c.author_id))
    .where(OPEN)
    .order_by(_at, entry.c.id)
    .limit(bindparam("count"))
)
_FILED = (
    select(subject.c.entry_id)
    .join(record, and_(record.c.workspace_id == subject.c.workspace_id, record.c.id == subject.c.record_id))
    .where(
        subject.c.entry_id == entry.c.id,
        record.c.deleted_at.is_(None),
        among(record.c.owner_id, "owners", BigInteger),
    )
)


def _moment(name: str) -> Any:
    return bindparam(name, type_=_at.type)


_CRITERIA: Mapping[str, ColumnElement[bool]] = {
    "one": entry.c.responsible_id == bindparam("one"),
    "some": among(entry.c.responsible_id, "some", BigInteger),
    "since": _at >= _moment("since"),
    "until": _at < _moment("until"),
    "after": tuple_(_at, entry.c.id) > tuple_(_moment("after"), bindparam("after_entry")),
    # Whoever sees some clients only sees what is filed under one of them, and what they wrote themselves.
    "owners": or_(entry.c.author_id == bindparam("reader"), exists(_FILED)),
}
_PARTS: Mapping[When, ColumnElement[bool]] = {
    When.OVERDUE: _at < _moment("soon"),
    When.TODAY: and_(_at >= _moment("soon"), _at < _moment("tomorrow")),
    When.WEEK: and_(_at >= _moment("tomorrow"), _at < _moment("monday")),
    When.LATER: _at >= _moment("monday"),
}
_COUNTS = select(*(func.count(case((part, 1))).label(when.value) for when, part in _PARTS.items())).where(OPEN)
_COUNT = select(func.count()).select_from(entry).where(OPEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """Whose upcoming entries: one member's or some members'; ``owners`` where the reader sees their clients only."""

    members: Collection[int]
    reader: int
    owners: Collection[int] | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        found: dict[str, Any] = (
            {"one": next(iter(self.members))} if len(self.members) == 1 else {"some": list(self.members)}
        )
        return found if self.owners is None else {**found, "owners": list(self.owners), "reader": self.reader}


@cache
def _narrowed(statement: Select[Any], criteria: Collection[str]) -> Select[Any]:
    """Statements are kept by their shape: to write one and fence it takes longer than to run it."""
    return statement.where(*(_CRITERIA[name] for name in _CRITERIA if name in criteria))


@cache
def _counted(criteria: frozenset[str]) -> Select[Any]:
    """Each part is a stretch of the index, and nothing else is read of it: a fifth of what all rows cost in one go.

    Whoever sees some clients only has each row looked at anyhow, once.
    """
    if "owners" in criteria:
        return _narrowed(_COUNTS, criteria)
    parts = {when: _narrowed(_COUNT, criteria).where(part) for when, part in _PARTS.items()}
    return select(*(part.scalar_subquery().label(when.value) for when, part in parts.items()))


def page(
    session: Session,
    whose: Whose,
    *,
    since: datetime | None,
    until: datetime | None,
    after: Key | None,
    count: int,
) -> Sequence[Row[Any]]:
    """What is to be done between two moments, the next first; after the key that an earlier page ended with."""
    wanted: dict[str, Any] = {name: at for name, at in (("since", since), ("until", until)) if at is not None}
    wanted |= {"after": after[0], "after_entry": after[1]} if after else {}
    wanted |= whose.wanted
    return session.rows(_narrowed(_OPEN, frozenset(wanted)), count=count, **wanted)


def counts(session: Session, whose: Whose, horizon: Horizon) -> Mapping[str, int]:
    """How many there are of each part of an agenda."""
    wanted = whose.wanted
    moments = {"soon": horizon.soon, "tomorrow": horizon.tomorrow, "monday": horizon.monday}
    [row] = session.rows(_counted(frozenset(wanted)), **wanted, **moments)
    return {when.value: getattr(row, when.value) for when in When}


_FOLLOWING = (
    select(follow_up, entry.c.responsible_id)
    .join(entry, and_(entry.c.workspace_id == follow_up.c.workspace_id, entry.c.id == follow_up.c.entry_id))
    .order_by(follow_up.c.entry_id)
)
_OF_RECORDS = _FOLLOWING.where(among(follow_up.c.record_id, "records", BigInteger), OPEN)
_OF_CAUSE = _FOLLOWING.where(
    among(follow_up.c.cause_id, "causes", BigInteger), follow_up.c.dropped_by.is_(None), entry.c.done_at.is_(None)
)
_DROPPED_BY = _FOLLOWING.where(among(follow_up.c.dropped_by, "by", BigInteger))
_DROP = update(follow_up).where(follow_up.c.entry_id == bindparam("key")).values(dropped_by=bindparam("by"))


def following(session: Session, records: Collection[int]) -> Sequence[Row[Any]]:
    """What is still to be followed up with some clients."""
    return session.rows(_OF_RECORDS, records=list(records))


def caused(session: Session, entries: Collection[int]) -> Sequence[Row[Any]]:
    """What some entries have brought up that nobody has done yet, undone or not."""
    return session.rows(_OF_CAUSE, causes=list(entries)) if entries else ()


def dropped(session: Session, entries: Collection[int]) -> Sequence[Row[Any]]:
    """What some entries have made of no use."""
    return session.rows(_DROPPED_BY, by=list(entries)) if entries else ()


def drop(session: Session, by: Mapping[int, int]) -> None:
    """These are of no use any more, each by what another entry did."""
    session.run(_DROP, [{"key": one, "by": other} for one, other in by.items()])


def follow(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.insert(follow_up, rows)
