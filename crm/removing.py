"""Deleting: gone from every view at once, for good when its time has come, and back until then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from crm import inviting, notices
from crm.domain.action import Call
from crm.domain.clients import Record, RecordKind
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.departures import Removal
from crm.domain.errors import NothingToUndo, Refused
from crm.domain.i18n import Text, _
from crm.store import bundles, entries, outbox, records, removals, search, words
from crm.store.outbox import Owed
from crm.store.session import Session
from crm.store.troubles import Overtaken

# What the bot says about an entry in Slack by itself; the rest changes what it said.
TOLD = removals.SAID
DELETED = "deleted"  # why a notice about it is not sent any more
RECORD = "record"  # the field name of a record's own existence
# Slack takes some fifty changes of messages a minute; what people post goes between them.
PACE = timedelta(seconds=2)


def remove(session: Session, call: Call, removal: Removal, entry: int) -> tuple[list[dict[str, Any]], list[Owed]]:
    """Take records away: the changes to write down, and what is owed."""
    if not removals.hide(session, removal.records, call.now):
        raise Overtaken
    ids = [one.id for one in removal.records]
    words.forget(session, ids)
    removals.bury(
        session, removal.records, entry_id=entry, actor_id=call.actor.id, at=call.now, purge_at=removal.purge_at
    )
    going = removals.take_entries(session, entry, ids)
    off = inviting.call_off(session, going, DELETED, call.now, by=entry)
    outbox.withdraw_all(session, going, why=DELETED, now=call.now)
    purge = Owed(entry=entry, kind=DeliveryKind.PURGE, channel=Channel.CARNET, due_at=removal.purge_at)
    gone = [_change(entry, one.id, before=_was(one), after=None) for one in removal.records]
    said = removals.said(session, going)
    redrawn = _redrawn(session, said, going)
    blanks = _blanks(entry, [row for row in said if bundles.first_of(row) not in redrawn], call.now)
    return gone, [*blanks, *redrawn.values(), *off, purge]


def _redrawn(session: Session, said: Sequence[Row[Any]], changing: Collection[int]) -> dict[int, Owed]:
    """Messages that remind of other entries, too, which stand: those are to be read on, whatever becomes of these."""
    firsts = {bundles.first_of(row) for row in said if row.kind == DeliveryKind.REMINDER}
    carried = bundles.messages(session, firsts)
    standing = removals.standing(session, {row.entry_id for rows in carried.values() for row in rows} - {*changing})
    others = {one: [row for row in rows if row.entry_id in standing] for one, rows in carried.items()}
    return {one: notices.reminded(rows[0], one) for one, rows in others.items() if rows}


def _was(one: Record) -> dict[str, Any]:
    return {"name": one.name, "status": one.status, "owner": one.owner}


def _change(entry: int, record: int, *, before: Any, after: Any) -> dict[str, Any]:
    return {"entry_id": entry, "record_id": record, "field": RECORD, "before": before, "after": after}


def _blanks(entry: int, said: Iterable[Row[Any]], now: datetime) -> Iterator[Owed]:
    """Each message of the bot's that was about it, once; they are owed by the deletion, which outlives the rest."""
    known: set[tuple[str, str]] = set()
    for row in said:
        message = removals.message_of(row.receipt)
        if message not in known:
            known.add(message)
            yield blank(entry, row.place, row.member_id, row.receipt, now + PACE * (len(known) - 1))


def blank(entry: int, place: str | None, member: int | None, receipt: Mapping[str, Any], due_at: datetime) -> Owed:
    channel, ts = removals.message_of(receipt)
    return Owed(
        entry=entry,
        kind=DeliveryKind.BLANK,
        channel=Channel.SLACK,
        place=place,
        member=member,
        due_at=due_at,
        receipt={"channel": channel, "ts": ts},
    )


def bring_back(session: Session, call: Call, row: Row[Any]) -> tuple[list[Text], list[dict[str, Any]]]:
    """Undo a deletion: whom it took is here again, with what was written about them; who stays away, and the changes.

    Raises:
        Refused: it was for good, or its time is over.
    """
    graves = removals.graves(session, row.id)
    if any(one.purged_at is not None or one.purge_at <= call.now for one in graves):
        raise Refused.because(_("This was deleted for good and cannot be brought back."))
    found = records.by_id(session, [one.record_id for one in graves])
    back, away = _with_their_company(session, found)
    if graves and not back:
        raise NothingToUndo
    ids = [one.id for one in back]
    if not removals.show(session, ids):
        raise Overtaken
    removals.open_graves(session, row.id, ids)
    search.index_records(session, back)
    back_too = removals.give_entries(session, ids)
    outbox.owe_again(session, back_too, why=DELETED, now=call.now)
    inviting.call_again(session, back_too, DELETED, call.now)
    said = removals.said(session, back_too)
    redrawn = _redrawn(session, said, back_too).values()
    outbox.owe(session, [*_said_again(said, call.now), *redrawn], call.now)
    changes = [_change(row.id, one.id, before=None, after=_was(one)) for one in back]
    notes = [_("{name} does not come back, since its company is gone.", name=one.name) for one in away]
    return notes, changes


def _with_their_company(session: Session, found: Mapping[int, Record]) -> tuple[list[Record], list[Record]]:
    """Whose company was deleted by somebody else stays away until that is brought back."""
    above = records.by_id(session, {one.company for one in found.values() if one.company is not None} - found.keys())
    gone = {one.id for one in above.values() if one.gone}
    return (
        [one for one in found.values() if one.company not in gone],
        [one for one in found.values() if one.company in gone],
    )


def _said_again(said: Iterable[Row[Any]], now: datetime) -> Iterator[Owed]:
    """What was blanked says again what it said; a reminder that was alone has had its time."""
    kept = [row for row in said if row.kind != DeliveryKind.REMINDER]
    for place, row in enumerate(kept):
        yield Owed(
            entry=row.entry_id,
            kind=DeliveryKind.UPDATE,
            channel=Channel.SLACK,
            place=row.place,
            member=row.member_id,
            comment=row.comment_id,
            due_at=now + PACE * place,
        )


def again(session: Session, call: Call, row: Row[Any], grace: timedelta) -> tuple[list[Text], list[dict[str, Any]]]:
    """Undo the undoing: the same records are deleted once more, with as much time to think again.

    Raises:
        Refused: a company has other contacts by now, which nobody asked about.
    """
    ids: Sequence[int] = row.data["gone"]
    found = [one for one in records.by_id(session, ids).values() if not one.gone]
    companies = [one.id for one in found if one.kind is RecordKind.COMPANY]
    if {one.id for one in records.contacts_of(session, companies)} - {one.id for one in found}:
        raise Refused.because(_("There are other contacts at this company by now. Please delete it anew."))
    until = call.now + grace
    removal = Removal(records=tuple(sorted(found, key=lambda one: ids.index(one.id))), purge_at=until)
    changes, owed = remove(session, call, removal, row.id)
    entries.keep_data(session, row.id, {**row.data, "until": until.isoformat()})
    outbox.owe(session, owed, call.now)
    return [], changes
