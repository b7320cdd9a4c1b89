"""Who is told of what, and where: the deliveries that an entry or a comment owes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW, Member
from crm.domain.clients import Record
from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.domain.preferences import Topic, topic_of, way
from crm.posting import with_group
from crm.store import bundles, entries, mirrors, outbox, people, removals
from crm.store.outbox import Owed
from crm.store.session import Session

Where = tuple[str | None, int | None]  # a channel, or a member in person


def may_view(session: Session, member: Member, records: Iterable[Record]) -> bool:
    """May this member see at least one of the records, and so the entry?"""
    reader = with_group(session, member)
    return any(reader.may(VIEW, one.owner) for one in records)


def of_entry(
    entry: int,
    author: Member,
    participants: Sequence[Member],
    place: str | None,
    *,
    owners: Sequence[Member] = (),
    topic: Topic = Topic.ASSIGNED,
) -> list[Owed]:
    """One message per entry, in the channel or else to each in person; mail to every participant once.

    ``owners`` get or lose a client by it (or whatever ``topic`` says), whether they take part or not.
    """
    owed = [_post(entry, place=place)] if place else [] if author.system else [_post(entry, member=author.id)]
    theirs = {one.id for one in owners}
    others = [one for one in participants if one.id not in theirs]
    owed += of_those(entry, author, others, in_person=place is None)
    return owed + of_those(entry, author, owners, in_person=place is None, topic=topic)


def of_those(
    entry: int, author: Member, readers: Sequence[Member], *, in_person: bool = False, topic: Topic = Topic.ENTRY
) -> list[Owed]:
    """Each of some members once, where they wish to be told; nobody is told of their own doing."""
    return [
        notice
        for member in readers
        if member.id != author.id
        for notice in _told(entry, member, DeliveryKind.ENTRY, None, in_person=in_person, topic=topic)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """A comment, and the Slack message that it is: ``channel/ts``. The thread it was written in need not be told."""

    entry: int
    comment: int
    author: Member
    origin: str | None = None


def of_comments(session: Session, spoken: Sequence[Spoken]) -> list[Owed]:
    """Everyone concerned but the one who wrote it: the entry's author and participants, and its other threads."""
    numbers = list(dict.fromkeys(one.entry for one in spoken))
    concerned = _concerned(session, numbers)
    posts: dict[int, list[Row[Any]]] = {one: [] for one in numbers}
    for row in outbox.posts(session, *numbers):
        posts[row.entry_id].append(row)
    in_slack = [one.entry for one in spoken if one.origin]
    links = entries.links(session, in_slack) if in_slack else ()
    return [
        notice
        for one in spoken
        for notice in (
            *_in_person(one, concerned[one.entry], {row.member_id for row in posts[one.entry]}),
            *_in_threads(one, posts[one.entry], _written_in(one, links)),
        )
    ]


def _in_person(spoken: Spoken, concerned: Sequence[Member], in_thread: Collection[int | None]) -> list[Owed]:
    return [
        notice
        for member in concerned
        if member.id != spoken.author.id
        for notice in _told(spoken.entry, member, DeliveryKind.COMMENT, spoken.comment, in_person=False)
        # Whoever has the entry as a direct message reads the comment in its thread.
        if notice.channel is not Channel.SLACK or member.id not in in_thread
    ]


def _in_threads(spoken: Spoken, posts: Sequence[Row[Any]], here: Where | None) -> list[Owed]:
    return [
        Owed(
            entry=spoken.entry,
            kind=DeliveryKind.COMMENT,
            channel=Channel.SLACK,
            place=row.place,
            member=row.member_id,
            comment=spoken.comment,
        )
        for row in posts
        # Nobody is told in person what they wrote themselves, wherever they did.
        if row.member_id != spoken.author.id and (row.place, row.member_id) != here
    ]


def _written_in(spoken: Spoken, links: Sequence[Row[Any]]) -> Where | None:
    """The post under which a comment was written: a channel's, or somebody's own."""
    channel = (spoken.origin or "").split("/", 1)[0]
    for row in links:
        if row.entry_id == spoken.entry and row.place == channel:
            return (None, row.member_id) if row.member_id else (row.place, None)
    return None


def of_mention(entry: int, comment: int, members: Sequence[Member]) -> list[Owed]:
    """Those whom a comment mentions since it was edited."""
    return [
        notice for member in members for notice in _told(entry, member, DeliveryKind.COMMENT, comment, in_person=False)
    ]


def of_change(session: Session, entry: int, comment: int) -> list[Owed]:
    """A comment says something else now, or nothing any more: so must the messages that repeated it elsewhere."""
    # One that was moved away and back was said twice; the newest stands.
    said = {(row.place, row.member_id) for row in mirrors.of_comment(session, entry, comment)}
    return [
        Owed(
            entry=entry,
            kind=DeliveryKind.UPDATE,
            channel=Channel.SLACK,
            place=place,
            member=member,
            comment=comment,
        )
        for place, member in sorted(said, key=str)
    ]


def of_update(session: Session, *entries: int) -> list[Owed]:
    """The messages that stand already are to say what is true now."""
    return [
        update_of(row.entry_id, row.place, row.member_id)
        for row in outbox.posts(session, *entries)
        # What is still to be sent will say it by itself.
        if row.state == DeliveryState.SENT
    ]


def of_move(session: Session, entry: int, actor: Member, invited: Collection[int]) -> list[Owed]:
    """An entry has another time: told whom it concerns; messages that stand and invitations say so by themselves."""
    shown = {row.member_id for row in outbox.posts(session, entry)}
    return [
        notice
        for member in _concerned(session, [entry])[entry]
        if member.id != actor.id and member.id not in invited
        for notice in _told(entry, member, DeliveryKind.MOVED, None, in_person=False)
        if notice.channel is Channel.MAIL or member.id not in shown
    ]


def update_of(entry: int, place: str | None, member: int | None) -> Owed:
    return Owed(entry=entry, kind=DeliveryKind.UPDATE, channel=Channel.SLACK, place=place, member=member)


def _concerned(session: Session, numbers: Sequence[int]) -> dict[int, list[Member]]:
    """Their authors and participants, by entry."""
    found = {one.id: [one.author_id] for one in entries.some(session, numbers).values()}
    for row in entries.participants(session, numbers):
        found.setdefault(row.entry_id, []).append(row.id)
    known = people.by_id(session, {one for ids in found.values() for one in ids})
    return {one: [known[each] for each in dict.fromkeys(found.get(one, ())) if each in known] for one in numbers}


def reminder(entry: int, responsible: Member, at: datetime) -> list[Owed]:
    wish = way(responsible, Topic.REMINDER)
    channels = [Channel.SLACK] if wish.slack else []
    channels += [Channel.MAIL] if wish.mail else []
    return [
        Owed(entry=entry, kind=DeliveryKind.REMINDER, channel=channel, member=responsible.id, due_at=at)
        for channel in channels
    ]


def of_reminded(session: Session, *entries: int) -> list[Owed]:
    """The messages that have reminded of them say what became of them; mails stay as they are."""
    told = {bundles.first_of(row): row for row in removals.said(session, entries) if row.kind == DeliveryKind.REMINDER}
    return [reminded(row, first) for first, row in told.items()]


def reminded(row: Row[Any], first: int) -> Owed:
    """A message that reminds says what is true now; ``row`` is one of those that it reminds of."""
    return Owed(
        entry=row.entry_id, kind=DeliveryKind.REMINDED, channel=Channel.SLACK, member=row.member_id, about=first
    )


def fetch(entry: int, author: Member) -> list[Owed]:
    """The files that were given are fetched after the commit; their author is told of one that is refused."""
    return [Owed(entry=entry, kind=DeliveryKind.FETCH, channel=Channel.SLACK, member=author.id)]


def _post(entry: int, *, place: str | None = None, member: int | None = None) -> Owed:
    return Owed(entry=entry, kind=DeliveryKind.ENTRY, channel=Channel.SLACK, place=place, member=member)


def of_job(entry: int, member: Member) -> list[Owed]:
    """All that a job did, in one notice, which comes with one of its entries."""
    return _told(entry, member, DeliveryKind.SUMMARY, None, in_person=False)


def _told(
    entry: int,
    member: Member,
    kind: DeliveryKind,
    comment: int | None,
    *,
    in_person: bool,
    topic: Topic | None = None,
) -> list[Owed]:
    """The one place where a member's preferences decide what they are told, and by which way."""
    if member.system:
        return []
    wish = way(member, topic or topic_of(kind))
    owed = []
    if wish.mail:
        owed.append(Owed(entry=entry, kind=kind, channel=Channel.MAIL, member=member.id, comment=comment))
    if wish.slack or in_person:
        owed.append(Owed(entry=entry, kind=kind, channel=Channel.SLACK, member=member.id, comment=comment))
    return owed
