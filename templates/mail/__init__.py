"""Mails: subject, text and HTML side by side, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from crm.domain.delivery import DeliveryKind
from crm.domain.i18n import Text, _
from crm.domain.timeline import Comment
from crm.views.parcels import Parcel
from templates import reminders, richtext, words
from templates.catalogue import Reader, moment, say
from templates.files import Link, linked, named

HERE = Path(__file__).parent
SHEET = "sheet.css"
# Lists of mails show some 60 characters of a subject.
NAMED_IN_SUBJECT = 2
ANSWER_THERE = _("You get this mail because you take part. Answer in the entry’s thread in Slack.")
ANSWER_HERE = _("You get this mail because you take part. Your answer becomes a comment for everybody concerned.")
MUTE = _("Hear no more of this entry")
MARKER = _("Please write your answer above this line. Everybody concerned will read it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str


@cache
def _environment(*, html: bool) -> Environment:
    """HTML escapes everything by itself; plain text must not."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=html,  # noqa: S701 - the text part is no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    return environment


@cache
def template(name: str) -> Template:
    """Mail programs read style attributes only: the page's rules are written into them once, before it is filled."""
    html = name.endswith(".html")
    environment = _environment(html=html)
    if not html:
        return environment.get_template(name)
    # One sheet of rules for all mails; each adds its own.
    sheet, source = (HERE / SHEET).read_text(encoding="utf-8"), (HERE / name).read_text(encoding="utf-8")
    source = source.replace(f'@import "{SHEET}";', sheet)
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
    return environment.from_string(inliner.inline(source))


def notice(parcel: Parcel, *, answerable: bool = False, link: Link | None = None, mute: str = "") -> Mail:
    """The mail that tells one reader of an entry, a comment or an upcoming action.

    ``answerable`` tells that answers by mail are taken; it asks for none where nobody would read it.
    ``link`` leads this reader to the files, ``mute`` is where they mute the entry.
    """
    reader = Reader.member(parcel.reader)
    shown = replace(parcel, comment=linked(parcel.comment, link)) if parcel.comment else parcel
    filling = {**_filling(shown, reader, answerable=answerable), "files": named(parcel.entry, link)}
    words_for_it = say(MUTE, reader)
    filling |= {"mute": mute, "mute_words": words_for_it}
    filling["mute_line"] = say(_("{label}: {value}", label=words_for_it, value=mute), reader)
    return Mail(
        subject=subject(parcel, reader),
        text=template("notice.txt").render(filling),
        html=template("notice.html").render(filling),
    )


def subject(parcel: Parcel, reader: Reader) -> str:
    """The same for all mails about one entry, “Re:” on all but the first: Gmail parts threads by their subject."""
    entry = parcel.entry
    names = words.about(entry, reader, at_most=NAMED_IN_SUBJECT)
    plain = f"{names} – {words.title(entry.action, reader)} ({entry.number})"
    if parcel.kind is DeliveryKind.REMINDER:
        plain = reminders.headline(parcel, reader) if len(parcel.reminded) > 1 else plain
        return say(_("Reminder: {subject}", subject=plain), reader)
    return f"Re: {plain}" if parcel.kind in {DeliveryKind.COMMENT, DeliveryKind.MOVED} else plain


def _filling(parcel: Parcel, reader: Reader, *, answerable: bool) -> dict[str, Any]:
    entry, comment, names = parcel.entry, parcel.comment, parcel.workspace.names
    lines = words.lines(entry, parcel.workspace.statuses, reader)
    headline = _headline(parcel, reader)
    return {
        "locale": reader.locale,
        "agency": parcel.workspace.name,
        "marker": say(MARKER, reader) if answerable else "",
        "headline": headline,
        "second": "" if headline == lines.sentence else lines.sentence,
        "comment": _comment(comment, names, reader) if comment else None,
        "entry": lines,
        "facts": _facts(parcel, lines, reader),
        "undone": say(_("This was undone."), reader) if entry.undone else "",
        "body_text": richtext.to_text(entry.body, names, reader) if entry.body else "",
        "body_html": richtext.to_html(entry.body, names, reader) if entry.body else "",
        "others": reminders.others(parcel, reader),
        "participants": _participants(parcel, reader),
        "footer": say(_footer(parcel, answerable=answerable), reader),
    }


def _footer(parcel: Parcel, *, answerable: bool) -> Text:
    if parcel.kind is DeliveryKind.REMINDER:
        return reminders.footer(answerable=answerable)
    return ANSWER_HERE if answerable else ANSWER_THERE


def _headline(parcel: Parcel, reader: Reader) -> str:
    if parcel.kind is DeliveryKind.REMINDER:
        return reminders.headline(parcel, reader)
    if parcel.comment:
        return say(_("{author} commented", author=parcel.comment.author), reader)
    if parcel.kind is DeliveryKind.MOVED:
        return say(_("New time: {when}", when=parcel.entry.occurred_at), reader)
    return words.sentence(parcel.entry, reader)


def _facts(parcel: Parcel, lines: words.Lines, reader: Reader) -> str:
    """When and which; a reminder has said when already."""
    number = parcel.entry.number
    number += f" · {say(words.EDITED, reader)}" if parcel.entry.edited and not parcel.entry.undone else ""
    told = parcel.kind is DeliveryKind.REMINDER and len(parcel.reminded) <= 1
    return number if told else f"{lines.upcoming or lines.when} · {number}"


def _comment(comment: Comment, names: richtext.Names, reader: Reader) -> dict[str, Any]:
    return {
        "when": moment(comment.at, reader),
        "text": richtext.to_text(comment.body, names, reader),
        "html": richtext.to_html(comment.body, names, reader),
    }


def _participants(parcel: Parcel, reader: Reader) -> str:
    names = list(parcel.entry.participants)
    return say(_("With {names}", names=names), reader) if names else ""
