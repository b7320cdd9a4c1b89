"""The mail that tells a member that theirs was not taken: the reason, and what to do."""

from __future__ import annotations

from crm.domain.i18n import _
from crm.views.abouts import About
from crm.views.parcels import Parcel
from templates.catalogue import Reader, say
from templates.mail import Mail, template

HEADLINE = _("Your mail did not become a comment")
TAKEN = _("Your mail became a comment")
NO_SUBJECT = _("It is about a mail of yours without a subject.")
WHY = _("Carnet wrote this by itself, since nobody else reads that mail. An answer to it is not read either.")


def refusal(parcel: Parcel, about: About) -> Mail:
    """The subject is their own, so that it stands with what it answers."""
    reader = Reader.member(parcel.reader)
    yours = _("It is about your mail “{subject}”.", subject=about.subject) if about.subject else NO_SUBJECT
    filling = {
        "locale": reader.locale,
        "agency": parcel.workspace.name,
        "headline": say(TAKEN if about.taken else HEADLINE, reader),
        "intro": [say(one, reader) for one in (*about.words, yours)],
        "pictures": (),
        "sections": (),
        "why": say(WHY, reader),
        "change": "",
    }
    subject = about.subject if about.subject.lower().startswith("re:") else f"Re: {about.subject}".strip()
    return Mail(
        subject=subject,
        text=template("bulletin.txt").render(filling).rstrip("\n") + "\n",
        html=template("bulletin.html").render(filling),
    )
