"""Invitations as mails: from the entry's own address, to which calendars send the answers."""

from __future__ import annotations

from bot.mail import address
from crm.domain.appointments import Answer
from crm.domain.delivery import DeliveryKind
from crm.views.parcels import Parcel
from templates import calendar
from templates.calendar import Someone
from templates.catalogue import Reader
from templates.happenings import happening
from templates.mail.appointment import appointment_of, words

IN_CALENDARS = frozenset({DeliveryKind.INVITATION, DeliveryKind.CANCELLATION})
METHODS = {DeliveryKind.INVITATION: "REQUEST", DeliveryKind.CANCELLATION: "CANCEL"}


def organizer(parcel: Parcel, own: str, *, secret: bytes, domain: str, answerable: bool) -> Someone:
    """An address that is nobody's calendar: a program that organizes and is invited sends no answer.

    Where no mail is taken it is our own, and no answer is asked for. It stays what it was at first, whatever key seals
    new ones by now.
    """
    one = appointment_of(parcel)
    sealed = address.calendar_address(parcel.workspace.id, one.entry, secret, domain)
    first = one.organizer or (sealed if answerable else own)
    return Someone(name=f"{parcel.entry.author_name} · {parcel.workspace.name}", address=first)


def ics(parcel: Parcel, sender: Someone, *, answerable: bool) -> bytes:
    """What a calendar reads, for this reader: the others are named with what they said."""
    one, reader = appointment_of(parcel), Reader.member(parcel.reader)
    event = happening(parcel.entry, parcel.workspace.team, reader, stamp=parcel.wanted_at, said=words(parcel))
    me = Someone(name=parcel.reader.name, address=_reachable(parcel.reader.email))
    if parcel.kind is DeliveryKind.CANCELLATION:
        return calendar.cancellation(event, sender, me)
    others = (guest for guest in one.guests if guest.member != parcel.reader.id and guest.email)
    mine = next((guest.answer for guest in one.guests if guest.member == parcel.reader.id), Answer.NONE)
    guests = [
        Someone(name=me.name, address=me.address, answer=mine),
        *(Someone(name=one.name, address=_reachable(one.email), answer=one.answer) for one in others),
    ]
    return calendar.request(event, sender, guests, answerable=answerable)


def _reachable(email: str) -> str:
    return address.deliverable(email) or "undeliverable@invalid"
