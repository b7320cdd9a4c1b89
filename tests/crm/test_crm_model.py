"""Several people act, comment, undo and redo in any order: the agency looks as a simple model says."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from model import TELL_BY, Model

from tests.factories import agency

pytestmark = pytest.mark.unwatched
CLIENTS = ("acme", "kern", "elodie", "hans")
people = strategies.sampled_from(sorted(TELL_BY))
clients = strategies.lists(strategies.sampled_from(CLIENTS), min_size=1, unique=True)
statuses = strategies.sampled_from(["meeting", "client", "dormant"])
some = strategies.lists(people, max_size=3)
teams = itertools.count(1)


class Days(RuleBasedStateMachine):
    """A few days at the agency; every example is a workspace of its own."""

    store = None
    entries = Bundle("entries")

    @initialize(posts=strategies.booleans())
    def found(self, posts):
        self.agency = agency(self.store, team=f"T0{next(teams)}", posts=posts)
        for key in TELL_BY:
            self.agency.set_member(key, role="admin")
        self.agency.forget_deliveries()
        self.model = Model(posts=posts)

    @rule(target=entries, by=people, about=clients, told=some)
    def note(self, by, about, told):
        entry = self.agency.entry(by=by, clients=tuple(about), participants=told)
        self.model.wrote(entry, by, told)
        return entry

    @rule(target=entries, by=people, about=clients, told=some, status=statuses)
    def set_status(self, by, about, told, status):
        entry = self.agency.perform("status", by=by, clients=about, participants=told, status=status).result
        self.model.wrote(entry, by, told, status, about)
        return entry

    @rule(
        target=entries, by=people, pairs=strategies.lists(strategies.tuples(clients, statuses), min_size=2, max_size=4)
    )
    def set_many(self, by, pairs):
        items = [({"clients": about, "status": status}, f"chunk:{next(teams)}") for about, status in pairs]
        done = self.agency.perform_many("status", by=by, items=items)
        for one, (about, status) in zip(done, pairs, strict=True):
            self.model.wrote(one.result, by, [], status, about)
        return multiple(*(one.result for one in done))

    @rule(entry=entries, by=people)
    def comment(self, entry, by):
        self.agency.perform("comment", by=by, entry=entry, text="Entendu.")
        self.model.commented(entry, by)

    @rule(entry=entries, by=people)
    def undo(self, entry, by):
        done = self.agency.perform("undo", by=by, entry=entry)
        assert len(done.notes) == len(self.model.undid(entry))

    @rule(by=people, about=clients, told=some, status=statuses)
    def do_and_undo(self, by, about, told, status):
        """Cards before and after differ by the struck-through entry only; it may push one off the page."""
        before = self.cards()
        entry = self.set_status(by, about, told, status)
        self.undo(entry, by)
        for key, (record, entries) in self.cards().items():
            assert record == before[key][0]
            assert entries == before[key][1][: len(entries)]
            assert len(before[key][1]) - len(entries) <= 1

    @rule()
    def carry(self):
        self.agency.settle()
        self.model.carried()

    def cards(self):
        return {
            key: (
                (card.record.status, card.record.owner, card.details),
                [one.number for one in card.entries if not one.undone],
            )
            for key in CLIENTS
            for card in [self.agency.card(key)]
        }

    @invariant()
    def records_are_as_the_model_says(self):
        if hasattr(self, "model"):
            found = {key: self.agency.record(key).status for key in CLIENTS}
            assert found == {key: self.model.statuses.get(key) for key in CLIENTS}
            assert self.agency.undone() == {number for number, note in self.model.notes.items() if note.undone}

    @invariant()
    def everybody_is_told_once_and_nobody_of_their_own_doing(self):
        if hasattr(self, "model"):
            for state, called in (("owed", "owed"), ("skipped", "withdrawn"), ("sent", "sent")):
                assert sorted(self.agency.owed(state)) == self.model.lines(called), state


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
def test_any_course_of_days_ends_as_the_model_says(store):
    """A rule that is not kept is told with the shortest course that breaks it."""
    Days.store = store
    asked = settings(
        max_examples=10 if store.sqlite else 6,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Days, settings=asked)
