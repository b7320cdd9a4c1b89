"""The weekly report in one reader's language: a few sentences, charts with what they show in words, and a workbook."""

from __future__ import annotations

import base64
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from babel.dates import format_interval

from crm.domain.clients import StatusOption
from crm.domain.i18n import Text, _, ngettext
from crm.views.figures import SILENT_AFTER, Figures, Stage
from templates import words
from templates.bulletins import Sheet
from templates.catalogue import Reader, known_locale, say
from templates.charts import Chart, NotDrawn, Series, drawn
from templates.workbook import report as workbook

WHY = _("You get this on Mondays because colleagues report to you, or because you are an administrator.")
ROWS_AT_MOST, SERIES_AT_MOST = 12, 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    name: str
    title: str
    alt: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A report as it was made; it is kept until it has been sent, and says the same by every way."""

    subject: str
    headline: str
    lines: tuple[str, ...]
    pictures: tuple[Picture, ...]
    file_name: str
    workbook: bytes

    def kept(self) -> bytes:
        pictures = [
            {"name": one.name, "title": one.title, "alt": one.alt, "content": _text(one.content)}
            for one in self.pictures
        ]
        found = {
            "subject": self.subject,
            "headline": self.headline,
            "lines": self.lines,
            "pictures": pictures,
            "file_name": self.file_name,
            "workbook": _text(self.workbook),
        }
        return json.dumps(found).encode()

    def sheet(self, why: str) -> Sheet:
        return Sheet(subject=self.subject, headline=self.headline, sections=(), why=why)

    @classmethod
    def read(cls, content: bytes) -> Report:
        found: dict[str, Any] = json.loads(content)
        pictures = (
            Picture(name=one["name"], title=one["title"], alt=one["alt"], content=base64.b64decode(one["content"]))
            for one in found["pictures"]
        )
        return cls(
            subject=found["subject"],
            headline=found["headline"],
            lines=tuple(found["lines"]),
            pictures=tuple(pictures),
            file_name=found["file_name"],
            workbook=base64.b64decode(found["workbook"]),
        )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def made(figures: Figures, statuses: Sequence[StatusOption], reader: Reader) -> Report:
    """Draw and write it; where nothing can be drawn, the numbers go without pictures."""
    headline = say(_("Your team’s week, {days}", days=_days(figures, reader)), reader)
    every = charts(figures, statuses, reader)
    try:
        pictures = drawn(every)
    except NotDrawn:
        pictures = []
    with tempfile.TemporaryDirectory(prefix="carnet-") as folder:
        path = Path(folder) / file_name(figures, reader)
        workbook.write(path, figures, statuses, reader)
        content = path.read_bytes()
    return Report(
        subject=headline,
        headline=headline,
        lines=tuple(lines(figures, reader)),
        pictures=tuple(
            Picture(name=one.name, title=one.title, alt=one.alt, content=found)
            for one, found in zip(every, pictures, strict=False)
        ),
        file_name=path.name,
        workbook=content,
    )


def file_name(figures: Figures, reader: Reader) -> str:
    return f"Carnet – {say(_('Weekly report'), reader)} – {figures.ends:%Y-%m-%d}.xlsx"


def _days(figures: Figures, reader: Reader) -> str:
    """``16 – 22 Nov 2026``."""
    first, last = (_noon(one, reader) for one in (figures.begins, figures.ends))
    return format_interval(first, last, "yMMMd", locale=known_locale(reader.locale), fuzzy=True)


def _noon(day: date, reader: Reader) -> datetime:
    return datetime.combine(day, time(12), reader.zone)


def lines(figures: Figures, reader: Reader) -> list[str]:
    """What whoever reads no chart should know."""
    found = [_compared(figures)]
    left = sum(one.left for one in figures.stages)
    if left:
        found.append(ngettext("{count} client changed its status.", "{count} clients changed their status.", left))
    silent = sum(count for _name, count in figures.silent)
    if silent:
        found.append(
            ngettext(
                "{count} active client has heard nothing for {days} days or more.",
                "{count} active clients have heard nothing for {days} days or more.",
                silent,
                days=SILENT_AFTER,
            )
        )
    return [say(one, reader) for one in found]


def _compared(figures: Figures) -> Text:
    total, more = figures.total, figures.total - figures.before
    if more > 0:
        return ngettext(
            "{count} action, {more} more than the week before.",
            "{count} actions, {more} more than the week before.",
            total,
            more=more,
        )
    if more < 0:
        return ngettext(
            "{count} action, {fewer} fewer than the week before.",
            "{count} actions, {fewer} fewer than the week before.",
            total,
            fewer=-more,
        )
    return ngettext("{count} action, as in the week before.", "{count} actions, as in the week before.", total)


def charts(figures: Figures, statuses: Sequence[StatusOption], reader: Reader) -> list[Chart]:
    """Those that have something to show."""
    return [
        *([_actions(figures, reader)] if figures.total else []),
        *([_stages(figures, statuses, reader)] if figures.stages else []),
        *([_silent(figures, reader)] if figures.silent else []),
    ]


def _actions(figures: Figures, reader: Reader) -> Chart:
    people = [one for one in figures.people if one.total][:ROWS_AT_MOST]
    counted: Counter[str] = Counter()
    for one in people:
        counted.update(one.actions)
    first = [name for name, _count in counted.most_common(SERIES_AT_MOST)]
    series = [
        Series(name=words.title(name, reader), values=tuple(one.actions.get(name, 0) for one in people))
        for name in first
    ]
    others = tuple(one.total - sum(one.actions.get(name, 0) for name in first) for one in people)
    if any(others):
        series.append(Series(name=say(_("Other"), reader), values=others))
    return Chart(
        name="actions",
        title=say(_("What was done"), reader),
        subtitle=_days(figures, reader),
        rows=tuple(one.name for one in people),
        series=tuple(series),
        notes=tuple(str(one.total) for one in people),
        alt=_alt(_("What was done"), [(one.name, str(one.total)) for one in people], reader),
    )


def _stages(figures: Figures, statuses: Sequence[StatusOption], reader: Reader) -> Chart:
    labels = {one.key: one.label(reader.locale) for one in statuses}
    rows = [(labels.get(one.key, one.key), one) for one in figures.stages]
    title = _("Clients by status")
    notes = [_stayed(one, reader) for _label, one in rows]
    return Chart(
        name="statuses",
        title=say(title, reader),
        subtitle=say(_("Active clients today, and the moves of the week"), reader),
        rows=tuple(label for label, _stage in rows),
        series=(Series(name=say(title, reader), values=tuple(one.clients for _label, one in rows)),),
        notes=tuple(notes),
        alt=_alt(title, list(zip((label for label, _stage in rows), notes, strict=True)), reader),
    )


def _stayed(one: Stage, reader: Reader) -> str:
    """``12 · moves: 3, after 8 days``: half of them sooner, half of them later."""
    if not one.left or one.days is None:
        return str(one.clients)
    days = max(round(one.days), 0)
    moves = ngettext("moves: {moves}, after {count} day", "moves: {moves}, after {count} days", days, moves=one.left)
    return f"{one.clients} · {say(moves, reader)}"


def _silent(figures: Figures, reader: Reader) -> Chart:
    rows = figures.silent[:ROWS_AT_MOST]
    title = _("Silent clients")
    return Chart(
        name="silent",
        title=say(title, reader),
        subtitle=say(_("Active clients with nothing for {days} days or more", days=SILENT_AFTER), reader),
        rows=tuple(name for name, _count in rows),
        series=(Series(name=say(title, reader), values=tuple(count for _name, count in rows)),),
        notes=tuple(str(count) for _name, count in rows),
        alt=_alt(title, [(name, str(count)) for name, count in rows], reader),
    )


def _alt(title: Text, rows: Sequence[tuple[str, str]], reader: Reader) -> str:
    """``Silent clients: Emma 12; Théo 3``."""
    said = "; ".join(f"{name} {value}" for name, value in rows)
    return say(_("{label}: {value}", label=say(title, reader), value=said), reader)
