"""Calendar invitations in mails, and the answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from icalendar import Calendar, Event

from sandbox.page.answering import Writer, begun
from sandbox.page.mail import Letter, content

ANSWERS = {"accepted": "ACCEPTED", "maybe": "TENTATIVE", "declined": "DECLINED"}
# How calendars begin the subject of an answer, and what they say in it.
SAID = {
    "en": {"accepted": "Accepted", "maybe": "Tentative", "declined": "Declined"},
    "fr": {"accepted": "Accepté", "maybe": "Provisoire", "declined": "Refusé"},
    "de": {"accepted": "Zugesagt", "maybe": "Mit Vorbehalt", "declined": "Abgesagt"},
}
STANDING = {"ACCEPTED": "accepted", "TENTATIVE": "maybe", "DECLINED": "declined", "NEEDS-ACTION": "not answered"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """One appointment as a mail brings it."""

    event: Event
    method: str

    @property
    def summary(self) -> str:
        return str(self.event.get("summary", ""))

    @property
    def location(self) -> str:
        return str(self.event.get("location", ""))

    @property
    def organizer(self) -> str:
        return str(self.event.get("organizer", "")).lower().removeprefix("mailto:")

    @property
    def cancelled(self) -> bool:
        return self.method == "CANCEL"

    @property
    def open(self) -> bool:
        """Whether it wants an answer that has somewhere to go."""
        return self.method == "REQUEST" and bool(self.organizer)

    @property
    def attendees(self) -> list[tuple[str, str]]:
        """Who is invited, and what they said so far."""
        held = self.event.get("attendee") or []
        found = held if isinstance(held, list) else [held]
        return [(self.named(one), STANDING.get(str(one.params.get("PARTSTAT", "")), "not answered")) for one in found]

    def named(self, attendee: object) -> str:
        params = getattr(attendee, "params", {})
        return str(params.get("CN") or str(attendee).removeprefix("mailto:").removeprefix("MAILTO:"))

    def when(self, writer: Writer) -> str:
        """Beginning and end in the zone of who looks."""
        starts, ends = self.moment("dtstart", writer), self.moment("dtend", writer)
        if starts is None:
            return ""
        if not isinstance(starts, datetime):
            return f"{starts:%A, %d %B %Y}"
        same = isinstance(ends, datetime) and ends.date() == starts.date()
        until = f" to {ends:%H:%M}" if same else f" to {ends:%A, %d %B %Y, %H:%M}" if ends else ""
        return f"{starts:%A, %d %B %Y, %H:%M}{until} ({starts.tzname()})"

    def moment(self, name: str, writer: Writer) -> date | None:
        held = self.event.get(name)
        value: date | None = held.dt if held is not None else None
        return value.astimezone(writer.now.tzinfo) if isinstance(value, datetime) else value


def invitation(letter: Letter) -> Invitation | None:
    """The first appointment of a mail; a calendar that cannot be read is an attachment like others."""
    parsed = message_from_bytes(letter.mail.raw, policy=policy.default)
    for part in parsed.walk():
        if part.get_content_type() == "text/calendar":
            try:
                calendar = Calendar.from_ical(content(part))
            except ValueError:
                continue
            for event in calendar.events:
                return Invitation(event=event, method=str(calendar.get("method", "PUBLISH")).upper())
    return None


def itip_reply(invited: Invitation, writer: Writer, answer: str) -> bytes:
    """RFC 5546: the same appointment with one attendee, who says what they will do."""
    event = Event()
    for name in ("uid", "sequence", "recurrence-id", "dtstart", "dtend", "summary", "location", "organizer"):
        if invited.event.get(name) is not None:
            event[name] = invited.event[name]
    event.add("dtstamp", writer.now.astimezone(UTC))
    event.add("attendee", f"mailto:{writer.address}", {"CN": writer.name, "PARTSTAT": ANSWERS[answer]})
    calendar = Calendar()
    calendar.add("prodid", "-//Lake Calendar//Sandbox//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "REPLY")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def rsvp(letter: Letter, invited: Invitation, writer: Writer, answer: str, words: str = "") -> EmailMessage:
    """The mail that carries the answer to the organizer, as iMIP (RFC 6047) has it."""
    said = SAID[writer.language][answer]
    message = begun(writer, letter, f"{said}: {invited.summary}")
    message["To"] = invited.organizer
    message.set_content(words or f"{said}: {invited.summary}\n")
    # As bytes: given as text, the calendar would lose the line ends that RFC 5545 wants.
    message.add_alternative(
        itip_reply(invited, writer, answer),
        maintype="text",
        subtype="calendar",
        params={"method": "REPLY", "charset": "UTF-8"},
        cte="base64",
    )
    return message
