"""Calendar files, read by three programs that are not ours: all of them find the same, and complain of nothing."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as some
from icalendar import Calendar

from crm.domain.appointments import Answer, Appointment, uid
from templates import calendar
from templates.appointments import span
from templates.calendar import STANDING, Happening, Someone
from templates.catalogue import Reader
from tests.sandbox.conformance.node_here import FOLDER, install

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# What people write, and what would break a file that is put together carelessly.
LETTERS = some.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"))
TRAPS = (
    "Müller; Söhne, & Cie",
    'Anna "Q"',
    "back\\slash",
    "l’été à l’œuvre " * 6,
    "👩‍👧 famille",
    "a:b=c",
    "BEGIN:VALARM",
)
# The library takes a backslash and a capital N for the end of a line, whoever wrote them.
WORDS = (some.text(LETTERS, max_size=60) | some.sampled_from(TRAPS)).filter(lambda one: "\\N" not in one)
LINES = some.lists(WORDS, max_size=3).map("\n".join)
MOMENTS = some.integers(0, 10**8).map(lambda one: NOW + timedelta(seconds=one))
EVENTS = some.builds(
    Happening,
    uid=some.integers(1, 10**6).map(lambda one: uid("T0JURA", one)),
    sequence=some.integers(0, 10**6),
    stamp=MOMENTS,
    starts=MOMENTS,
    ends=some.just(NOW),
    title=WORDS,
    place=WORDS,
    words=LINES,
)
GUESTS = some.lists(
    some.builds(
        Someone,
        name=WORDS,
        address=some.sampled_from(["emma@talents-jura.example", "paul@talents-jura.example", "élodie@exämple.example"]),
        answer=some.sampled_from(Answer),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.address,
)
US = Someone(name="Emma · Talents", address="cal+1.2.0123456789abcdef0123@reply.talents-jura.example")


def found(content):
    """What Python's own reader makes of a file."""
    whole = Calendar.from_ical(content)
    assert [one.errors for one in whole.walk() if one.errors] == []
    return {"method": str(whole.get("method", "")), "events": [told(event) for event in whole.events]}


def told(event):
    attendees = event.get("attendee") or []
    return {
        "uid": str(event["uid"]),
        "title": str(event["summary"]),
        "place": str(event.get("location", "")),
        "words": str(event.get("description", "")),
        "starts": at(event["dtstart"].dt),
        "ends": at(event["dtend"].dt),
        "sequence": event["sequence"],
        "organizer": str(event.get("organizer", "")),
        "guests": [
            [str(one), str(one.params.get("CN", "")), str(one.params["PARTSTAT"])]
            for one in (attendees if isinstance(attendees, list) else [attendees])
        ],
    }


def at(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def strict(content):
    """Lines end and are folded as RFC 5545 §3.1 has it, no letter is cut in two, and nothing stands twice."""
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert all(len(one) <= 75 and one.decode() is not None for one in lines)
    assert [one for one in content.decode() if ord(one) < 32 and one not in "\r\n"] == []
    assert b"VTIMEZONE" not in content
    text = content.decode().replace("\r\n ", "")
    assert [one for one in text.split("\r\n") if one.startswith(("DTSTART", "DTEND", "UID", "DTSTAMP"))] != []
    for name in ("UID", "DTSTART", "DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS"):
        assert sum(one.startswith((f"{name}:", f"{name};")) for one in text.split("\r\n")) == text.count("BEGIN:VEVENT")


class Mozilla:
    """One program for all files of a test."""

    def __init__(self):
        install()
        self.process = subprocess.Popen(  # noqa: S603 - our own script
            [shutil.which("node"), "calendar.js"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def read(self, content):
        self.process.stdin.write(json.dumps(content.decode()) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def mozilla():
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no node here")
    program = Mozilla()
    yield program
    program.close()


@settings(max_examples=25)
@given(event=EVENTS, guests=GUESTS, minutes=some.integers(1, 10_000), answerable=some.booleans())
def test_every_reader_finds_what_was_written(mozilla, event, guests, minutes, answerable):
    event = Happening(
        **{name: getattr(event, name) for name in Happening.__slots__ if name != "ends"},
        ends=event.starts + timedelta(minutes=minutes),
    )
    files = {
        "REQUEST": calendar.request(event, US, guests, answerable=answerable),
        "CANCEL": calendar.cancellation(event, US, guests[0]),
        "": calendar.feed("Talents du Jura", [event]),
    }
    for method, content in files.items():
        strict(content)
        mine, theirs = found(content), mozilla.read(content)
        assert mine == theirs
        [one] = mine["events"]
        assert (mine["method"], one["uid"], one["sequence"]) == (method, event.uid, event.sequence)
        assert (one["title"], one["place"], one["words"]) == tuple(
            map(calendar.clean, (event.title, event.place, event.words))
        )
        assert (one["starts"], one["ends"]) == (at(event.starts), at(event.ends))
        invited = {"REQUEST": guests, "CANCEL": guests[:1], "": []}[method]
        assert [[address, standing] for address, _name, standing in one["guests"]] == [
            [f"mailto:{guest.address}", STANDING[guest.answer]] for guest in invited
        ]
        assert one["organizer"] == (f"mailto:{US.address}" if method else "")
        assert vobject.readOne(content.decode()).vevent.uid.value == event.uid


def test_nothing_is_said_to_the_log(caplog):
    happening = Happening(
        uid=uid("T", 1), sequence=0, stamp=NOW, starts=NOW, ends=NOW + timedelta(hours=1), title='A "B"', place="^x"
    )
    with caplog.at_level(logging.DEBUG):
        found(calendar.request(happening, Someone(name='"x"\n^', address="a@b.example"), [US], answerable=True))
    assert caplog.records == []


@pytest.mark.parametrize(
    ("zone", "starts", "minutes", "said"),
    [
        ("Europe/Zurich", "2026-12-01T13:30:00+00:00", 30, "1 Dec 2026, 14:30–15:00 CET"),
        ("Europe/Lisbon", "2026-07-01T13:30:00+00:00", 90, "1 Jul 2026, 14:30–16:00 WEST"),
        ("Europe/Zurich", "2026-12-01T22:45:00+00:00", 30, "1 Dec 2026, 23:45 CET – 2 Dec 2026, 00:15 CET"),
        ("Europe/Zurich", "2026-10-25T00:30:00+00:00", 60, "25 Oct 2026, 02:30 CEST – 25 Oct 2026, 02:30 CET"),
        ("America/Sao_Paulo", "2026-12-01T13:30:00+00:00", 30, "1 Dec 2026, 10:30–11:00 Sao Paulo"),
    ],
    ids=["winter", "summer", "midnight", "clocks-turned-back", "no-letters"],
)
def test_a_span_is_said_in_the_reader_s_zone_which_is_named(zone, starts, minutes, said):
    one = Appointment(entry=1, action="info", sequence=0, starts_at=datetime.fromisoformat(starts), minutes=minutes)
    assert span(one, Reader.of("en", zone)) == said


def test_a_name_is_the_same_for_ever_and_another_s_for_each_entry_and_workspace():
    assert uid("T0JURA", 1) == "b9d815d9-f16c-5def-8016-b9c19442faa4", "calendars hold it already"
    assert len({uid(team, entry) for team in ("T0JURA", "T0ALPES") for entry in range(1, 50)}) == 98
