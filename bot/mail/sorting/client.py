"""A client's answer to a mail that the agency sent: an entry of its own, never a comment in an inside thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.mail.reading import reply
from bot.mail.reading.verdict import Result, verdict
from bot.mail.sorting.case import Case, Filed, Place, Room, Step
from bot.mail.sorting.known import AN_HOUR
from bot.mail.sorting.speaker import DOUBTFUL, NOT_GENUINE, UNKNOWN_SENDER
from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.access import SYSTEM
from crm.domain.clients import Record, RecordKind
from crm.domain.errors import Busy, Refused
from crm.domain.fields import RICH_TEXT_AT_MOST
from crm.perform import run
from crm.store import entries, likeness, people, raw_mail, records
from crm.store.raw_mail import Outcome
from crm.store.session import Session

MAILS_AN_HOUR = 20
NAMES_TAKE = 4000  # letters, for the files
FROM_A_MEMBER = "from a member"
TOO_MANY = "too many in an hour"
GONE = "its client or entry is gone"


def speaks(room: Room, case: Case, now: datetime) -> Step:
    """The client's own address is believed unless it is known to be forged; their alias is for a person to look at."""
    said = verdict(case.read, room.authserv_id)
    if said.doubtful:
        return Filed(outcome=Outcome.HELD, reason=DOUBTFUL)
    place, sender = case.there, case.sender.lower()
    with room.store.read(place.workspace) as session:
        record = _standing(session, place)
        if record is None:
            return Filed(outcome=Outcome.REFUSED, reason=GONE)
        if raw_mail.member_at(session, sender):
            return Filed(outcome=Outcome.HELD, reason=FROM_A_MEMBER)
        theirs = record in likeness.at_addresses(session, RecordKind.CONTACT, [sender]).get(sender, [])
    if not theirs:
        return Filed(outcome=Outcome.HELD, reason=UNKNOWN_SENDER)
    return Filed(outcome=Outcome.HELD, reason=NOT_GENUINE) if said.result is Result.FAIL else case


def _standing(session: Session, place: Place) -> int | None:
    """The client whose address it came to, under whatever number they stand now; nobody once the entry is gone."""
    row = entries.one(session, place.entry or 0)
    found = _client(session, place)
    return found.id if found and not found.gone and row is not None and row.removal_id is None else None


def _client(session: Session, place: Place) -> Record | None:
    number = place.record or 0
    return records.survivors(session, [number])[number] if records.by_id(session, [number]) else None


def not_too_many(room: Room, case: Case, now: datetime) -> Step:
    """Two programs that answer each other stop here, too."""
    with room.store.read(case.there.workspace) as session:
        many = raw_mail.filed_since(session, case.sender, now - AN_HOUR) >= MAILS_AN_HOUR
    return Filed(outcome=Outcome.HELD, reason=TOO_MANY) if many else case


def words(room: Room, case: Case, now: datetime) -> Step:
    """What is new in it; and for whoever decides about it, which client it is from."""
    cut = reply.new_words(case.read)
    text = richtext.cut(richtext.from_text(cut.text), RICH_TEXT_AT_MOST - NAMES_TAKE)
    at = min(case.read.date, now).isoformat() if case.read.date else None
    return replace(case, text=text, cut=cut.why, about={"client": case.there.record, "at": at})


def perform(room: Room, case: Case, now: datetime) -> Filed:
    """In Carnet's name; the owner and whoever wrote to the client are told."""
    place = case.there
    with room.store.begin(place.workspace, background=True, patience=10) as session:
        people.employ_carnet(session)
    with room.store.read(place.workspace) as session:
        inputs = _inputs(session, case, place)
    try:
        done = run(
            room.store,
            place.workspace,
            ACTIONS["client-mail"],
            actor=SYSTEM,
            inputs={**inputs, "files": list(case.files), "when": (case.about or {}).get("at")},
            source=f"mail:{case.number}:client:{place.entry}",
            now=now,
            background=True,
        )
    except Busy:
        raise
    except Refused as refused:
        return Filed(outcome=Outcome.REFUSED, reason=str(refused), entry=place.entry)
    return Filed(outcome=Outcome.CLIENT_MAIL, reason=case.cut, entry=done.entry)


def _inputs(session: Session, case: Case, place: Place) -> dict[str, Any]:
    """Under the client, and the candidates that the answered entry is about; the company comes with the client."""
    answered = place.entry or 0
    filed = records.filed(session, [answered]).get(answered, [])
    about = [_client(session, place), *(one for one in filed if one.kind is RecordKind.PROFILE and not one.gone)]
    row = entries.one(session, answered)
    author = people.by_id(session, [row.author_id]).get(row.author_id) if row else None
    text = case.text if case.text and not richtext.is_empty(case.text) else richtext.from_text("–")
    return {
        "clients": [str(one.number) for one in about if one],
        "text": text,
        "answers": f"E-{answered}",
        "sender": case.sender,
        # Who has left is told of nothing; the client's owner is told all the same.
        "tells": [people.token_of(author.id)] if author and author.active and not author.system else [],
    }
