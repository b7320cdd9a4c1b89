"""Invitations as they leave: what Google, Outlook and Apple want to find, in the mail and in its calendar part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from icalendar import Calendar

from bot.mail import address
from bot.mail.channel import MailChannel
from tests.cast import NOW
from tests.mail.correspondence import Correspondence
from tests.mail.post import SENDER

AT = NOW + timedelta(days=2)
ME = "MAILTO:EMMA@TALENTS-JURA.EXAMPLE"


@pytest.fixture
def channel(connection, executor, request):
    """Answers by mail are taken here, unless a test says otherwise."""
    return MailChannel(connection, replace(SENDER, answers=getattr(request, "param", True)), executor)


@pytest.fixture
def letters(agency, post, channel, executor, tmp_path):
    agency.forget_deliveries()
    return Correspondence(agency=agency, post=post, channel=channel, executor=executor, folder=tmp_path)


def plan(letters, **more):
    return letters.agency.entry(**{"by": "emma", "when": AT.isoformat(), "calendar": True, **more})


def invited(letters, key="emma"):
    """The calendar mails that somebody got: method and event."""
    found = []
    for mail in letters.got(key):
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                whole = Calendar.from_ical(
                    part.get_content().encode() if isinstance(part.get_content(), str) else part.get_content()
                )
                [event] = whole.events
                assert part.get_param("method") == whole["method"], "Exchange refuses what differs"
                found.append((str(whole["method"]), event))
    return found


async def test_an_invitation_is_built_as_calendars_want_it(letters):
    entry = plan(letters, place="Rue du Rhône 12", duration="45")
    await letters.carry()
    [mail] = letters.got("emma")
    [mixed, alternative, text, html, calendar, file] = mail.walk()
    kinds = [one.get_content_type() for one in (mixed, alternative, text, html, calendar, file)]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics")
    ]
    raw = calendar.get_payload(decode=True)
    assert raw == file.get_payload(decode=True)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert mail["subject"] == "Invitation : Info : Acme Précision SA"
    said = text.get_content()
    assert "26 nov. 2026, 10:30–11:15 CET" in said
    assert "Rue du Rhône 12" in said
    assert vobject.readOne(raw.decode()).vevent.location.value == "Rue du Rhône 12"
    [(method, event)] = invited(letters)
    assert (method, event["sequence"], event["status"]) == ("REQUEST", 0, "CONFIRMED")
    assert (event["dtstart"].dt, event["dtend"].dt) == (AT, AT + timedelta(minutes=45))
    assert event["dtstart"].dt.tzinfo is UTC or event["dtstart"].dt.utcoffset() == timedelta(0)
    assert "26 nov. 2026, 10:30–11:15 CET" in event["description"]
    organizer = str(event["organizer"]).removeprefix("mailto:")
    assert mail["from"].addresses[0].addr_spec == organizer
    assert address.read_calendar(organizer, SENDER.secret) == (letters.agency.workspace, int(entry[2:]))
    attendee = event["attendee"]
    assert str(attendee).upper() == ME
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("NEEDS-ACTION", "TRUE")
    assert str(mail["reply-to"].addresses[0].addr_spec).startswith("reply+"), "what is typed is a comment"


@pytest.mark.parametrize("channel", [False], indirect=True)
async def test_where_nobody_reads_answers_none_is_asked_for(letters):
    plan(letters)
    await letters.carry()
    [(_method, event)] = invited(letters)
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert str(event["organizer"]) == "mailto:notify@talents-jura.example"


async def test_who_is_not_to_know_of_each_other_does_not(letters):
    plan(letters, participants=["paul", "theo"])
    await letters.carry()
    [(_method, event)] = invited(letters)
    assert str(event["attendee"]).upper() == ME
    assert invited(letters, "paul") == []


async def test_all_who_are_invited_see_each_other_and_read_their_own_language_and_zone(letters):
    plan(letters, participants=["paul", "rita"], invite=True)
    await letters.carry()
    titles = {
        key: [str(event["summary"]) for _method, event in invited(letters, key)] for key in ("emma", "paul", "rita")
    }
    assert titles == {
        "emma": ["Info\u00a0: Acme Précision SA"],
        "paul": ["Info: Acme Précision SA"],
        "rita": ["Info: Acme Précision SA"],
    }
    [(_method, event)] = invited(letters, "rita")
    assert "09:30–10:00 WET" in event["description"]
    assert sorted(one.params["CN"] for one in event["attendee"]) == ["Emma Quéloz", "Paul Rüegsegger", "Rita Sá Pinto"]


async def test_each_change_has_the_same_name_a_higher_number_and_another_time(letters):
    entry = plan(letters)
    await letters.carry()
    later = AT + timedelta(hours=3)
    letters.agency.perform("reschedule", by="emma", entry=entry, when=later.isoformat())
    letters.later(minutes=1)
    await letters.carry()
    letters.agency.perform("edit", by="nadia", client="acme", name="Acme Horlogerie SA", at=letters.now)
    await letters.carry()
    letters.agency.perform("undo", by="emma", entry=entry, at=letters.now)
    await letters.carry()
    found = invited(letters)
    assert [(method, event["sequence"]) for method, event in found] == [
        *(("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3))
    ]
    assert len({(str(event["uid"]), str(event["organizer"])) for _method, event in found}) == 1
    assert [event["dtstart"].dt for _method, event in found] == [AT, later, later, later]
    assert str(found[2][1]["summary"]).endswith("Acme Horlogerie SA")
    assert (found[3][1]["status"], found[3][1]["attendee"].upper()) == ("CANCELLED", ME)


async def test_a_new_key_gives_no_appointment_another_organizer(letters, connection, executor):
    entry = plan(letters)
    await letters.carry()
    letters.channel = MailChannel(connection, replace(SENDER, answers=True, secret=b"the new key"), executor)
    letters.agency.perform("reschedule", by="emma", entry=entry, when=(AT + timedelta(hours=3)).isoformat())
    letters.later(minutes=1)
    await letters.carry()
    letters.agency.perform("undo", by="emma", entry=entry, at=letters.now)
    await letters.carry()
    plan(letters, at=letters.now)
    await letters.carry()
    *old, (_method, fresh) = invited(letters)
    assert [method for method, _event in old] == ["REQUEST", "REQUEST", "CANCEL"]
    [first] = {str(event["organizer"]).removeprefix("mailto:") for _method, event in old}
    assert address.read_calendar(first, SENDER.secret)
    assert address.read_calendar(str(fresh["organizer"]).removeprefix("mailto:"), b"the new key")


async def test_what_was_deleted_for_good_is_called_off_without_a_name(letters):
    plan(letters, clients=("kern", "hans"))
    await letters.carry()
    letters.agency.perform("delete", by="nadia", client="kern", name="Kern & Söhne GmbH", contacts="delete")
    await letters.carry()
    [_request, (method, event)] = invited(letters)
    assert (method, event["sequence"], event["dtstart"].dt) == ("CANCEL", 1, AT)
    assert "Kern" not in letters.got("emma")[-1].as_string()
    assert "Müller" not in letters.got("emma")[-1].as_string()


async def test_a_name_cannot_leave_its_place(letters):
    letters.agency.set_member("emma", name='Emma "Q"; X=1:\r\nDTSTART:19700101')
    letters.agency.perform("edit", by="nadia", client="acme", name="Acme; \\n, ATTENDEE:mailto:x@y.example")
    plan(letters, place="Salle 1, étage; 2\\n")
    await letters.carry()
    [(_method, event)] = invited(letters)
    assert event["dtstart"].dt == datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    assert str(event["attendee"]).upper() == ME
    assert str(event["location"]) == "Salle 1, étage; 2\\n"
    assert str(event["summary"]).endswith("Acme; \\n, ATTENDEE:mailto:x@y.example")
