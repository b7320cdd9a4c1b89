"""What servers and calendars answer to a mail."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from page_letters import CALENDAR, EMMA, TOKEN, letter, writer

from sandbox.page.invitations import invitation, rsvp
from sandbox.page.machines import report, vacation


@pytest.mark.parametrize(("kind", "action", "status"), [("bounce", "failed", "5.1.1"), ("delay", "delayed", "4.4.1")])
def test_a_report_is_one_that_machines_can_read(kind, action, status):
    found = message_from_bytes(report(letter(), writer(), kind), policy=policy.default)
    assert found.get_content_type() == "multipart/report"
    assert found["Content-Type"].params["report-type"] == "delivery-status"
    assert (found["To"], found["Auto-Submitted"]) == ("b+12.cd@reply.lemanique.example", "auto-replied")
    text, fields, original = found.iter_parts()
    assert f"<{EMMA}>" in text.get_content()
    of_mail, of_recipient = fields.get_payload()
    assert of_mail["Reporting-MTA"] == "dns; mx.lemanique.example"
    assert (of_recipient["Action"], of_recipient["Status"]) == (action, status)
    assert of_recipient["Final-Recipient"] == f"rfc822; {EMMA}"
    assert original.get_payload(0)["Message-ID"] == "<d.12.x@lemanique.example>"


@pytest.mark.parametrize(
    ("program", "to", "mark"),
    [("outlook", f"Carnet <{TOKEN}>", "auto-generated"), ("gmail", "b+12.cd@reply.lemanique.example", "auto-replied")],
)
def test_who_is_away_says_so_as_a_machine(program, to, mark):
    found = vacation(letter(), writer(program, "fr"))
    assert (found["To"], found["Auto-Submitted"]) == (to, mark)
    assert found["Subject"] == "Réponse automatique : Acme SA: visit"
    assert "absent" in found.get_content()


def test_an_invitation_is_read_for_who_looks_at_it():
    found = invitation(letter(calendar=CALENDAR))
    assert found.open
    assert found.when(writer()) == "Thursday, 03 December 2026, 14:00 to 15:00 (CET)"
    assert (found.summary, found.location) == (
        "Visit at Gesellschaft für Präzisionsmaschinenbau",
        "Bahnhofstrasse 12, Schaffhausen",
    )
    assert found.attendees == [("Emma Whitfield", "not answered"), ("Thomas Brönnimann", "accepted")]


@pytest.mark.parametrize(
    ("calendar", "form"),
    [
        (b"BEGIN:VCALENDAR\r\nEND", None),
        (CALENDAR.replace(b"METHOD:REQUEST", b"METHOD:CANCEL"), "cancelled"),
        (CALENDAR.replace(b"METHOD:REQUEST", b"METHOD:PUBLISH"), "published"),
        (CALENDAR.replace(b"T130000Z", b"").replace(b"DTSTART:", b"DTSTART;VALUE=DATE:"), "a whole day"),
    ],
    ids=["broken", "cancelled", "published", "a whole day"],
)
def test_only_a_request_can_be_answered(calendar, form):
    found = invitation(letter(calendar=calendar))
    assert (found is None) == (form is None)
    if found:
        assert found.open == (form == "a whole day")
        assert found.when(writer()).startswith("Thursday, 03 December 2026")


@pytest.mark.parametrize(
    ("answer", "standing", "subject"),
    [("accepted", "ACCEPTED", "Accepté"), ("maybe", "TENTATIVE", "Provisoire"), ("declined", "DECLINED", "Refusé")],
)
def test_an_answer_to_an_invitation_goes_to_its_organizer_as_itip(answer, standing, subject):
    held = letter(calendar=CALENDAR)
    message = rsvp(held, invitation(held), writer(language="fr"), answer, "À jeudi.")
    assert message["To"] == "cal+12.ab@reply.lemanique.example"
    assert message["Subject"].startswith(f"{subject}: Visit at Gesellschaft")
    part = message.get_body(("calendar",)) or next(
        one for one in message.walk() if one.get_content_type() == "text/calendar"
    )
    assert part["Content-Type"].params["method"] == "REPLY"
    raw = part.get_payload(decode=True)
    assert b"\r\n" in raw
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.events
    assert calendar["METHOD"] == "REPLY"
    assert (event["UID"], event["SEQUENCE"]) == ("entry-12@lemanique.example", 2)
    assert event["ATTENDEE"] == f"mailto:{EMMA}"
    assert event["ATTENDEE"].params["PARTSTAT"] == standing
