"""What an action, a status or silence brings up for later: once, for whoever looks after the client by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm import follow_ups
from crm.actions import ACTIONS
from crm.domain.errors import Refused
from crm.domain.reminders import NextStep
from crm.perform import run
from crm.store import planned
from crm.views.upcoming import upcoming
from tests.crm.test_statements import statements
from tests.factories import NOW, a_source

DAY = timedelta(days=1)
NINE = NOW.replace(hour=8, minute=0)  # in Zurich, in winter


def todo(agency, *, by="emma", at=NOW):
    reader = agency.member(by)
    with agency.read() as session:
        found = upcoming(session, reader, at)
    lines = [line for part in found.parts.values() for line in part.lines]
    return [(line.entry.records[0].name.split()[0], line.entry.occurred_at) for line in lines]


def rule(agency, **more):
    agency.perform("status-rule", by="nadia", status="meeting", days="14", **more)


def meet(agency, *clients, by="nadia", status="meeting", **more):
    return agency.perform("status", by=by, clients=list(clients or ("acme",)), status=status, **more).result


def waiting(agency):
    return [one for one in agency.owed("owed") if one[0] == "reminder"]


def test_a_status_is_followed_up_by_the_owner_of_each_client(agency):
    rule(agency)
    agency.forget_deliveries()
    source = a_source()
    meet(agency, "acme", "kern", source=source)
    meet(agency, "acme", "kern", source=source)
    assert (todo(agency), todo(agency, by="theo")) == ([("Acme", NINE + 14 * DAY)], [("Kern", NINE + 14 * DAY)])
    assert waiting(agency) == [("reminder", "mail", "emma"), ("reminder", "mail", "theo")]
    assert len([one for one in agency.owed() if one[0] == "entry" and one[1] == "slack"]) == 1, "no noise in a channel"


@pytest.mark.parametrize("always", [False, True])
def test_another_status_takes_it_away_if_the_rule_says_so_and_undo_gives_it_back(agency, always):
    rule(agency, **({"always": "yes"} if always else {}))
    meet(agency)
    other = meet(agency, status="client")
    assert len(todo(agency)) == always
    agency.perform("undo", by="nadia", entry=other)
    assert (len(todo(agency)), waiting(agency)) == (1, [("reminder", "mail", "emma")])
    agency.perform("undo", by="nadia", entry=other)
    assert len(todo(agency)) == always


def test_what_is_undone_is_not_followed_up(agency):
    rule(agency)
    entry = meet(agency)
    agency.perform("undo", by="nadia", entry=entry)
    assert (todo(agency), waiting(agency)) == ([], [])
    agency.perform("undo", by="nadia", entry=entry)
    assert len(todo(agency)) == 1


def test_a_dated_status_is_followed_up_from_when_it_takes_effect(agency):
    rule(agency)
    entry = meet(agency, by="emma", when=(NOW + 3 * DAY).isoformat())
    assert [at for _name, at in todo(agency)] == [NOW + 3 * DAY]
    agency.perform("take-effect", by="emma", entry=entry, at=NOW + 3 * DAY)
    assert todo(agency, at=NOW + 3 * DAY) == [("Acme", NINE + 17 * DAY)]


@pytest.mark.parametrize(
    "gone",
    [
        lambda agency: agency.perform("activate", by="nadia", clients=["acme"], state="inactive"),
        lambda agency: agency.perform("delete", by="nadia", client="acme", name="Acme Précision SA", contacts="delete"),
    ],
    ids=["inactive", "deleted"],
)
def test_nobody_follows_up_who_is_inactive_or_gone(agency, gone):
    rule(agency)
    meet(agency)
    away = gone(agency)
    assert (todo(agency), waiting(agency)) == ([], [])
    agency.perform("undo", by="nadia", entry=away.result)
    assert len(todo(agency)) == 1
    agency.perform("activate", by="nadia", clients=["kern"], state="inactive")
    meet(agency, "kern")
    assert todo(agency, by="theo") == []


def test_it_goes_with_the_client_to_a_new_owner(agency):
    rule(agency)
    meet(agency)
    moved = agency.perform("assign", by="nadia", clients=["acme"], to="theo").result
    assert (todo(agency), len(todo(agency, by="theo"))) == ([], 1)
    assert waiting(agency) == [("reminder", "mail", "theo")]
    agency.perform("undo", by="nadia", entry=moved)
    assert (len(todo(agency)), waiting(agency)) == (1, [("reminder", "mail", "emma")])


def test_of_many_clients_each_goes_with_its_own_in_as_many_statements_as_of_one(agency):
    rule(agency)
    meet(agency, "acme", "kern", "elodie")
    agency.settle("entry")
    with statements(agency.store) as few:
        agency.perform("assign", by="nadia", clients=["acme"], to="paul")
    with statements(agency.store) as many:
        agency.perform("assign", by="nadia", clients=["kern", "elodie"], to="paul")
    assert [len(todo(agency, by=one)) for one in ("emma", "theo", "paul")] == [0, 0, 3]
    assert waiting(agency) == [("reminder", "mail", "paul")] * 3
    of_reminders = [[one for one in some if "reminder" in one or "delivery" in one] for some in (few, many)]
    assert len(of_reminders[0]) == len(of_reminders[1])


@pytest.mark.parametrize(("by_author", "who"), [(False, "emma"), (True, "nadia")])
def test_an_action_has_a_next_step(agency, by_author, who):
    action = replace(ACTIONS["info"], next_step=NextStep(days=3, by_author=by_author))
    run(
        agency.store,
        agency.workspace,
        action,
        actor=agency.tokens["nadia"],
        inputs=agency.named({"clients": ["acme"], "note": "Sent the terms."}),
        source=a_source(),
        now=NOW,
    )
    [(name, at)] = todo(agency, by=who)
    assert (name, at.date()) == ("Acme", (NOW + 3 * DAY).date())


def test_silent_clients_are_followed_up_once(agency):
    later = NOW + 100 * DAY

    def listen(at=later):
        with agency.begin() as session:
            return follow_ups.silent(session, at)

    assert listen() == 0, "off until somebody sets it"
    agency.perform("silent-clients", by="nadia", days="90")
    agency.entry(by="theo", clients=("hans",), at=later - DAY)  # and so with Kern, where Hans works
    assert (listen(), listen(), listen(later + 40 * DAY)) == (2, 0, 0)
    assert [name for name, _at in todo(agency, at=later)] == ["Acme"]
    assert [name for name, _at in todo(agency, by="nadia", at=later)] == ["Hôpital"]


@pytest.mark.parametrize("days", ["0", "-1", "many", "99999"])
def test_a_rule_is_for_days_and_for_administrators(agency, days):
    for operation, inputs in (("status-rule", {"status": "meeting"}), ("silent-clients", {})):
        with pytest.raises(Refused, match="number of days"):
            agency.perform(operation, by="nadia", days=days, **inputs)
        with pytest.raises(Refused, match="Your role"):
            agency.perform(operation, by="emma", days="14", **inputs)
        agency.perform(operation, by="nadia", days="", **inputs)


def test_a_follow_up_goes_over_to_the_client_that_its_own_becomes_part_of_and_back(agency):
    rule(agency)
    meet(agency, "kern")
    meet(agency, "acme", status="client")
    merged = agency.perform("merge", by="nadia", client="acme", **{"with": "kern"}).result
    other = meet(agency, "acme", status="dormant")
    assert todo(agency, by="theo") == [], "of no use any more: the client that it is about has another status"
    agency.perform("undo", by="nadia", entry=other)
    assert len(todo(agency, by="theo")) == 1
    agency.perform("undo", by="nadia", entry=merged)
    meet(agency, "acme", status="dormant")
    assert len(todo(agency, by="theo")) == 1
    meet(agency, "kern", status="dormant")
    assert todo(agency, by="theo") == []


def test_what_is_needed_no_more_goes_out_of_calendars_and_comes_back_with_it(agency):
    entry = agency.entry(by="emma", when=(NOW + DAY).isoformat(), calendar=True)
    row = {"record_id": agency.record("acme").id, "cause_id": None, "while_status": "meeting", "dropped_by": None}
    with agency.begin() as session:
        planned.follow(session, [{"entry_id": int(entry.removeprefix("E-")), **row}])
    meet(agency)
    agency.settle()
    other = meet(agency, status="client")
    assert [one for one in agency.owed("owed") if one[0] == "cancellation"] == [("cancellation", "mail", "emma")]
    agency.settle()
    agency.perform("undo", by="nadia", entry=other)
    assert [one for one in agency.owed("owed") if one[0] == "invitation"] == [("invitation", "mail", "emma")]
