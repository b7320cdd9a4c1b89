"""A copy of a member's mail: an Info under the clients that it is to or from; where that is not plain, a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.mail.reading import reply
from bot.mail.reading.forwards import Forward, forwarded
from bot.mail.reading.letter import Address
from bot.mail.sorting import speaker
from bot.mail.sorting.case import Case, Filed, Room, Step
from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.errors import Busy, Refused
from crm.domain.fields import RICH_TEXT_AT_MOST
from crm.domain.i18n import _, known_zone
from crm.perform import run
from crm.store import people
from crm.store.raw_mail import Outcome
from crm.views import addressees, members
from templates.catalogue import Reader, moment, say

NOT_PLAIN = "about whom"  # why it waits; words for it are in templates.held
NAMES_TAKE = 4000  # letters, for whatever is added below
Node = dict[str, Any]


def speaks(room: Room, case: Case, now: datetime) -> Step:
    """Only its own member fills an address for copies."""
    found = speaker.find(room, case, case.there)
    if isinstance(found, Filed):
        # Nobody is left to ask.
        return replace(found, outcome=Outcome.REFUSED) if found.reason == speaker.GONE else found
    mine = found.id == case.there.member
    return replace(case, speaker=found) if mine else Filed(outcome=Outcome.HELD, reason=speaker.ANOTHER_SENDER)


def words(room: Room, case: Case, now: datetime) -> Step:
    """What is kept of it: subject, what the member wrote, the mail that they forwarded; and about whom it is."""
    place = case.there
    with room.store.read(place.workspace) as session:
        member = case.speaker or people.by_id(session, [place.member or 0]).get(place.member or 0)
        if member is None or not member.active:
            return Filed(outcome=Outcome.REFUSED, reason="its member has left")
        member = members.reader(session, people.token_of(member.id), "info")
        found = _forward(room, case, member)
        there = addressees.outside(session, _not_ours(room, found.people if found else _partners(case)))
        who = addressees.addressees(session, member, "info", there)
    at = _written(found, case, now)
    own = case.speaker is not None
    about = {"own": own, "clients": [one.id for one in (*who.sure, *who.maybe)], "at": at.isoformat() if at else None}
    about |= {"sure": [str(one.number) for one in who.sure] if who.plain else []}
    letter = replace(case.read, files=(*case.read.files, *(found.files if found else ())))
    text = richtext.cut(_text(case, found, Reader.member(member)), RICH_TEXT_AT_MOST - NAMES_TAKE)
    return replace(case, letter=letter, text=text, cut="forwarded" if found else "copied", about=about)


def perform(room: Room, case: Case, now: datetime) -> Filed:
    """As if the member had written the Info; to guess about whom is not for a machine."""
    place, member, about = case.there, case.speaker, case.about or {}
    if member is None or not about.get("sure"):
        return Filed(outcome=Outcome.HELD, reason=NOT_PLAIN)
    try:
        done = run(
            room.store,
            place.workspace,
            ACTIONS["log-mail"],
            actor=people.token_of(member.id),
            inputs={"clients": about["sure"], "note": noted(case), "files": list(case.files), "when": about["at"]},
            source=f"mail:{case.number}:log:{member.id}",
            now=now,
            background=True,
        )
    except Busy:
        raise
    except Refused as refused:
        return Filed(outcome=Outcome.REFUSED, reason=str(refused), workspace=place.workspace)
    return Filed(outcome=Outcome.INFO, reason=case.cut, entry=done.entry, workspace=place.workspace)


def noted(case: Case) -> Mapping[str, Any]:
    """With the files that are not kept named below."""
    text = case.text or {"elements": []}
    if not case.refused or case.speaker is None:
        return text
    not_kept = say(_("Not kept: {names}.", names=list(case.refused)), Reader.member(case.speaker))
    return {"type": "rich_text", "elements": [*text["elements"], *richtext.from_text(not_kept)["elements"]]}


def _forward(room: Room, case: Case, member: Member) -> Forward | None:
    """What was sent to somebody else as well is a mail to them, whatever it forwards."""
    mine = member.email.lower()
    others = [one for one in _not_ours(room, (*case.read.to, *case.read.cc)) if one != mine]
    return None if others else forwarded(case.read, known_zone(member.zone))


def _partners(case: Case) -> Sequence[Address]:
    letter = case.read
    return (*letter.senders, *letter.to, *letter.cc)


def _not_ours(room: Room, people: Iterable[Address]) -> list[str]:
    """Addresses of people: not our own, which the mail went through."""
    found = dict.fromkeys(one.email.lower() for one in people)
    ends = (f"@{room.domain.lower()}",)
    return [one for one in found if not one.endswith(ends) and one != room.sender.lower()]


def _written(found: Forward | None, case: Case, now: datetime) -> datetime | None:
    """The mail's own date, which cannot be in the future."""
    at = (found.date if found else None) or case.read.date
    return min(at, now) if at else None


def _text(case: Case, found: Forward | None, reader: Reader) -> dict[str, Any]:
    subject = (found.subject if found else "") or case.read.subject
    above = found.above if found else reply.new_words(case.read).text
    parts = [_section(_run(subject, bold=True))] if subject else []
    parts += richtext.from_text(above)["elements"] if above.strip() else []
    if found is not None:
        parts.append(_section(_run(f"✉️ {_claimed(found, reader)}", italic=True)))
        parts += richtext.from_text(found.text)["elements"] if found.text.strip() else []
    return {"type": "rich_text", "elements": parts}


def _claimed(found: Forward, reader: Reader) -> str:
    """Who is said to have written it, and when; a forwarded mail proves nothing."""
    sender = found.sender
    who = (f"{sender.name} <{sender.email}>" if sender.name else sender.email) if sender else "–"
    return f"{who} · {moment(found.date, reader)}" if found.date else who


def _section(*nodes: Node) -> Node:
    return {"type": "rich_text_section", "elements": list(nodes)}


def _run(text: str, **style: bool) -> Node:
    return {"type": "text", "text": text, "style": style}
