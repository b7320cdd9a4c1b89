"""The agency in the store: everything is there, in order, and nobody is told of the past."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.demo.agency import read_agency, read_document
from bot.demo.seeding import seed
from bot.demo.team import TEAM, team
from crm import directory
from crm.domain.clients import RecordNumber
from crm.domain.filters import Filters
from crm.store.documents import Documents
from crm.store.tables import comment, delivery, delivery_due, document, entry, record
from crm.views import clients, listing, members
from tests.databases import KINDS, MIGRATED

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module", params=KINDS)
def store(request, stores):
    """One of each kind for all tests, which only look."""
    maker = request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgresql_server")
    with maker.copy_of(MIGRATED) as url, stores.at(url) as found:
        yield found


@pytest.fixture(scope="module")
def kept(store, tmp_path_factory):
    """Where the documents are."""
    return Documents(f"file:{tmp_path_factory.mktemp('documents')}")


@pytest.fixture(scope="module")
def seeded(store, kept, agency_file):
    """The workspace's number in a store that holds the shipped agency."""
    assert seed(store, kept, agency_file, team=TEAM, now=NOW)
    with store.outside() as connection:
        return directory.workspaces(connection)[TEAM]


@pytest.fixture(scope="module")
def agency_file():
    return read_agency()


def test_the_agency_is_all_there_and_written_once(store, seeded, agency_file, kept):
    def counts():
        with store.read(seeded) as session:
            kinds = Counter(row.kind for row in session.rows(select(record.c.kind)))
            actions = Counter(row.action for row in session.rows(select(entry.c.action)))
            return kinds, actions, len(session.rows(select(comment.c.id))), len(session.rows(select(document.c.id)))

    kinds, actions, comments, documents = counts()
    assert kinds == {"company": 12, "contact": 40, "profile": 8}
    assert actions["info"] + actions["status"] == len(agency_file.entries) == 60
    assert comments == len(agency_file.comments)
    assert documents == sum(len(one.documents) for one in agency_file.profiles) == 10
    assert not seed(store, kept, agency_file, team=TEAM, now=NOW)
    assert counts() == (kinds, actions, comments, documents)


def test_nobody_is_told_of_the_past_and_what_is_to_come_is_owed(store, seeded):
    with store.read(seeded) as session:
        ledger = session.rows(select(delivery))
        waiting = {row.id for row in ledger if row.state == "owed"}
        owed = [row for row in ledger if row.id in waiting]
    with store.outside() as connection:
        queued = {row.delivery_id for row in connection.execute(select(delivery_due.c.delivery_id))}
    assert queued == waiting
    posted = [row for row in owed if row.due_at <= NOW]
    assert {row.kind for row in owed if row not in posted} == {"reminder", "effect"}
    assert {(row.channel, row.place, row.member_id) for row in posted} == {("slack", "C0INFOBOX1", None)}
    assert {row.reason for row in ledger if row.state != "owed"} == {"happened before the demo began"}


def test_what_happened_last_is_posted_in_its_order_with_its_comments(store, seeded):
    with store.read(seeded) as session:
        rows = session.rows(select(delivery).where(delivery.c.state == "owed").order_by(delivery.c.id))
        moments = {row.id: row.occurred_at for row in session.rows(select(entry.c.id, entry.c.occurred_at))}
        said = Counter(row.entry_id for row in session.rows(select(comment.c.entry_id)))
    posted = [row for row in rows if row.due_at <= NOW]
    entries = [row.entry_id for row in posted if row.kind == "entry"]
    assert [moments[one] for one in entries] == sorted(moments[one] for one in entries)
    assert len(entries) == 5
    assert max(moments[one] for one in entries) < NOW
    assert Counter(row.entry_id for row in posted if row.kind == "comment") == {
        one: said[one] for one in entries if said[one]
    }


def test_members_have_their_roles_and_clients_the_status_that_their_file_says(store, seeded, agency_file):
    with store.read(seeded) as session:
        people = {one.email: one for one in members.everybody(session)}
        names = {one.id: one.name for one in people.values()}
        reader = members.reader(session, agency_file.members[0].email)
        shown = listing.page(session, reader, Filters(), now=NOW, count=100)
        statuses = [one.key for one in members.statuses(session)]
    for line in agency_file.members:
        found = people[line.email]
        boss = next((one.name for one in agency_file.members if one.key == line.manager), None)
        assert (found.role.name, names.get(found.manager)) == (line.role, boss)
    wanted = {one.name: one.status for one in agency_file.companies}
    assert {one.record.name: one.record.status for one in shown.lines if one.record.name in wanted} == wanted
    assert statuses == [one.key for one in agency_file.statuses]


def test_a_timeline_tells_what_happened_in_order_with_its_comments(store, seeded, agency_file):
    with store.read(seeded) as session:
        reader = members.reader(session, agency_file.members[0].email)
        acme = clients.find_one(session, reader, "Acme Horlogerie SA")
        card = clients.card(session, reader, acme.number)
        profile = clients.card(session, reader, RecordNumber.read("PRF-1"))
        upcoming = listing.upcoming(session, reader, acme, NOW)
    moments = [one.occurred_at for one in card.entries]
    assert moments == sorted(moments, reverse=True)
    assert any(one.comments for one in card.entries)
    assert profile.entries
    assert [one.occurred_at for one in upcoming] == sorted(one.occurred_at for one in upcoming)
    assert upcoming[0].occurred_at > NOW
    assert all(one.created_at <= NOW for one in card.entries)


def test_documents_are_kept_as_they_were_written(store, seeded, kept):
    with store.read(seeded) as session:
        rows = session.rows(select(document))
    assert {row.name: kept.get(row.digest) for row in rows} == {row.name: read_document(row.name) for row in rows}


def test_the_slack_team_has_the_same_people_in_the_same_languages(agency_file):
    found = {one["id"]: one for one in team(agency_file)["members"]}
    assert {key: (one["email"], one["locale"], one["tz"]) for key, one in found.items()} == {
        one.slack_user: (one.email, one.locale, one.zone) for one in agency_file.members
    }
    assert [one["id"] for one in found.values() if one["is_owner"]] == ["U0CLAIRE01"]
