"""What Home tells: one's clients, what others did around one, and one's week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm.domain.reminders import When
from crm.store import home as stored
from crm.views.home import CLIENTS, NEWS, WAITING, home
from tests.crm.test_statements import statements
from tests.factories import NOW

MONDAY = datetime(2026, 11, 22, 23, tzinfo=UTC)  # its midnight in Switzerland; NOW is a Tuesday


def seen(agency, by="emma", at=NOW):
    reader = agency.member(by)
    with agency.read() as session:
        return home(session, reader, at)


def clients(agency, by="emma"):
    return [one.name for one in seen(agency, by).clients]


def news(agency, by="emma"):
    return [one.number for one in seen(agency, by).news]


def test_my_clients_are_those_touched_last_and_then_the_youngest(agency):
    assert set(clients(agency)) == {"Acme Précision SA", "Élodie Müller"}
    for key, name in (("acme", "Acme Précision SA"), ("elodie", "Élodie Müller"), ("acme", "Acme Précision SA")):
        agency.entry(by="theo", clients=(key,))
        assert clients(agency)[0] == name
    agency.perform("undo", by="theo", entry=agency.entry(by="theo", clients=("elodie",)))
    assert clients(agency)[0] == "Acme Précision SA", "what was undone did not happen"
    agency.own("acme", "theo")
    assert clients(agency) == ["Élodie Müller"]
    agency.perform("delete", by="nadia", client="elodie", name="Élodie Müller")
    assert clients(agency) == []


def test_news_are_what_others_did_with_my_clients_or_where_i_take_part(agency):
    theirs = agency.entry(by="theo", clients=("kern",))
    mine = agency.entry(by="emma", clients=("acme",))
    about = agency.entry(by="theo", clients=("acme",))
    told = agency.entry(by="theo", clients=("kern",), participants=["emma"])
    assert news(agency)[:2] == [told, about]
    assert not {theirs, mine} & set(news(agency))
    assert mine not in news(agency, "theo")
    agency.perform("undo", by="theo", entry=about)
    assert about not in news(agency)


def test_nobody_reads_on_home_what_they_may_not_view(agency):
    agency.set_role("own", {"view": "own", "info": "own"})
    told = agency.entry(by="theo", clients=("kern",), participants=["emma"])
    assert told in news(agency)
    agency.set_member("emma", role="own")
    assert told not in news(agency)
    agency.set_role("blind", {"info": "all"})
    agency.set_member("emma", role="blind")
    assert (clients(agency), news(agency)) == ([], [])


@pytest.mark.parametrize(("zone", "monday"), [("Europe/Zurich", 1), ("Pacific/Auckland", 2), ("America/Lima", 0)])
def test_my_week_counts_what_i_wrote_by_the_days_of_my_calendar(agency, zone, monday):
    agency.set_member("emma", zone=zone)
    for at in (MONDAY - timedelta(hours=11), MONDAY + timedelta(minutes=1), MONDAY + timedelta(days=7, hours=6)):
        agency.perform("info", by="emma", at=at, clients=["acme"], note="Called.")
    agency.perform("info", by="theo", at=NOW, clients=["acme"], note="Called.")
    undone = agency.perform("info", by="emma", at=NOW, clients=["acme"], note="No.").result
    agency.perform("undo", by="emma", entry=undone)
    assert seen(agency).week[0] == monday
    assert sum(seen(agency).week[1:5]) == 0


def test_what_waits_is_short_and_counted_whole(agency):
    for hours in range(WAITING + 3):
        agency.entry(by="emma", clients=("acme",), when=(NOW + timedelta(minutes=hours + 1)).isoformat())
    found = seen(agency).agenda.parts[When.TODAY]
    assert (len(found.lines), found.count) == (WAITING, WAITING + 3)


def test_home_is_read_by_as_many_statements_however_much_there_is(agency):
    agency.entry(by="theo", clients=("acme",), participants=["emma"])
    with statements(agency.store) as few:
        seen(agency)
    for _ in range(NEWS + 2):
        agency.entry(by="theo", clients=("acme", "elodie"), participants=["emma", "paul"])
    with statements(agency.store) as many:
        found = seen(agency)
    assert len(found.news) == NEWS
    assert len(found.clients) <= CLIENTS
    assert len(many) == len(few)


def test_the_mark_is_another_one_after_whatever_is_written(agency):
    def mark():
        with agency.read() as session:
            return stored.mark(session)

    marks = [mark()]
    number = agency.entry(by="emma")
    marks.append(mark())
    agency.perform("comment", by="theo", entry=number, text="Yes.")
    marks.append(mark())
    agency.perform("undo", by="emma", entry=number)
    marks.append(mark())
    assert len(set(marks)) == len(marks)
