"""Whatever is planned, rescheduled, snoozed, done and cancelled: each reminder comes once, and no other."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from fortnight import AHEAD, BEGINNINGS, ZONES, Fortnight
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

people = some.sampled_from(sorted(ZONES))
# Odd minutes, so that nothing meets by chance, and what meets on purpose: on the hour.
ahead = some.builds(
    lambda hours, minutes: timedelta(hours=hours, minutes=minutes),
    some.integers(0, 330),
    some.sampled_from([1, 17, 60]),
)
reminders = some.sampled_from(sorted(AHEAD))


class Days(RuleBasedStateMachine):
    """Every example is a workspace of its own."""

    store = None

    @initialize(beginning=some.sampled_from(BEGINNINGS))
    def begins(self, beginning):
        self.days = Fortnight(store=self.store, now=beginning)
        for place, who in enumerate(ZONES):
            self.days.plan(who, timedelta(hours=30 * (place + 1)), "1h")

    def one(self, place):
        return self.days.plans[place % len(self.days.plans)]

    def planned(self):
        return bool(self.days.plans)

    @rule(by=people, ahead=ahead, remind=reminders)
    def plan(self, by, ahead, remind):
        self.days.plan(by, ahead, remind)

    @precondition(planned)
    @rule(place=some.integers(0, 99), ahead=ahead)
    def reschedule(self, place, ahead):
        self.days.reschedule(self.one(place), ahead)

    @precondition(planned)
    @rule(place=some.integers(0, 99), who=people, until=some.sampled_from(["1h", "tomorrow", "monday"]))
    def snooze(self, place, who, until):
        self.days.snooze(self.one(place), who, until)

    @precondition(planned)
    @rule(place=some.integers(0, 99), who=people, ahead=reminders)
    def remind(self, place, who, ahead):
        self.days.remind(self.one(place), who, ahead)

    @precondition(planned)
    @rule(place=some.integers(0, 99))
    def finish(self, place):
        self.days.finish(self.one(place))

    @precondition(planned)
    @rule(place=some.integers(0, 99))
    def undo(self, place):
        self.days.undo(self.one(place))

    @rule(hours=some.integers(0, 20), minutes=some.sampled_from([3, 10, 59]), dies=some.booleans())
    def later(self, hours, minutes, dies):
        self.days.later(timedelta(hours=hours, minutes=minutes), dies=dies)

    def teardown(self):
        if hasattr(self, "days"):
            self.days.ends()


@pytest.mark.parametrize("beginning", BEGINNINGS[:2], ids=["Auckland", "Zurich and New York"])
def test_two_weeks_go_by_and_nobody_is_forgotten_or_told_twice(store, beginning):
    days = Fortnight(store=store, now=beginning)
    days.play(random.Random(14), 70)  # noqa: S311 - not for secrets, but to be the same each time
    days.ends()
    assert len(days.heard) > len(days.plans) / 2


def test_every_reminder_comes_once_and_no_other(store):
    played = settings(
        max_examples=3,
        stateful_step_count=30,
        # Every step is a transaction: to make a course shorter takes minutes.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(type("Played", (Days,), {"store": store}), settings=played)
