"""Writing what plans came to: records, entries, changes and the deliveries owed, set by set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crm import inviting, merging, notices, removing
from crm.creating import create
from crm.domain import reminders
from crm.domain.access import Member
from crm.domain.action import Plan
from crm.domain.clients import Record
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.places import Place
from crm.drafting import Draft, Page
from crm.outcome import Done
from crm.posting import Boards, Posting, companies_of
from crm.store import alike, documents, entries, outbox, people, records, search, texts
from crm.store.outbox import Owed
from crm.store.session import Session

# What is done with an upcoming entry at once, and not again when it takes effect.
ONLY_NOW = frozenset({"participants", "when", "attachments", *inviting.FIELDS})
# Entries of a job stand in no channel: it tells of all of them at once.
NOWHERE = Posting()
Wanted = tuple[Record, Mapping[str, Any]]


def write_entries(session: Session, drafts: Sequence[Draft]) -> dict[str, Done]:
    """Write the drafts of a chunk: checked and planned one after the other, written together."""
    if not drafts:
        return {}
    boards = _boards(session, drafts)
    page = Page()
    told = people.by_id(session, [one for draft in drafts for one in draft.plan.tells])
    numbers = session.numbers("entry", len(drafts))
    outcomes = {
        draft.source: _write_one(session, page, draft, number, boards, told)
        for draft, number in zip(drafts, numbers, strict=True)
    }
    _change_all(session, drafts)
    entries.write(session, page.rows)
    texts.index(session, {row["id"]: row["body"] for row in page.rows["entry"]})
    outbox.owe(session, page.owed, drafts[0].call.now)
    return outcomes


def _write_one(
    session: Session,
    page: Page,
    draft: Draft,
    number: int,
    boards: Boards,
    told: Mapping[int, Member],
) -> Done:
    call, now = draft.call, draft.call.now
    created = create(session, call, draft.plan)
    filed = [*call.records, *(one.record for one in created)]
    apart = draft.job is not None or draft.action.quiet
    posting = NOWHERE if apart else boards.post(_afterwards(filed, draft.plan), [*filed, *draft.plan.also])
    _add_entry(page, draft, number, [one.id for one in filed], posting.data)
    for one in under(filed, draft.plan):
        page.add("subject", entry_id=number, record_id=one, occurred_at=draft.when)
    for member in draft.participants:
        page.add("participant", entry_id=number, member_id=member.id)
    for fresh in created:
        _add_change(page, number, fresh.record.id, "record", None, fresh.values)
    if draft.job is None:
        apply_plan(session, page, draft, number)
    else:
        _note_changes(session, page, _by_record(draft.plan).values(), number)
    page.owed += depart(session, page, draft, number)
    page.add("source", source=draft.source, result=f"E-{number}", at=now)
    owners = concerned(draft.plan, told)
    readers = {one.id: one for one in (*draft.participants, *owners)}
    page.owed += (
        []
        if apart
        else notices.of_entry(
            number, call.actor, draft.participants, posting.place, owners=owners, topic=draft.plan.topic
        )
    )
    page.owed += notices.fetch(number, call.actor) if draft.attachments else []
    for file in draft.kept:
        documents.keep(session, file, now=now, entry_id=number)
    page.owed += _owed_later(page, draft, number, told)
    page.owed += _invited(page, draft, number)
    return Done(
        result=f"E-{number}",
        records=tuple(str(one.number) for one in filed),
        notes=posting.notes,
        told=tuple(readers),
    )


def _invited(page: Page, draft: Draft, number: int) -> list[Owed]:
    if draft.appointment is None:
        return []
    invitation, invitees, owed = inviting.begin(draft.call, number)
    page.add("invitation", **invitation)
    for one in invitees:
        page.add("invitee", **one)
    return owed


def _boards(session: Session, drafts: Sequence[Draft]) -> Boards:
    """The channels that the entries of a chunk may be posted in."""
    plans = [draft.plan for draft in drafts]
    about = [one for draft in drafts for one in (*draft.call.records, *draft.plan.also)]
    about += [new.company for plan in plans for new in plan.creates if isinstance(new.company, Record)]
    chosen = [one for draft in drafts for one in draft.call.values.values() if isinstance(one, Place)]
    return Boards.of(session, companies_of(about), chosen)


def _add_entry(page: Page, draft: Draft, number: int, filed: Sequence[int], posting: Mapping[str, Any]) -> None:
    data = {**draft.plan.data, **posting, **({"job": draft.job} if draft.job else {})}
    body = draft.plan.body
    if appointment := draft.appointment:
        data["calendar"] = appointment
    if draft.kept:
        data["attachments"] = [one.as_attachment() for one in draft.kept]
    if draft.attachments:
        data["attachments"] = [one.as_row() for one in draft.attachments]
    if draft.later:
        data["inputs"] = {name: value for name, value in draft.inputs.items() if name not in ONLY_NOW}
        body = draft.call.values.get(draft.action.main or "")
    page.add(
        "entry",
        id=number,
        action=draft.action.name,
        version=draft.action.version,
        author_id=draft.call.actor.id,
        responsible_id=draft.plan.responsible or draft.call.actor.id,
        occurred_at=draft.when,
        created_at=draft.call.now,
        planned_at=draft.call.now if draft.later else None,
        body=body,
        data={**data, "filed": list(filed)},
    )


def under(filed: Sequence[Record], plan: Plan) -> list[int]:
    """An entry on a contact is filed under the company the contact now belongs to, too."""
    ids = dict.fromkeys(one.id for one in (*filed, *plan.also))
    for one in (*filed, *plan.also):
        if one.company is not None and one.kind == "contact":
            ids[one.company] = None
    return list(ids)


def concerned(plan: Plan, known: Mapping[int, Member]) -> list[Member]:
    """Whom a plan tells without asking: nobody who has left."""
    return [known[one] for one in dict.fromkeys(plan.tells) if one in known and known[one].active]


def _afterwards(filed: Sequence[Record], plan: Plan) -> list[Record]:
    """The records as they stand once it is done: who owned a client before may see it no longer."""
    values = _by_record(plan)
    return [records.changed(one, values[one.id][1]) if one.id in values else one for one in filed]


def _by_record(plan: Plan) -> dict[int, tuple[Record, dict[str, Any]]]:
    wanted: dict[int, tuple[Record, dict[str, Any]]] = {}
    for one in plan.sets:
        wanted.setdefault(one.record.id, (one.record, {}))[1][one.field] = one.value
    return wanted


def apply_plan(session: Session, page: Page, draft: Draft, number: int) -> None:
    """Write the fields that the plan sets, each with what it was."""
    wanted = _by_record(draft.plan)
    _note_changes(session, page, wanted.values(), number)
    # In one order for everybody, so that two who change the same records do not wait for each other for ever.
    for _id, (record, values) in sorted(wanted.items()):
        records.change(session, record, values)
    _follow(session, wanted.values(), draft.call.now)


def _note_changes(session: Session, page: Page, wanted: Iterable[Wanted], number: int) -> None:
    for record, values in wanted:
        before = records.current(session, record, values)
        for name, value in values.items():
            _add_change(page, number, record.id, name, before[name], value)


def _change_all(session: Session, drafts: Sequence[Draft]) -> None:
    """What the plans of a job's piece set, mostly the same for all its clients."""
    wanted = [one for draft in drafts if draft.job is not None for one in _by_record(draft.plan).values()]
    if wanted:
        alike.change_all(session, wanted)
        _follow(session, wanted, drafts[0].call.now)


def _follow(session: Session, wanted: Iterable[Wanted], now: datetime) -> None:
    changed = {one.id: values for one, values in wanted}
    search.follow(session, changed)
    inviting.renamed(session, changed, now)


def depart(session: Session, page: Page, draft: Draft, number: int) -> list[Owed]:
    """Take away what the plan deletes or merges; gives what that owes."""
    plan, call = draft.plan, draft.call
    changes, owed = removing.remove(session, call, plan.removal, number) if plan.removal else ([], [])
    if plan.merge:
        changes = merging.merge(session, call, plan.merge, number, held=bool(plan.sets))
    for one in changes:
        page.add("change", audit_id=None, **one)
    return owed


def _add_change(page: Page, entry: int, record: int, name: str, before: Any, after: Any) -> None:
    page.add("change", entry_id=entry, audit_id=None, record_id=record, field=name, before=before, after=after)


def _owed_later(page: Page, draft: Draft, number: int, known: Mapping[int, Member]) -> list[Owed]:
    """An upcoming entry reminds its responsible member, and takes effect when its time has come."""
    if not draft.later:
        return []
    effect = Owed(entry=number, kind=DeliveryKind.EFFECT, channel=Channel.CARNET, due_at=draft.when)
    owed = [] if draft.action.quiet else [effect]
    ahead: str = draft.call.values.get("remind") or "none"
    due = reminders.due(draft.when, ahead)
    if due is not None:
        at = max(due, draft.call.now)
        whom = known[draft.plan.responsible] if draft.plan.responsible else draft.call.actor
        page.add("reminder", entry_id=number, member_id=whom.id, ahead=ahead, due_at=at)
        owed += notices.reminder(number, whom, at)
    return owed
