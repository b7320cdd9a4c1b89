"""Appointments in words: from when to when, where, and what those invited said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm.domain.appointments import Answer, Appointment, Guest
from crm.domain.i18n import Text, _
from templates.catalogue import Reader, day, moment, say, zone_name

ANSWERS: Mapping[Answer, Text] = {
    Answer.ACCEPTED: _("accepted by {names}"),
    Answer.TENTATIVE: _("perhaps: {names}"),
    Answer.DECLINED: _("declined by {names}"),
}


def span(one: Appointment, reader: Reader) -> str:
    """``1 Dec 2026, 14:30–15:00 CET``: the reader's zone, which is named."""
    begins, ends = one.starts_at.astimezone(reader.zone), one.ends_at.astimezone(reader.zone)
    zone = zone_name(ends, reader)
    if begins.date() != ends.date() or zone != zone_name(begins, reader):
        return f"{moment(one.starts_at, reader)} – {moment(one.ends_at, reader)}"
    return f"{day(one.starts_at, reader)}, {begins:%H:%M}–{ends:%H:%M} {zone}"


def lines(one: Appointment | None, reader: Reader) -> Iterator[str]:
    """What an entry says of its appointment: when and where, and each answer."""
    if one is not None:
        yield when_and_where(one, reader)
        yield from answers(one, reader)


def when_and_where(one: Appointment, reader: Reader) -> str:
    return f"📅 {span(one, reader)}" + (f" · {one.place}" if one.place else "")


def answers(one: Appointment, reader: Reader) -> Iterator[str]:
    """One line for each answer, with the names of those who gave it; and each other time that was proposed."""
    for answer, text in ANSWERS.items():
        names = [_named(guest, reader) for guest in one.guests if guest.answer is answer]
        if names:
            yield say(Text(text.msgid, {"names": names}), reader)
    for guest in one.guests:
        if guest.answer is Answer.PROPOSED and guest.proposed:
            yield say(_("{name} proposes {when}", name=_named(guest, reader), when=guest.proposed[0]), reader)


def _named(guest: Guest, reader: Reader) -> str:
    return say(_("{name} (“{note}”)", name=guest.name, note=guest.note), reader) if guest.note else guest.name
