"""Invitations and cancellations: the words beside a calendar's own."""

from __future__ import annotations

from typing import Any

from crm.domain.appointments import Appointment
from crm.domain.delivery import DeliveryKind
from crm.domain.i18n import Text, _
from crm.domain.timeline import Entry
from crm.views.parcels import Parcel
from templates import richtext
from templates.appointments import span
from templates.catalogue import Reader, say
from templates.happenings import title
from templates.mail import Mail, template

ANSWER_BY_CALENDAR = _("Answer with the buttons of your calendar: your colleagues see it in Carnet.")
NO_ANSWER = _("Your calendar keeps in step with Carnet.")
TAKEN_OUT = _("Your calendar takes it out by itself.")


def appointment_of(parcel: Parcel) -> Appointment:
    """What the mail is about; there is one whenever such a mail is owed."""
    assert parcel.entry.appointment is not None  # noqa: S101 - its kind
    return parcel.entry.appointment


def invitation(parcel: Parcel, *, answerable: bool) -> Mail:
    """The text for a person; a program reads the calendar part. ``answerable`` tells that answers are taken."""
    reader = Reader.member(parcel.reader)
    filling = _filling(parcel, reader, answerable=answerable)
    return Mail(
        subject=filling["headline"],
        text=template("appointment.txt").render(filling),
        html=template("appointment.html").render(filling),
    )


def words(parcel: Parcel) -> str:
    """What stands in the event itself, for whoever looks at it in a calendar."""
    reader = Reader.member(parcel.reader)
    lines = [*_lines(parcel, reader), _body(parcel, reader), appointment_of(parcel).number]
    return "\n".join(line for line in lines if line)


def _filling(parcel: Parcel, reader: Reader, *, answerable: bool) -> dict[str, Any]:
    off = parcel.kind is DeliveryKind.CANCELLATION
    entry, names = parcel.entry, parcel.workspace.names
    return {
        "locale": reader.locale,
        "agency": parcel.workspace.name,
        "headline": say(_headline(appointment_of(parcel), title(entry, reader), off=off), reader),
        "lines": list(_lines(parcel, reader)),
        "off": off,
        "number": appointment_of(parcel).number,
        "body_text": _body(parcel, reader),
        "body_html": richtext.to_html(entry.body, names, reader) if entry.body and not off else "",
        "footer": say(TAKEN_OUT if off else ANSWER_BY_CALENDAR if answerable else NO_ANSWER, reader),
    }


def _headline(one: Appointment, what: str, *, off: bool) -> Text:
    if off:
        return _("Cancelled: {what}", what=what)
    return _("Changed: {what}", what=what) if one.sequence else _("Invitation: {what}", what=what)


def _lines(parcel: Parcel, reader: Reader) -> list[str]:
    """When, where, and who is invited."""
    one = appointment_of(parcel)
    guests = [guest.name for guest in one.guests]
    invited = say(_("Invited: {names}", names=guests), reader) if guests else ""
    return [line for line in (span(one, reader), one.place, invited) if line]


def _body(parcel: Parcel, reader: Reader) -> str:
    entry: Entry = parcel.entry
    if not entry.body or parcel.kind is DeliveryKind.CANCELLATION:
        return ""
    return richtext.to_text(entry.body, parcel.workspace.names, reader)
