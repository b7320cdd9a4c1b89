"""Following up: what an action brings up for later is written beside it, and goes when nobody needs it any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from crm import inviting, upcoming
from crm.actions import ACTIONS
from crm.book import StoreBook
from crm.domain.access import Member
from crm.domain.action import Call, Plan
from crm.domain.clients import Record, StatusOption
from crm.domain.i18n import known_zone
from crm.domain.reminders import morning
from crm.drafting import Draft
from crm.store import choices, entries, outbox, people, planned, records, silence
from crm.store.session import Session
from crm.writing import write_entries

FOLLOW_UP = "follow-up"
AT_THE_TIME = "at"
MAKE_WAY = frozenset({"status", "active", "owner_id"})  # fields whose change may make a follow-up needless
SILENT_AT_MOST = 100  # clients a day: whoever turns it on must not find a thousand in the morning


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One follow-up: of which client, after how many days, for whom if not the owner; ``cause`` brought it up."""

    record: Record
    days: int
    cause: int | None
    source: str
    whose: int | None = None
    while_status: str | None = None


def after(session: Session, written: Sequence[tuple[Draft, int]]) -> None:
    """What some entries change makes some follow-ups needless, gives others another owner, and begins new ones."""
    rules = _rules(session, written)
    # Read once for all: a status for ten thousand clients asked for each of them.
    open_ones = _open_ones(session, written)
    _hand_over(session, written, open_ones)
    needless = {row: number for draft, number in written for row in _needless(draft, open_ones)}
    if needless:
        drop(session, needless, written[0][0].call.now)
    found = [one for draft, number in written for one in _brought_up(draft, number, rules)]
    if found:
        begin(session, found, {number: draft.call for draft, number in written})


def _rules(session: Session, written: Sequence[tuple[Draft, int]]) -> Mapping[str, StatusOption]:
    """The statuses that are followed up, where any client got one."""
    if not any(one.field == "status" for draft, _number in written for one in draft.plan.sets):
        return {}
    return {one.key: one for one in people.statuses(session) if one.follow_after is not None}


def _open_ones(session: Session, written: Sequence[tuple[Draft, int]]) -> dict[int, list[Row[Any]]]:
    """What is still to be followed up with the clients that some plans change or take away."""
    touched = {one.record.id for draft, _number in written for one in draft.plan.sets if one.field in MAKE_WAY}
    touched |= {one.id for draft, _number in written if draft.plan.removal for one in draft.plan.removal.records}
    found: dict[int, list[Row[Any]]] = {}
    for row in planned.following(session, touched) if touched else ():
        found.setdefault(row.record_id, []).append(row)
    return found


def _hand_over(session: Session, written: Sequence[tuple[Draft, int]], open_ones: Mapping[int, Any]) -> None:
    """Who changed hands is followed up by the new owner."""
    sets = [one for draft, _number in written for one in draft.plan.sets]
    owners = {one.record.id: one.value for one in sets if one.field == "owner_id" and one.record.id in open_ones}
    if owners:
        upcoming.hand_over(session, owners, written[0][0].call.now)


def _needless(draft: Draft, open_ones: dict[int, list[Row[Any]]]) -> list[Row[Any]]:
    """Who is inactive, gone, or has another status than the one that was waited on is followed up no more."""
    plan = draft.plan
    statuses = {one.record.id: one.value for one in plan.sets if one.field == "status"}
    gone = {one.record.id for one in plan.sets if one.field == "active" and not one.value}
    gone |= {one.id for one in plan.removal.records} if plan.removal else set()
    needless = [
        row
        for one in sorted(statuses.keys() | gone)
        for row in open_ones.get(one, ())
        if row.record_id in gone
        or (row.while_status is not None and statuses.get(row.record_id, row.while_status) != row.while_status)
    ]
    for row in needless:
        open_ones[row.record_id].remove(row)
    return needless


def drop(session: Session, needless: Mapping[Row[Any], int], now: datetime) -> None:
    """These are of no use any more, by which entry each; undoing that brings them back."""
    upcoming.drop(session, needless, now)
    planned.drop(session, {row.entry_id: by for row, by in needless.items()})


def undone(session: Session, undoings: Collection[int], now: datetime, *, again: bool) -> None:
    """Entries are undone, or ``again`` not: what they brought up goes with them, and what they dropped comes back."""
    caused, dropped = planned.caused(session, undoings), planned.dropped(session, undoings)
    back = [row.entry_id for row in (caused if again else dropped)]
    entries.mark_undone(session, back, None)
    outbox.owe_again(session, back, why=upcoming.NOT_NEEDED, now=now)
    inviting.call_again(session, back, upcoming.NOT_NEEDED, now)
    upcoming.drop(session, dropped if again else caused, now)


def _brought_up(draft: Draft, number: int, rules: Mapping[str, StatusOption]) -> Iterator[Wanted]:
    """Only what has happened: what is announced brings nothing up before it takes effect."""
    if draft.later:
        return
    fresh = {one.record.id: one.value for one in draft.plan.sets if one.field == "status"}
    for one in (each for each in draft.call.records if fresh.get(each.id) in rules):
        rule = rules[fresh[one.id]]
        yield Wanted(
            record=one,
            days=rule.follow_after or 0,
            cause=number,
            source=f"follow-up:E-{number}:{one.number}:status",
            while_status=None if rule.follow_always else rule.key,
        )
    step = draft.action.next_step
    for one in draft.call.records if step else ():
        assert step is not None  # noqa: S101 - else there are no records
        whose = draft.call.actor.id if step.by_author else None
        source = f"follow-up:E-{number}:{one.number}:step"
        yield Wanted(record=one, days=step.days, cause=number, source=source, whose=whose)


def begin(session: Session, wanted: Iterable[Wanted], calls: Mapping[int | None, Call]) -> int:
    """Write those that somebody can look after, once each; gives how many."""
    some = list(wanted)
    seen = entries.seen(session, [one.source for one in some])
    standing = records.by_id(session, {one.record.id for one in some})
    whom = {one.source: one.whose or standing[one.record.id].owner for one in some}
    known = people.by_id(session, {one for one in whom.values() if one is not None})
    drafts: dict[str, Draft] = {}
    for one in some:
        client, owner = standing[one.record.id], known.get(whom[one.source] or 0)
        if one.source not in seen and owner is not None and owner.active and client.active and not client.gone:
            drafts[one.source] = _draft(one, client, owner, calls[one.cause])
    done = write_entries(session, list(drafts.values()))
    planned.follow(session, [_row(one, done[one.source].entry) for one in some if one.source in drafts])
    return len(drafts)


def _draft(one: Wanted, client: Record, owner: Member, call: Call) -> Draft:
    """For nine o'clock of its owner's day, with a reminder at that time."""
    action = ACTIONS[FOLLOW_UP]
    when = morning(call.now, known_zone(owner.zone), one.days)
    if when <= call.now:
        when = call.now + timedelta(minutes=1)
    values = {"clients": (client,), "note": None, "when": when, "remind": AT_THE_TIME}
    made = replace(call, values=values, records=(client,))
    plan = Plan(responsible=owner.id, tells=(owner.id,))
    return Draft(action=action, call=made, plan=plan, source=one.source, inputs={}, later=True)


def _row(one: Wanted, entry: int | None) -> dict[str, Any]:
    return {
        "entry_id": entry,
        "record_id": one.record.id,
        "cause_id": one.cause,
        "while_status": one.while_status,
        "dropped_by": None,
    }


def silent(session: Session, now: datetime) -> int:
    """Follow up clients of whom nothing was heard for as long as the workspace has set; gives how many."""
    days: int | None = choices.setting_of(session, choices.SILENT)
    if days is None:
        return 0
    found = silence.silent(session, now - timedelta(days=days), count=SILENT_AT_MOST)
    owners = people.by_id(session, {one.owner for one in found if one.owner is not None})
    return sum(
        _break_silence(session, one, [each for each in found if each.owner == one.id], now) for one in owners.values()
    )


def _break_silence(session: Session, owner: Member, clients: Sequence[Record], now: datetime) -> int:
    """In the owner's own name: nobody else has done anything."""
    call = Call(actor=owner, now=now, values={}, records=(), book=StoreBook(session, owner))
    day = f"{now:%Y-%m-%d}"
    some = [Wanted(record=one, days=1, cause=None, source=f"silent:{one.number}:{day}") for one in clients]
    return begin(session, some, {None: call})
