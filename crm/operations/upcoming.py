"""Done, put off, given another time: what becomes of an upcoming entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crm import inviting, notices, upcoming
from crm.actions import ACTIONS
from crm.domain import reminders
from crm.domain.action import Call
from crm.domain.delivery import DeliveryKind
from crm.domain.errors import NotAllowed, Refused
from crm.domain.i18n import _, known_zone
from crm.domain.reminders import Snooze
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import audits, entries, outbox, people, planned, versions
from crm.store.session import Session


def finish(session: Session, call: Call, source: str) -> Done:
    """Mark it done. What takes effect by itself is done then, and not before."""
    row = _open(session, call)
    _theirs(session, call, row)
    if row.occurred_at > call.now and _settles(row):
        raise Refused.because(_("This takes effect by itself. To keep it from that, undo it.", when=row.occurred_at))
    upcoming.settle(session, row, call.now, call.actor.id)
    return _noted(session, call, row, source, "done", {})


def reschedule(session: Session, call: Call, source: str) -> Done:
    """Another time, for all that hangs on it; what was done is to be done again."""
    row = _planned(session, call)
    _theirs(session, call, row)
    if row.done_at is not None and _settles(row):
        raise Refused.because(_("This has taken effect already."), "entry")
    at = _ahead(call, call.values["when"])
    stays = at == row.occurred_at and row.done_at is None
    details = inviting.details(row, call.values)
    if stays and details is None:
        raise Refused.because(_("Nothing was changed: this is what stands here already."), "when")
    if details is not None:
        entries.keep_data(session, row.id, {**row.data, "calendar": details})
    if stays and inviting.same_time(row, details):
        # It takes place elsewhere: nobody need say again whether they come.
        inviting.changed(session, [row.id], call.now)
        upcoming.tell(session, row.id, call.now)
    else:
        upcoming.move(session, row, at, call.now)
        _tell_by_mail(session, call, row)
    data = {"before": row.occurred_at.isoformat(), "after": at.isoformat()}
    return _noted(session, call, row, source, "reschedule", data)


def _tell_by_mail(session: Session, call: Call, row: Row[Any]) -> None:
    """The newest time only, where an older one is still on its way."""
    outbox.withdraw(session, row.id, why=upcoming.MOVED, now=call.now, kinds=(DeliveryKind.MOVED,))
    outbox.owe(session, notices.of_move(session, row.id, call.actor, inviting.invited(session, row.id)), call.now)


def snooze(session: Session, call: Call, source: str) -> Done:
    """Remind the actor again later; nobody else hears of it."""
    row = _open(session, call)
    chosen = reminders.snoozed(call.values["until"], call.now, known_zone(call.actor.zone))
    at = chosen or _ahead(call, call.values["when"] if call.values["until"] == Snooze.OWN else None)
    mine = planned.reminders(session, [row.id]).get(row.id, {}).get(call.actor.id)
    if mine is None:
        _theirs(session, call, row)
    ahead = mine.ahead if mine is not None else upcoming.NONE
    upcoming.remind(session, row.id, call.actor, ahead, at, call.now)
    upcoming.tell(session, row.id, call.now)
    return _noted(session, call, row, source, "snooze", {"until": at.isoformat()})


def remind(session: Session, call: Call, source: str) -> Done:
    """Whoever sees it chooses for themself, the responsible member too."""
    row = _open(session, call)
    if row.occurred_at <= call.now:
        raise Refused.because(_("Its time has come already."), "entry")
    ahead = call.values["remind"]
    at = reminders.due(row.occurred_at, ahead)
    upcoming.remind(session, row.id, call.actor, ahead, max(at, call.now) if at else None, call.now)
    return _noted(session, call, row, source, "remind", {"remind": ahead})


def _planned(session: Session, call: Call) -> Row[Any]:
    """An entry that was given a time to come, held fast: whoever comes second sees what the first made of it."""
    versions.lock(session, call.values["entry"])
    row, _records = entry_of(session, call)
    if row.undone_at is not None:
        raise Refused.because(_("This entry was undone."), "entry")
    if row.planned_at is None:
        raise Refused.because(_("Nothing of this entry is still to come."), "entry")
    return row


def _open(session: Session, call: Call) -> Row[Any]:
    row = _planned(session, call)
    if row.done_at is not None:
        raise Refused.because(_("This is done already."), "entry")
    return row


def _theirs(session: Session, call: Call, row: Row[Any]) -> None:
    """Theirs is what they are responsible for, or wrote, or what somebody below them is responsible for."""
    mine = {row.author_id, row.responsible_id}
    if call.actor.id in mine or call.actor.role.name == "admin":
        return
    if row.responsible_id not in people.below(session, call.actor.id):
        raise NotAllowed


def _settles(row: Row[Any]) -> bool:
    found = ACTIONS.get(row.action)
    return found is not None and found.settles


def _ahead(call: Call, at: datetime | None) -> datetime:
    if at is None or at <= call.now:
        raise Refused.because(_("Please choose a time that is still to come."), "when")
    return at


def _noted(session: Session, call: Call, row: Row[Any], source: str, operation: str, data: Mapping[str, Any]) -> Done:
    result = audits.keep(session, operation, call.actor.id, source, dict(data), call.now, entry=row.id)
    return Done(result=result)
