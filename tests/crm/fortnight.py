"""Two weeks of upcoming actions in five zones, over a change of the clocks; a small model says who is reminded when."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.domain.delivery import Channel, Sent
from crm.domain.errors import Refused
from crm.store import claims
from crm.views.parcels import Parcel
from scheduler import ledger
from scheduler.channel import Rendered
from tests.factories import agency, slack_user

ZONES = {
    "emma": ZoneInfo("Europe/Zurich"),
    "theo": ZoneInfo("America/New_York"),
    "paul": ZoneInfo("Asia/Kolkata"),
    "lena": ZoneInfo("Pacific/Auckland"),
    "nadia": ZoneInfo("America/Sao_Paulo"),
}
# Each begins some days before clocks change somewhere: in Auckland, in Zurich and New York, in all three.
BEGINNINGS = tuple(datetime(*day, 21, 40, tzinfo=UTC) for day in ((2026, 9, 21), (2026, 10, 21), (2027, 3, 24)))
AHEAD = {"none": None, "at": 0, "10m": 10, "1h": 60, "1d": 1440, "1w": 10080}
LATE_AFTER = timedelta(minutes=5)
FORTNIGHT = timedelta(days=14)
NEW, LATER, DIES = 0.3, 0.3, 0.3  # how often something is planned, time goes by, a relay dies
teams = itertools.count(1)


class Post:
    """A carrier that takes everything."""

    def render(self, parcel: Parcel) -> Rendered:
        return Rendered(content=b"x")

    async def deliver(self, parcel: Parcel, content: bytes) -> Sent:
        raise NotImplementedError


@dataclass
class Plan:
    """One upcoming action: whose it is, when, and by whom it is waited for: how long ahead, and when next."""

    entry: str
    by: str
    at: datetime
    asked: dict[str, str] = field(default_factory=dict)
    due: dict[str, datetime | None] = field(default_factory=dict)
    done: bool = False
    undone: bool = False


@dataclass(kw_only=True)
class Fortnight:
    store: Any
    now: datetime
    plans: list[Plan] = field(default_factory=list)
    heard: Counter[tuple[str, str, datetime]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.agency = agency(self.store, team=f"T0{next(teams)}")
        for key, zone in ZONES.items():
            self.agency.set_member(key, zone=zone.key, role="admin", tell_by="mail")
        self.agency.forget_deliveries()

    def plan(self, by: str, ahead: timedelta, remind: str) -> None:
        at = self.now + ahead
        entry = self.agency.entry(by=by, when=at.isoformat(), remind=remind, at=self.now)
        made = Plan(entry, by, at)
        if remind != "none":
            self._ask(made, by, remind)
        self.plans.append(made)

    def _ask(self, plan: Plan, who: str, ahead: str) -> None:
        minutes = AHEAD[ahead]
        plan.asked[who] = ahead
        plan.due[who] = None if minutes is None else max(plan.at - timedelta(minutes=minutes), self.now)

    def remind(self, plan: Plan, who: str, ahead: str) -> None:
        if self._try("remind", who, plan, remind=ahead, fine=self._open(plan) and plan.at > self.now):
            self._ask(plan, who, ahead)

    def snooze(self, plan: Plan, who: str, until: str) -> None:
        if not self._try("snooze", who, plan, until=until, fine=self._open(plan)):
            return
        local = self.now.astimezone(ZONES[who])
        days = {"tomorrow": 1, "monday": 7 - local.weekday()}.get(until)
        day = local.date() + timedelta(days=days or 0)
        morning = datetime(day.year, day.month, day.day, 9, tzinfo=ZONES[who]).astimezone(UTC)
        plan.asked.setdefault(who, "none")
        plan.due[who] = morning if days else self.now + timedelta(hours=1)

    def reschedule(self, plan: Plan, ahead: timedelta) -> None:
        at = self.now + ahead
        fine = not plan.undone and (at != plan.at or plan.done)
        if self._try("reschedule", plan.by, plan, when=at.isoformat(), fine=fine):
            plan.at, plan.done = at, False
            for who, asked in plan.asked.items():
                minutes = AHEAD[asked]
                plan.due[who] = None if minutes is None else at - timedelta(minutes=minutes)

    def finish(self, plan: Plan) -> None:
        if self._try("done", plan.by, plan, fine=self._open(plan)):
            plan.done = True
            plan.due = dict.fromkeys(plan.due)

    def undo(self, plan: Plan) -> None:
        """Cancelled, or after all not: a reminder whose time went by meanwhile is not made up for."""
        self.agency.perform("undo", by=plan.by, entry=plan.entry, at=self.now)
        if plan.undone:
            plan.due = {who: at if at and at >= self.now else None for who, at in plan.due.items()}
        plan.undone = not plan.undone

    @staticmethod
    def _open(plan: Plan) -> bool:
        return not (plan.done or plan.undone)

    def _try(self, operation: str, who: str, plan: Plan, *, fine: bool, **inputs: Any) -> bool:
        try:
            self.agency.perform(operation, by=who, entry=plan.entry, at=self.now, **inputs)
        except Refused:
            assert not fine, f"{operation} of {plan}"
            return False
        assert fine, f"{operation} of {plan}"
        return True

    def later(self, by: timedelta, *, dies: bool = False) -> None:
        """Time goes by, and what is due is carried; a relay that ``dies`` has claimed it and sent nothing."""
        self.now += by
        if dies:
            self._carry(sends=False)
        heard = self._carry(sends=True)
        expected = {
            (plan.entry, who, at)
            for plan in self.plans
            if self._open(plan)
            for who, at in plan.due.items()
            if at is not None and at <= self.now
        }
        assert Counter(heard) == Counter(expected)
        self.heard.update(heard)
        for plan in self.plans if heard else ():
            plan.due = {who: None if (plan.entry, who, at) in expected else at for who, at in plan.due.items()}

    def _carry(self, *, sends: bool) -> list[tuple[str, str, datetime]]:
        heard: list[tuple[str, str, datetime]] = []
        while claimed := [one for one in self._claim() if one.workspace == self.agency.workspace]:
            ready = ledger.prepare(self.store, Post(), "relay", self.agency.workspace, claimed, self.now)
            if not sends:
                return heard
            ledger.record(self.store, "relay", self.agency.workspace, [(one.parcel, Sent()) for one in ready], self.now)
            keys = {slack_user(key): key for key in ZONES}
            heard += [
                (one.entry.number, keys[each.parcel.reader.slack_user], one.due_at)
                for each in ready
                for one in each.parcel.reminded
            ]
        return heard

    def _claim(self):
        with self.store.outside(write=True) as connection:
            # A lease that is over at once: whoever comes next takes over.
            return claims.claim(
                connection,
                token="relay",
                now=self.now,
                channel=Channel.MAIL,
                count=500,
                lease=timedelta(0),
            )

    def play(self, chance: random.Random, actions: int) -> None:
        """Whatever comes to people's minds, so many times; time goes by all the while."""
        for _ in range(actions):
            who = chance.choice(sorted(ZONES))
            ahead = timedelta(hours=chance.randint(0, 330), minutes=chance.choice([1, 17, 60]))
            remind = chance.choice(sorted(AHEAD))
            if not self.plans or chance.random() < NEW:
                self.plan(who, ahead, remind)
                continue
            plan = chance.choice(self.plans)
            step = chance.choice(
                (
                    lambda plan=plan, ahead=ahead: self.reschedule(plan, ahead),
                    lambda plan=plan, ahead=ahead: self.reschedule(plan, ahead),
                    lambda plan=plan, who=who: self.snooze(plan, who, chance.choice(["1h", "tomorrow", "monday"])),
                    lambda plan=plan, who=who, remind=remind: self.remind(plan, who, remind),
                    lambda plan=plan: self.finish(plan),
                    lambda plan=plan: self.undo(plan),
                )
            )
            step()
            if chance.random() < LATER:
                self.later(FORTNIGHT / actions * 2 * chance.random() / LATER, dies=chance.random() < DIES)

    def ends(self) -> None:
        """Whatever is still to come comes, and the ledger has each reminder once."""
        self.later(timedelta(days=30))
        with self.agency.read() as session:
            rows = [row for row in self.agency.ledger(session) if row.kind == "reminder"]
        told = [row for row in rows if row.state in {"sent", "late"}]
        assert len(told) == self.heard.total()
        assert {row.state for row in rows} <= {"sent", "late", "skipped"}
        assert [row for row in told if (row.finished_at - row.due_at > LATE_AFTER) != (row.state == "late")] == []
