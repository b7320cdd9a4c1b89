"""Digests and reports that are due: written down once to a member and day, and owed by the ways they chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crm.domain.access import VIEW, Member, Scope
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.digests import DAY, DAYS, DIGEST_TIME, Bulletin, due, latest, time_of
from crm.domain.i18n import known_zone
from crm.domain.preferences import Topic, way
from crm.store import bulletins, outbox, people
from crm.store.outbox import Owed
from crm.store.session import Session
from crm.views.figures import leads

TOPICS: Mapping[Bulletin, Topic] = {
    Bulletin.DIGEST: Topic.DIGEST,
    Bulletin.REPORT: Topic.WEEKLY,
    Bulletin.ASKED: Topic.WEEKLY,
}
KINDS: Mapping[Bulletin, DeliveryKind] = {
    Bulletin.DIGEST: DeliveryKind.DIGEST,
    Bulletin.REPORT: DeliveryKind.REPORT,
    Bulletin.ASKED: DeliveryKind.REPORT,
}
REMEMBERED = DAY * 9  # longer than a week, so that the last report is among them


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """One that a member has not had yet. ``first``: they had none before, and begin with the next one.

    Whoever has just come, or installs Carnet in the afternoon, need not be told that a digest was missed.
    """

    member: Member
    kind: Bulletin
    day: date
    due_at: datetime
    first: bool = False

    @property
    def key(self) -> tuple[int, Bulletin, date]:
        return self.member.id, self.kind, self.day


def coming(session: Session, now: datetime) -> list[Coming]:
    """Whose time has come since the clock last ticked, whenever that was."""
    before = bulletins.last(session, (now - REMEMBERED).date())
    heads = leads(session)
    found = (
        _coming(one, kind, before.get((one.id, kind)), now)
        for one in people.everybody(session)
        if one.active and one.reach(VIEW) is not Scope.NONE
        for kind in DAYS
        if kind is Bulletin.DIGEST or one.id in heads
    )
    return [one for one in found if one is not None]


def _coming(member: Member, kind: Bulletin, last: date | None, now: datetime) -> Coming | None:
    if not _channels(member, kind):
        return None
    zone, at = known_zone(member.zone), time_of(member.wishes.get(DIGEST_TIME))
    day = latest(now, at, zone)
    while day.weekday() not in DAYS[kind]:
        day -= DAY
    if last is not None and last >= day:
        return None
    return Coming(member=member, kind=kind, day=day, due_at=due(day, at, zone), first=last is None)


def owe(session: Session, chosen: Collection[Coming], now: datetime, content: bytes | None = None) -> int:
    """Owe some of what is coming, but for what somebody else has owed meanwhile; gives how many.

    What is late is owed all the same: the ledger says of it why it was not sent.
    """
    bulletins.one_at_a_time(session)
    still = {one.key: one for one in coming(session, now)}
    mine = [still[one.key] for one in chosen if one.key in still]
    for one in mine:
        number = bulletins.keep(session, one.member.id, one.kind, one.day.isoformat(), now=now, content=content)
        if not one.first:
            send(session, one.member, one.kind, number, now, due_at=one.due_at)
    return len(mine)


def send(
    session: Session, member: Member, kind: Bulletin, number: int, now: datetime, *, due_at: datetime | None = None
) -> None:
    """Owe a member one by each way that they chose; what they asked for comes even if they chose none."""
    channels = _channels(member, kind) or ([Channel.SLACK] if kind is Bulletin.ASKED else [])
    owed = [
        Owed(entry=None, kind=KINDS[kind], channel=one, member=member.id, about=number, due_at=due_at)
        for one in channels
    ]
    outbox.owe(session, owed, now)


def _channels(member: Member, kind: Bulletin) -> list[Channel]:
    chosen = way(member, TOPICS[kind])
    return [*([Channel.MAIL] if chosen.mail else []), *([Channel.SLACK] if chosen.slack else [])]
