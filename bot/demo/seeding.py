"""Writes the agency into an empty workspace: its people, its clients, and what happened with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.demo import history, records
from bot.demo.lines import Agency
from bot.demo.pages import Book
from bot.demo.team import INFOBOX
from crm import directory
from crm.directory import Person
from crm.domain.clients import StatusOption
from crm.domain.delivery import Channel, DeliveryKind
from crm.store import choices, entries, outbox
from crm.store.base import Store
from crm.store.documents import Documents
from crm.store.owed import Owed
from crm.store.session import Session

SEEDED = "demo:agency"
QUIET = "happened before the demo began"  # why nobody is told of it
FOUNDED_BEFORE = timedelta(days=30)
APART = timedelta(minutes=7)
POSTED = 5  # of what happened last; Slack's channels take one message a second


def seed(store: Store, documents: Documents, agency: Agency, *, team: str, now: datetime, posted: int = POSTED) -> bool:
    """Write everything in one transaction, once; False when it stands already. ``posted`` are of what happened last."""
    number = directory.found_workspace(store, team=team, name=agency.name, locale=agency.locale, zone=agency.zone)
    with store.begin(number, patience=30) as session:
        if entries.seen(session, [SEEDED]):
            return False
        employ(session, agency)
        book = Book(session=session, agency=agency, now=now, zone=ZoneInfo(agency.zone))
        moments = _before(book)
        records.companies(book, moments)
        records.contacts(book, moments)
        records.profiles(book, documents, moments)
        happened = history.entries(book)
        hush(session, book.written, now)
        post(session, happened[len(happened) - posted :], now)
        _rules(session, agency)
        entries.write(session, {"source": [{"source": SEEDED, "result": "A-0", "at": now}]})
    return True


def employ(session: Session, agency: Agency) -> None:
    """Members with their roles and managers, distribution lists, and the agency's own status list."""
    people = [
        Person(
            slack_user=one.slack_user,
            name=one.name,
            email=one.email,
            zone=one.zone,
            locale=one.locale,
            runs_slack=one.role == "admin",
        )
        for one in agency.members
    ]
    directory.keep_people(session, people)
    emails = {one.key: one.email for one in agency.members}
    for one in agency.members:
        directory.set_role(session, one.email, one.role)
    for one in agency.members:
        if one.manager:
            directory.set_manager(session, one.email, emails[one.manager])
    for line in agency.lists:
        directory.keep_list(session, line.name, [emails[key] for key in line.members])
    statuses = [StatusOption(key=one.key, labels=one.labels, position=at) for at, one in enumerate(agency.statuses, 1)]
    directory.put_statuses(session, statuses)


def _before(book: Book) -> Iterator[datetime]:
    """Moments before the first entry, one after the other: clients are there before anything happens with them."""
    first = min(book.moment(one.created) for one in book.agency.entries)
    return (first - FOUNDED_BEFORE + APART * number for number in count())


def _rules(session: Session, agency: Agency) -> None:
    """From now on: what happened before is not followed up."""
    for one in agency.statuses:
        choices.follow_status(session, one.key, one.follow_after, always=False)


def hush(session: Session, written: Iterable[int], now: datetime) -> None:
    """Nobody is told of the history; what is still to come reminds and takes effect."""
    for number in written:
        outbox.withdraw(session, number, why=QUIET, now=now, due_by=now)


def post(session: Session, newest: Iterable[int], now: datetime) -> None:
    """What colleagues did last stands in the infobox with its comments, for whoever comes to an empty channel else."""
    for number in newest:
        said = [_posted(number, row.id) for row in entries.comments(session, [number])]
        outbox.owe(session, [_posted(number), *said], now)


def _posted(entry: int, comment: int | None = None) -> Owed:
    kind = DeliveryKind.ENTRY if comment is None else DeliveryKind.COMMENT
    return Owed(entry=entry, kind=kind, channel=Channel.SLACK, place=INFOBOX, comment=comment)
