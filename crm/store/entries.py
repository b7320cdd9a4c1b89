"""Writing entries and what hangs on them; reading the newest page of an infobox."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, String, and_, bindparam, select, tuple_, update

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import (
    audit,
    change,
    comment,
    entry,
    follow_up,
    invitation,
    invitee,
    link,
    member,
    participant,
    reminder,
    source,
    subject,
)

_SOURCES = select(source.c.source, source.c.result).where(among(source.c.source, "sources", String))
PAGE = (
    select(entry, member.c.name.label("author_name"), subject.c.record_id)
    .select_from(subject)
    .join(entry, and_(entry.c.workspace_id == subject.c.workspace_id, entry.c.id == subject.c.entry_id))
    .join(member, and_(member.c.workspace_id == entry.c.workspace_id, member.c.id == entry.c.author_id))
    .where(subject.c.record_id == bindparam("record"))
    .order_by(subject.c.occurred_at.desc(), subject.c.entry_id.desc())
    .limit(bindparam("count"))
)
OLDER = PAGE.where(
    tuple_(subject.c.occurred_at, subject.c.entry_id)
    < tuple_(bindparam("at", type_=subject.c.occurred_at.type), bindparam("entry"))
)
_UPCOMING = PAGE.where(subject.c.occurred_at > bindparam("now", type_=subject.c.occurred_at.type))
_WITH_AUTHOR = select(entry, member.c.name.label("author_name")).join(
    member, and_(member.c.workspace_id == entry.c.workspace_id, member.c.id == entry.c.author_id)
)
_ONE = _WITH_AUTHOR.where(entry.c.id == bindparam("entry"))
_SOME = _WITH_AUTHOR.where(among(entry.c.id, "entries", BigInteger))


def _of_entries(table: Any) -> Any:
    return among(table.c.entry_id, "entries", BigInteger)


_SUBJECTS = select(subject.c.entry_id, subject.c.record_id).where(_of_entries(subject))
_CHANGES = select(change).where(_of_entries(change)).order_by(change.c.id)
_PARTICIPANTS = (
    select(participant.c.entry_id, member.c.id, member.c.name)
    .join(member, and_(member.c.workspace_id == participant.c.workspace_id, member.c.id == participant.c.member_id))
    .where(_of_entries(participant))
    .order_by(member.c.name)
)
_COMMENTS = (
    select(comment, member.c.name.label("author_name"))
    .join(member, and_(member.c.workspace_id == comment.c.workspace_id, member.c.id == comment.c.author_id))
    .where(_of_entries(comment), comment.c.deleted_at.is_(None))
    .order_by(comment.c.at, comment.c.id)
)
_LINKS = select(link).where(_of_entries(link), link.c.place != "mail")
_LINK = select(link).where(link.c.place == bindparam("place"), link.c.mark == bindparam("mark"))
_UNDONE = update(entry).where(among(entry.c.id, "entries", BigInteger)).values(undone_at=bindparam("at"))


def seen(session: Session, sources: Sequence[str]) -> dict[str, str]:
    """What came in before, and what it became."""
    return {row.source: row.result for row in session.rows(_SOURCES, sources=list(sources))}


def keep_source(session: Session, came_from: str, result: str, at: datetime) -> None:
    """Remember what a call became: the same one again does nothing and gives the same answer."""
    keep_sources(session, {came_from: result}, at)


def keep_sources(session: Session, results: Mapping[str, str], at: datetime) -> None:
    session.insert(source, [{"source": one, "result": result, "at": at} for one, result in results.items()])


def write(session: Session, rows: dict[str, list[dict[str, Any]]]) -> None:
    """All rows of some entries, one statement a table, in the order that their keys need."""
    for table in (entry, audit, subject, participant, change, invitation, invitee, reminder, follow_up, source):
        session.insert(table, rows.get(table.name, []))


def page(
    session: Session, record: int, *, count: int, before: tuple[datetime, int] | None = None
) -> Sequence[Row[Any]]:
    """The newest entries of a record, or the ones before a key of an earlier page."""
    if before is None:
        return session.rows(PAGE, record=record, count=count)
    return session.rows(OLDER, record=record, count=count, at=before[0], entry=before[1])


def upcoming(session: Session, record: int, now: datetime, *, count: int) -> Sequence[Row[Any]]:
    return session.rows(_UPCOMING, record=record, now=now, count=count)


def one(session: Session, entry_id: int) -> Row[Any] | None:
    return session.first(_ONE, entry=entry_id)


def some(session: Session, entries: Iterable[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in session.rows(_SOME, entries=list(entries))}


def subjects(session: Session, entries: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in session.rows(_SUBJECTS, entries=list(entries)):
        found.setdefault(row.entry_id, []).append(row.record_id)
    return found


def changes(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    return session.rows(_CHANGES, entries=list(entries))


def participants(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    return session.rows(_PARTICIPANTS, entries=list(entries))


def comments(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    return session.rows(_COMMENTS, entries=list(entries))


def links(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    return session.rows(_LINKS, entries=list(entries))


def linked(session: Session, place: str, mark: str) -> Row[Any] | None:
    """The entry that a Slack message or a mail belongs to."""
    return session.first(_LINK, place=place, mark=mark)


_DATA = update(entry).where(entry.c.id == bindparam("key")).values(data=bindparam("content", type_=entry.c.data.type))


def keep_data(session: Session, entry_id: int, content: Mapping[str, Any]) -> None:
    session.execute(_DATA, {"key": entry_id, "content": content})


def mark_undone(session: Session, entries: Collection[int], at: datetime | None) -> None:
    if entries:
        session.execute(_UNDONE, {"entries": list(entries), "at": at})
