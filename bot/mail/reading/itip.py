"""Answers to invitations, as calendars write them (RFC 5546): whatever can be read, and nothing believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from icalendar import Calendar, Component

from bot.mail.reading.addresses import addresses
from bot.mail.reading.charsets import line
from bot.mail.reading.letter import Calendar as Part
from crm.domain.appointments import NOTE_AT_MOST, Answer

SIZE_AT_MOST = 200_000  # bytes
GUESTS_AT_MOST = 50
ANSWERS = frozenset({"REPLY", "COUNTER"})
SAID: Mapping[str, Answer] = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a calendar says. ``guests`` are the addresses it speaks for with what each says.

    Exchange leaves out the organizer and writes its own names of zones; ``stamp`` and ``sequence`` may be missing.
    """

    uid: str
    sequence: int | None
    stamp: datetime | None
    guests: tuple[tuple[str, Answer], ...]
    begins: datetime | None = None
    ends: datetime | None = None
    note: str = ""


def reply(part: Part) -> Reply | None:
    """The answer in a calendar part; nothing when there is none that can be read."""
    if part.method not in ANSWERS or len(part.content) > SIZE_AT_MOST:
        return None
    try:
        return next(_replies(part), None)
    except Exception:  # noqa: BLE001 - strangers write what they like, and the library raises what it likes
        return None


def _replies(part: Part) -> Iterator[Reply]:
    counter = part.method == "COUNTER"
    for calendar in Calendar.from_ical(_text(part.content), multiple=True):
        for event in calendar.walk("VEVENT"):
            guests = tuple(_guests(event, counter=counter))
            uid = line(str(event.get("uid", "")))
            if uid and guests:
                yield Reply(
                    uid=uid,
                    sequence=_number(event.get("sequence")),
                    stamp=_moment(event.get("dtstamp")),
                    guests=guests,
                    begins=_moment(event.get("dtstart")) if counter else None,
                    ends=_moment(event.get("dtend")) if counter else None,
                    note=line(_first(event.get("comment")))[:NOTE_AT_MOST],
                )


def _text(content: bytes) -> str:
    """The standard says UTF-8, and some programs write what their Windows does."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _guests(event: Component, *, counter: bool) -> Iterator[tuple[str, Answer]]:
    held = event.get("attendee") or []
    for one in (held if isinstance(held, list) else [held])[:GUESTS_AT_MOST]:
        stated = str(getattr(one, "params", {}).get("PARTSTAT", "")).upper()
        said = Answer.PROPOSED if counter else SAID.get(stated)
        found = addresses(str(one).partition(":")[2] or str(one))
        if said and found:
            yield found[0].email, said


def _first(held: Any) -> str:
    return str(held[0] if isinstance(held, list) and held else held or "")


def _number(held: Any) -> int | None:
    text = str(held) if held is not None else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - ten digits


def _moment(held: Any) -> datetime | None:
    """A time whose zone is known; whole days and floating times are none."""
    found = getattr(held, "dt", None)
    return found if isinstance(found, datetime) and found.utcoffset() is not None else None
