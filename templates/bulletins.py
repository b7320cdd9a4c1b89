"""A digest, or what was too much for an hour, as headings and lines in one reader's language; channels lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.domain.i18n import Text, _, ngettext
from crm.domain.timeline import Entry
from crm.views.bulletins import Digest, Folded, Said
from crm.views.parcels import Parcel
from templates import words
from templates.catalogue import Reader, day, moment, say, zone_name

BODY_AT_MOST = 140


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One entry: whom it is about, what it is and when, how it begins.

    ``client`` is the number of a card to open, ``to_do`` the entry where the reader may mark it as done.
    """

    icon: str
    head: str
    what: str
    begins: str = ""
    client: str = ""
    to_do: Entry | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """``more`` tells how many are not shown; ``late`` that they should have been done."""

    lines: tuple[Line, ...]
    title: str = ""
    more: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What a bulletin says; ``why`` tells for what reason somebody gets it."""

    subject: str
    headline: str
    sections: tuple[Section, ...]
    why: str


def sheet(parcel: Parcel) -> Sheet:
    """The words of a digest, or of notices that come together."""
    reader = Reader.member(parcel.reader)
    if isinstance(parcel.news, Digest):
        return _digest(parcel, parcel.news, reader)
    if isinstance(parcel.news, Folded):
        return _folded(parcel, parcel.news, reader)
    raise TypeError(parcel.kind)


DIGEST_WHY = _("You get this on working days when something is planned for you or overdue.")
FOLD_WHY = _("There were many notices in the last hour. What would have been too much comes together.")


def _digest(parcel: Parcel, news: Digest, reader: Reader) -> Sheet:
    counts = [
        ngettext("{count} overdue", "{count} overdue", news.overdue_count) if news.overdue_count else None,
        ngettext("{count} today", "{count} today", news.today_count) if news.today_count else None,
    ]
    headline = say(_("Your day, {day}", day=day(parcel.due_at, reader)), reader)
    counted = ", ".join(say(one, reader) for one in counts if one)
    return Sheet(
        subject=say(_("{label}: {value}", label=headline, value=counted), reader),
        headline=headline,
        sections=(
            *_section(_("Overdue"), news.overdue, news.overdue_count, parcel, reader, dated=True),
            *_section(_("Today"), news.today, news.today_count, parcel, reader, dated=False),
        ),
        why=say(DIGEST_WHY, reader),
    )


def _section(
    title: Text, some: Sequence[Entry], count: int, parcel: Parcel, reader: Reader, *, dated: bool
) -> tuple[Section, ...]:
    lines = tuple(_to_do(one, parcel, reader, dated=dated) for one in some)
    more = _more(count - len(lines), reader)
    return (Section(title=say(title, reader), lines=lines, more=more, late=dated),) if lines else ()


def _to_do(entry: Entry, parcel: Parcel, reader: Reader, *, dated: bool) -> Line:
    """A day is named where it is not the digest's own."""
    local = entry.occurred_at.astimezone(reader.zone)
    when = moment(entry.occurred_at, reader) if dated else f"{local:%H:%M} {zone_name(local, reader)}"
    what = f"{words.title(entry.action, reader)} · {when} · {entry.number}"
    found = _line(entry, what, words.preview(entry.body, parcel.workspace.names, BODY_AT_MOST), parcel, reader)
    return replace(found, to_do=entry)


def _folded(parcel: Parcel, news: Folded, reader: Reader) -> Sheet:
    headline = say(ngettext("{count} more in the last hour", "{count} more in the last hour", news.count), reader)
    lines = tuple(_told(one, parcel, reader) for one in news.said)
    return Sheet(
        subject=headline,
        headline=headline,
        sections=(Section(lines=lines, more=_more(news.count - len(lines), reader)),),
        why=say(FOLD_WHY, reader),
    )


def _told(one: Said, parcel: Parcel, reader: Reader) -> Line:
    said = _("{author} commented", author=one.comment.author) if one.comment else words.sentence(one.entry, reader)
    at = one.comment.at if one.comment else one.entry.occurred_at
    what = f"{say(said, reader)} · {moment(at, reader)} · {one.entry.number}"
    body = one.comment.body if one.comment else one.entry.body
    found = _line(one.entry, what, words.preview(body, parcel.workspace.names, BODY_AT_MOST), parcel, reader)
    return (
        found
        if not one.comment
        else Line(icon="💬", head=found.head, what=found.what, begins=found.begins, client=found.client)
    )


def _line(entry: Entry, what: str, begins: str, parcel: Parcel, reader: Reader) -> Line:
    said = words.lines(entry, parcel.workspace.statuses, reader)
    client = str(entry.records[0].number) if entry.records else ""
    return Line(icon=said.icon, head=said.clients or entry.number, what=what, begins=begins, client=client)


def _more(count: int, reader: Reader) -> str:
    return say(ngettext("… and {count} more", "… and {count} more", count), reader) if count > 0 else ""
