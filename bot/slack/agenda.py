"""One thing to do as a row, with what can be done about it: in reminders, on Home and in /upcoming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack import doing
from bot.slack.entries import Page
from bot.slack.message import READ, run, spoken
from crm.domain.i18n import Text, _
from crm.domain.timeline import Entry
from crm.views.upcoming import Line
from templates import words
from templates.agenda import TITLES
from templates.catalogue import moment, say
from templates.near import near

__all__ = ["TITLES", "Row", "blocks", "brief", "row"]
NOTE_AT_MOST = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """``stamp`` tells one drawing from the next, so that two clicks on one button are one.

    A message is read days later: its ``lasting`` row says the date, and not “tomorrow”.
    """

    entry: Entry
    stamp: str
    responsible: str = ""
    again_at: datetime | None = None
    lasting: bool = False


def row(line: Line, page: Page) -> list[Any]:
    """A line of an agenda, two blocks of a view."""
    return blocks(_row(line, page), page)


def brief(line: Line, page: Page, block_id: str) -> list[Any]:
    """The same in a message that is said once: only what can be done by one click, in a block of this id."""
    one = _row(line, page, lasting=True)
    buttons = [*doing.done(one.entry, one.stamp, page.reader, page.now), _read(one, page)]
    return [_said(one, page), kit.ActionsBlock(block_id=block_id, elements=buttons)]


def _row(line: Line, page: Page, *, lasting: bool = False) -> Row:
    again = line.reminded_at if line.reminded_at and line.reminded_at > page.now else None
    stamp = str(int(page.now.timestamp() * 1000))
    name = "" if line.mine else line.responsible
    return Row(entry=line.entry, stamp=stamp, responsible=name, again_at=again, lasting=lasting)


def blocks(one: Row, page: Page) -> list[Any]:
    buttons = [*doing.buttons(one.entry, one.stamp, page.reader, page.now), _read(one, page)]
    return [_said(one, page), kit.ActionsBlock(block_id=f"do:{one.entry.number}", elements=buttons)]


def _said(one: Row, page: Page) -> Any:
    return spoken(f"todo:{one.entry.number}", *_nodes(one, page))


def _nodes(one: Row, page: Page) -> list[Any]:
    entry = one.entry
    said = words.lines(entry, page.statuses, page.reader)
    struck = {} if entry.open else {"strike": True}
    # Nobody “wrote a note” that is still to be written.
    what = words.title(entry.action, page.reader) if entry.open else said.sentence
    nodes = [run(f"{said.icon} "), run(said.clients or entry.number, bold=True, **struck), run(f" · {what}")]
    nodes.append(run(f"\n{' · '.join(_marks(one, page))}"))
    note = words.preview(entry.body, page.names, NOTE_AT_MOST)
    return [*nodes, *([run(f"\n{note}")] if note else [])]


def _marks(one: Row, page: Page) -> list[str]:
    entry, reader = one.entry, page.reader
    at = moment(entry.occurred_at, reader) if one.lasting else near(entry.occurred_at, page.now, reader)
    marks = [f"⚠️ {at}" if entry.overdue(page.now) and not one.lasting else at, entry.number]
    marks += [one.responsible] if one.responsible else []
    marks += [f"✅ {say(_('done'), reader)}"] if entry.done else []
    marks += [say(_("undone"), reader)] if entry.undone else []
    if one.again_at and entry.open:
        again = moment(one.again_at, reader) if one.lasting else near(one.again_at, page.now, reader)
        marks.append(say(_("⏰ reminder {when}", when=again), reader))
    return marks


def _read(one: Row, page: Page) -> Any:
    label = say(Text(_("Read {name}").msgid, {"name": one.entry.number}), page.reader)
    words = say(_("Open"), page.reader)
    return kit.ButtonElement(action_id=READ, text=words, value=one.entry.number, accessibility_label=label)
