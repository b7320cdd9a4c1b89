"""The mail of a digest, of notices that come together, or of a weekly report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.domain.i18n import _
from crm.views.parcels import Parcel
from templates.bulletins import Section, Sheet
from templates.catalogue import Reader, say
from templates.mail import Mail, template

CHANGE = _("What you are told of, and when, you choose with “/crm preferences” in Slack.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture that stands in the mail under a name of its own, and what it shows for whoever does not see it."""

    cid: str
    alt: str


def bulletin(parcel: Parcel, said: Sheet, *, intro: Sequence[str] = (), pictures: Sequence[Picture] = ()) -> Mail:
    """Nobody answers to it: it asks for no answer."""
    reader = Reader.member(parcel.reader)
    sections: Sequence[Section] = said.sections
    filling = {
        "locale": reader.locale,
        "agency": parcel.workspace.name,
        "headline": said.headline,
        "intro": intro,
        "pictures": pictures,
        "sections": sections,
        "why": said.why,
        "change": say(CHANGE, reader),
    }
    return Mail(
        subject=said.subject,
        text=template("bulletin.txt").render(filling),
        html=template("bulletin.html").render(filling),
    )
