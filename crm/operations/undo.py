"""Undo: puts back every field that nobody has touched since, keeps the others and says which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crm import follow_ups, inviting, upcoming
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.delivery import OF_NO_USE_ONCE_UNDONE
from crm.domain.errors import NotAllowed, NothingToUndo, Refused
from crm.domain.i18n import Text
from crm.domain.undoing import may_undo
from crm.operations import departures, putting_back
from crm.operations.access import entries_of
from crm.operations.putting_back import RECORD, Turned
from crm.outcome import Done
from crm.store import entries, outbox, planned
from crm.store.session import Session

UNDONE = "undone"


@dataclass(slots=True)
class Turn:
    """One entry that is undone, or whose undoing is: what stays as it is, and the changes of all the rest."""

    source: str
    call: Call
    row: Row[Any]
    filed: Sequence[Record]
    kept: list[Text] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, turned: Turned) -> None:
        kept, rows = turned
        self.kept += kept
        self.rows += rows


def undo_all(session: Session, calls: Mapping[str, Call]) -> dict[str, Done | Refused]:
    """Undo entries, or undo their undoings; they stay readable, and what was not sent yet is withdrawn.

    By source: read and written together, what it comes to is the same as if each were done after the one before it.
    """
    outcomes: dict[str, Done | Refused] = {}
    for some in _waves(session, calls):
        outcomes |= _undo_apart(session, {source: calls[source] for source in some})
    return outcomes


def _waves(session: Session, calls: Mapping[str, Call]) -> Iterator[list[str]]:
    """Those that change different clients go together; else the later one must find what the earlier one left."""
    touched, alone = _touched(session, [_number(call) for call in calls.values()] if len(calls) > 1 else ())
    wave: list[str] = []
    busy: set[int] = set()
    closed = False
    for source, call in calls.items():
        mine, lonely = touched.get(_number(call), set()), _number(call) in alone
        if wave and (closed or lonely or busy & mine):
            yield wave
            wave, busy = [], set()
        wave.append(source)
        busy |= mine
        closed = lonely
    yield wave


def _number(call: Call) -> int:
    number: int = call.values["entry"]
    return number


def _touched(session: Session, numbers: Sequence[int]) -> tuple[dict[int, set[int]], set[int]]:
    """The records that some entries change, and the entries that go alone.

    Those are by which somebody comes or goes, since others belong to them; which go with another one, or come again;
    and which are named twice.
    """
    touched: dict[int, set[int]] = {}
    alone = {one for one, times in Counter(numbers).items() if times > 1}
    for change in entries.changes(session, numbers) if numbers else ():
        touched.setdefault(change.entry_id, set()).add(change.record_id)
        alone |= {change.entry_id} if change.field == RECORD else set()
    alone |= {row.entry_id for row in (*planned.caused(session, numbers), *planned.dropped(session, numbers))}
    return touched, alone


def _undo_apart(session: Session, calls: Mapping[str, Call]) -> dict[str, Done | Refused]:
    outcomes: dict[str, Done | Refused] = {}
    turns: list[Turn] = []
    for (source, call), found in zip(calls.items(), entries_of(session, list(calls.values())), strict=True):
        try:
            turns.append(_allowed(source, call, found))
        except Refused as refused:
            outcomes[source] = refused
    if not turns:
        return outcomes
    now = turns[0].call.now
    try:
        _turn(session, turns, now)
    except Refused as refused:
        # Only who comes or goes is refused so late, and does so alone.
        return {**outcomes, **{one.source: refused for one in turns}}
    _settle(session, turns, now)
    return outcomes | _written(session, turns, now)


def _allowed(source: str, call: Call, found: tuple[Row[Any], list[Record]] | Refused) -> Turn:
    if isinstance(found, Refused):
        raise found
    row, filed = found
    if row.author_id != call.actor.id and call.actor.role.name != "admin":
        raise NotAllowed
    if not may_undo(call.actor, author=row.author_id, created_at=row.created_at, now=call.now):
        raise NothingToUndo
    return Turn(source, call, row, filed)


def _turn(session: Session, turns: Sequence[Turn], now: datetime) -> None:
    """What stays as it is, and the changes of all the rest."""
    for one in turns:
        one.add(departures.bring_back(session, one.call, one.row))
    changes: dict[int, list[Row[Any]]] = {}
    for change in entries.changes(session, [one.row.id for one in turns]):
        changes.setdefault(change.entry_id, []).append(change)
    wishes = [(one.row, _to_put_back(one.row, changes.get(one.row.id, ()))) for one in turns]
    for one, turned in zip(turns, putting_back.put_back(session, wishes, now), strict=True):
        one.add(turned)
        one.add(departures.go_again(session, one.call, one.row))


def _to_put_back(row: Row[Any], changes: Sequence[Row[Any]]) -> list[Row[Any]]:
    newest = _newest_of_each(changes, redo=row.undone_at is not None)
    return [one for one in newest if not departures.takes(row, one)]


def _newest_of_each(changes: Sequence[Row[Any]], *, redo: bool) -> list[Row[Any]]:
    """The last word of this entry on each field, latest first: a contact goes before the company made with it.

    What an undoing took back and no redoing brought again is out already; the rest is in. To undo is to take out what
    is in, to redo the other way round.
    """
    newest = {(one.record_id, one.field): one for one in changes}
    turns = Counter((one.record_id, one.field) for one in changes if one.audit_id is not None)
    mine = [one for key, one in newest.items() if bool(turns[key] % 2) is redo]
    return sorted(mine, key=lambda one: -one.id)


def _settle(session: Session, turns: Sequence[Turn], now: datetime) -> None:
    """What was owed goes with what is undone, and comes again with what is not any more."""
    gone = [one.row.id for one in turns if one.row.undone_at is None]
    back = [one.row.id for one in turns if one.row.undone_at is not None]
    entries.mark_undone(session, gone, now)
    entries.mark_undone(session, back, None)
    outbox.owe(session, inviting.call_off(session, gone, UNDONE, now), now)
    follow_ups.undone(session, gone, now, again=False)
    outbox.withdraw_all(session, gone, why=UNDONE, now=now, kinds=OF_NO_USE_ONCE_UNDONE)
    outbox.owe_again(session, back, why=UNDONE, now=now)
    follow_ups.undone(session, back, now, again=True)
    inviting.call_again(session, back, UNDONE, now)
    upcoming.tell_all(session, [*gone, *back], now)


def _written(session: Session, turns: Sequence[Turn], now: datetime) -> dict[str, Done | Refused]:
    """An audit row each, with the changes that it brought."""
    numbers = session.numbers("audit", len(turns))
    rows: dict[str, list[dict[str, Any]]] = {"audit": [], "change": [], "source": []}
    outcomes: dict[str, Done | Refused] = {}
    for one, number in zip(turns, numbers, strict=True):
        result = f"A-{number}"
        audit = {"id": number, "operation": "undo", "actor_id": one.call.actor.id, "at": now}
        rows["audit"].append({**audit, "entry_id": one.row.id, "data": None})
        rows["change"] += [{**each, "audit_id": number} for each in one.rows]
        rows["source"].append({"source": one.source, "result": result, "at": now})
        filed = tuple(str(each.number) for each in one.filed)
        outcomes[one.source] = Done(result=result, records=filed, notes=tuple(one.kept))
    entries.write(session, rows)
    return outcomes
