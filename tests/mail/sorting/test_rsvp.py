"""Answers to invitations: by whatever calendar, in whatever order; the newest of each guest stands."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given, strategies
from icalendar import Calendar

from bot.mail.channel import MailChannel
from bot.mail.reading import itip
from bot.mail.reading.letter import Calendar as Part
from crm.domain.appointments import Answer
from tests.cast import NOW
from tests.mail.correspondence import OUR_EDGE, PAUL, THEO, domain
from tests.mail.post import SENDER

AT = NOW + timedelta(days=2)
_numbers = itertools.count(1)
# How calendars write the same answer: the lines of the event, and what the mail says beside it.
GOOGLE = (
    "UID:{uid}\nDTSTART:20261126T093000Z\nDTSTAMP:{stamp}\nORGANIZER;CN=x:mailto:{to}\nSEQUENCE:{sequence}\n{guest}"
)
EXCHANGE = (
    "{guest}\nCOMMENT;LANGUAGE=de-CH:{note}\nUID:{uid}\nDTSTART;TZID=W. Europe Standard Time:20261126T103000\n"
    "DTSTAMP:{stamp}\nSEQUENCE:{sequence}\nX-MICROSOFT-CDO-APPT-SEQUENCE:0"
)
APPLE = "DTSTAMP:{stamp}\nUID:{uid}\nSEQUENCE:{sequence}\nX-CALENDARSERVER-ATTENDEE-COMMENT:{note}\n{guest}"
FORMS = {"google": GOOGLE, "exchange": EXCHANGE, "apple": APPLE}


@pytest.fixture
def channel(connection, executor):
    """Answers by mail are taken here."""
    return MailChannel(connection, replace(SENDER, answers=True), executor)


@pytest.fixture
async def asked(letters):
    """The number of an entry that Emma, Paul and Théo were invited to."""
    entry = letters.agency.entry(when=AT.isoformat(), calendar=True, participants=["paul", "theo"], invite=True)
    await letters.carry()
    letters.later(hours=1)
    return entry


def invitation(letters, key="paul"):
    """The organizer's address, and the event as it came last."""
    mail = [one for one in letters.got(key) if one.get_content_type() == "multipart/mixed"][-1]
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(part.get_payload(decode=True)).events
    return mail["from"].addresses[0].addr_spec, event


def rsvp(
    letters,
    said,
    *,
    by=PAUL,
    key="paul",
    form="google",
    method="REPLY",
    genuine=True,
    sequence=0,
    note="",
    lines="",
    minute=1,
    attendee=None,
    uid=None,
    to=None,
    subject="Zugesagt: Info",
):
    organizer, event = invitation(letters, key)
    stamp = (NOW + timedelta(minutes=minute)).strftime("%Y%m%dT%H%M%SZ")
    guest = f"ATTENDEE;CN=x;PARTSTAT={said}:mailto:{attendee or by.partition('<')[2].rstrip('>') or by}"
    body = FORMS[form].format(
        uid=uid or event["uid"], stamp=stamp, sequence=sequence, guest=guest, note=note, to=organizer
    )
    head = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:{method}\nBEGIN:VEVENT\n"
    calendar = f"{head}{body}\n{lines}END:VEVENT\nEND:VCALENDAR\n"
    mail = EmailMessage()
    if genuine is not None:
        mail["Authentication-Results"] = f"{OUR_EDGE}; dmarc={'pass' if genuine else 'fail'} header.from={domain(by)}"
    mail["From"], mail["To"], mail["Subject"] = by, to or organizer, subject
    mail["Message-ID"] = f"<{next(_numbers)}.rsvp@mail.example>"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("Paul hat zugesagt.\n")
    mail.add_alternative(
        calendar.encode(),
        maintype="text",
        subtype="calendar",
        params={"method": method, "charset": "UTF-8"},
        cte="base64",
    )
    return mail


def answers(letters, entry):
    return {
        one.name.split()[0]: one.answer.value
        for one in letters.agency.see(entry).appointment.guests
        if one.answer is not Answer.NONE
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("said", "kept"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")]
)
async def test_an_answer_stands_in_the_infobox_and_no_comment_does(letters, asked, form, said, kept):
    letters.come(rsvp(letters, said, form=form, note="Leider in Urlaub"), envelope_from="")
    await letters.sort()
    assert letters.became() == [("answer", kept)]
    assert answers(letters, asked) == {"Paul": kept}
    assert letters.comments(asked) == []
    [paul] = [one for one in letters.agency.see(asked).appointment.guests if one.name.startswith("Paul")]
    assert paul.note == ("Leider in Urlaub" if form == "exchange" else "")


async def test_the_same_answer_twice_is_one_and_an_older_one_never_wins(letters, asked):
    newer = rsvp(letters, "DECLINED", minute=5)
    for mail in (newer, rsvp(letters, "ACCEPTED", minute=2), newer):
        letters.come(mail)
        await letters.sort()
    assert answers(letters, asked) == {"Paul": "declined"}
    letters.come(rsvp(letters, "ACCEPTED", minute=6))
    await letters.sort()
    assert answers(letters, asked) == {"Paul": "accepted"}


async def test_a_clock_that_is_wrong_silences_nobody(letters, asked):
    for said, minute in (("ACCEPTED", 60 * 24 * 365), ("DECLINED", 90)):
        letters.come(rsvp(letters, said, minute=minute))
        await letters.sort()
        letters.later(hours=1)
    assert answers(letters, asked) == {"Paul": "declined"}


async def test_an_answer_to_another_time_is_void(letters, asked):
    letters.come(rsvp(letters, "ACCEPTED"))
    await letters.sort()
    letters.agency.perform("reschedule", by="emma", entry=asked, when=(AT + timedelta(hours=1)).isoformat())
    assert answers(letters, asked) == {}
    letters.come(rsvp(letters, "DECLINED", minute=3))
    await letters.sort()
    assert answers(letters, asked) == {}
    letters.come(rsvp(letters, "ACCEPTED", minute=4, sequence=1))
    await letters.sort()
    assert answers(letters, asked) == {"Paul": "accepted"}
    letters.agency.perform("edit", by="nadia", client="acme", name="Acme Horlogerie SA")
    letters.come(rsvp(letters, "TENTATIVE", minute=5, sequence=1))
    await letters.sort()
    assert answers(letters, asked) == {"Paul": "tentative"}, "another name is no other time"


@pytest.mark.parametrize(
    "begins",
    [
        "DTSTART:20261126T130000Z\nDTEND:20261126T140000Z\n",
        "DTSTART;TZID=Europe/Zurich:20261126T140000\nDTEND;TZID=Europe/Zurich:20261126T150000\n",
        "DTSTART;TZID=W. Europe Standard Time:20261126T140000\nDTEND;TZID=W. Europe Standard Time:20261126T150000\n",
    ],
    ids=["utc", "zone", "windows"],
)
async def test_another_time_that_is_proposed_moves_nothing_by_itself(letters, asked, begins):
    counter = rsvp(
        letters, "TENTATIVE", method="COUNTER", form="apple", lines=begins, subject="New Time Proposed: Info"
    )
    letters.come(counter)
    await letters.sort()
    [paul] = [one for one in letters.agency.see(asked).appointment.guests if one.answer is not Answer.NONE]
    assert paul.proposed == (AT + timedelta(hours=3, minutes=30), AT + timedelta(hours=4, minutes=30))
    assert letters.agency.see(asked).occurred_at == AT
    letters.agency.perform("reschedule", by="emma", entry=asked, when=paul.proposed[0].isoformat())
    assert answers(letters, asked) == {}, "everybody is asked anew"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"by": "Paul Rüegsegger <elodie@acme.example>"}, "unknown sender"),
        ({"genuine": False}, "not genuine"),
        ({"genuine": None}, "doubtful sender"),
        ({"by": THEO, "attendee": "paul@talents-jura.example"}, "another sender"),
        ({"by": "Lena <lena@talents-jura.example>"}, "You were not invited to this, or have answered since."),
        ({"uid": "e57@lemanique.example"}, "about something else"),
        ({"lines": "BEGIN:VALARM\n"}, "cannot be read"),
    ],
    ids=["client", "forged", "unchecked", "for-another", "not-invited", "other-event", "broken"],
)
async def test_what_is_not_sure_counts_for_nothing(letters, asked, more, why):
    letters.come(rsvp(letters, "ACCEPTED", **more))
    await letters.sort()
    assert letters.became() == [("machine", f"calendar: {why}")]
    assert answers(letters, asked) == {}


async def test_an_answer_to_the_reply_address_finds_its_entry_too(letters, asked):
    mail = [one for one in letters.got("paul") if one.get_content_type() == "multipart/mixed"][-1]
    letters.come(rsvp(letters, "ACCEPTED", to=str(mail["reply-to"]), genuine=None))
    await letters.sort()
    assert answers(letters, asked) == {"Paul": "accepted"}


async def test_what_was_called_off_takes_no_answer(letters, asked):
    letters.agency.perform("undo", by="emma", entry=asked)
    letters.come(rsvp(letters, "ACCEPTED"))
    await letters.sort()
    assert letters.became() == [("machine", "calendar: This is in no calendar.")]


TEXTS = strategies.text(max_size=40) | strategies.sampled_from(
    [
        *(
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "UID:x",
            "SEQUENCE:-1",
            "COMMENT:",
            " folded",
        ),
        *("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.ch", "DTSTART;TZID=Mars:20261126T103000", "DTSTAMP:20261126"),
        "RRULE:FREQ=SECONDLY",
    ]
)


@pytest.mark.unwatched
@given(
    lines=strategies.lists(TEXTS, max_size=20),
    junk=strategies.binary(max_size=60),
    method=strategies.sampled_from(["REPLY", "COUNTER"]),
)
def test_whatever_a_stranger_sends_is_an_answer_or_nothing(lines, junk, method):
    whole = ["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]
    for content in (junk, *("\r\n".join(one).encode(errors="replace") for one in (lines, whole))):
        found = itip.reply(Part(method=method, content=content))
        assert found is None or (found.uid and found.guests)
