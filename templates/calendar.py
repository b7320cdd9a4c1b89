"""Calendar files: an invitation, its cancellation, and what is to come (RFC 5545, 5546).

Single events stand in UTC and bring no zone of their own: Outlook drops zones that it cannot make sense of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from crm.domain.appointments import Answer

MAKER = "-//Carnet//Carnet//EN"
KEPT = "\n\u00a0\u202f\u200d"  # line ends, the spaces of French, and what makes one emoji of two
FRESH = "PT1H"  # how often a feed is worth looking at
# What somebody said, as calendars have it (RFC 5545 §3.2.12); whoever proposes another time has not said yes.
STANDING = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
    Answer.PROPOSED: "TENTATIVE",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Someone:
    """Who sends an invitation, or gets it."""

    name: str
    address: str
    answer: Answer = Answer.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One event, in one reader's words. ``stamp`` is when this was written, new at each sending."""

    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    words: str = ""


def request(event: Happening, organizer: Someone, guests: Sequence[Someone], *, answerable: bool) -> bytes:
    """An invitation. ``answerable`` asks for an answer: there is somebody who reads it."""
    found = _event(event, "CONFIRMED")
    _people(found, organizer, guests, answerable=answerable)
    return _file([found], method="REQUEST")


def cancellation(event: Happening, organizer: Someone, guest: Someone) -> bytes:
    """The same event is off, for one of its guests."""
    found = _event(event, "CANCELLED")
    _people(found, organizer, [guest], answerable=False)
    return _file([found], method="CANCEL")


def feed(name: str, events: Iterable[Happening]) -> bytes:
    """What a calendar program shows beside its owner's own: nobody is asked for an answer."""
    return _file([_event(one, "CONFIRMED") for one in events], name=name)


def _file(events: Iterable[Event], *, method: str = "", name: str = "") -> bytes:
    found = Calendar()
    found.add("prodid", MAKER)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    if method:
        found.add("method", method)
    if name:
        # The name by which most programs show it, and its standard (RFC 7986 §5.1, §5.7).
        found.add("name", clean(name))
        found["x-wr-calname"] = vText(clean(name))
        found["refresh-interval"] = vText(FRESH, params={"VALUE": "DURATION"})
    for one in events:
        found.add_component(one)
    return bytes(found.to_ical())


def _event(event: Happening, status: str) -> Event:
    found = Event()
    found.add("uid", event.uid)
    found.add("sequence", event.sequence)
    found.add("dtstamp", event.stamp.astimezone(UTC))
    found.add("last-modified", event.stamp.astimezone(UTC))
    found.add("dtstart", event.starts.astimezone(UTC))
    found.add("dtend", event.ends.astimezone(UTC))
    found.add("summary", clean(event.title))
    if event.place:
        found.add("location", clean(event.place))
    if event.words:
        found.add("description", clean(event.words))
    found.add("status", status)
    return found


def _people(event: Event, organizer: Someone, guests: Sequence[Someone], *, answerable: bool) -> None:
    """Nobody organizes what they are invited to: Outlook would show them no buttons."""
    event.add("organizer", _address(organizer), encode=False)
    for one in guests:
        guest = _address(one)
        guest.params["CUTYPE"] = "INDIVIDUAL"
        guest.params["ROLE"] = "REQ-PARTICIPANT"
        guest.params["PARTSTAT"] = STANDING[one.answer]
        guest.params["RSVP"] = "TRUE" if answerable else "FALSE"
        event.add("attendee", guest, encode=False)


def _address(one: Someone) -> vCalAddress:
    found = vCalAddress(f"mailto:{one.address}")
    # A parameter holds no quotation mark (RFC 5545 §3.2), and few programs know how it may be written all the same.
    if name := clean(one.name).replace("\n", " ").replace('"', "’").replace("^", ""):
        found.params["CN"] = name
    return found


def clean(text: str) -> str:
    """Lines without what no calendar may hold (RFC 5545 §3.1)."""
    return "".join(letter for letter in text if letter.isprintable() or letter in KEPT).strip()
