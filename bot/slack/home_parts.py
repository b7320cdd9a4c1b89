"""The parts of the Home tab below quick access, each a heading with a few lines; none ever has more than it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from babel.dates import format_date
from slack_sdk.models import blocks as kit

from bot.slack import agenda, upcoming
from bot.slack.entries import Page
from bot.slack.form import plain, plain_text, record_label
from bot.slack.message import OPEN_CARD, READ
from bot.slack.toolbox import heading
from crm.domain.clients import Record
from crm.domain.i18n import Text, Words, _, ngettext
from crm.domain.reminders import When
from crm.domain.timeline import Entry
from crm.views.home import Home
from templates import words
from templates.catalogue import Reader, known_locale, say
from templates.near import near

MY_CLIENTS = "home:clients"
BAR = "█"
BAR_AT_MOST = 20  # letters
NOTE_AT_MOST = 120
NOTHING_WAITS = _("Nothing is overdue or planned for today.")
NO_CLIENTS = _("No client is yours yet. A client is yours when you add it, or when it is assigned to you.")
NO_NEWS = _("Nothing new with your clients or where you take part.")


def parts(home: Home, page: Page) -> Iterator[Any]:
    yield from _waiting(home, page)
    yield from _clients(home, page)
    yield from _news(home, page)
    yield from _week(home, page.reader)


def _waiting(home: Home, page: Page) -> Iterator[Any]:
    yield heading(_("To do"), page.reader)
    shown = [home.agenda.parts[one] for one in (When.OVERDUE, When.TODAY)]
    for part in shown:
        if part.count:
            title = say(_("{title} ({count})", title=agenda.TITLES[part.when], count=part.count), page.reader)
            yield kit.ContextBlock(block_id=f"part:{part.when}", elements=[plain_text(title, 150)])
        for line in part.lines:
            yield from agenda.row(line, page)
    if not any(part.count for part in shown):
        yield _plain(NOTHING_WAITS, page.reader)
    if home.agenda.count:
        more = say(_("All upcoming ({count})", count=home.agenda.count), page.reader)
        button = kit.ButtonElement(action_id=f"{upcoming.SHOW}mine:all:", text=plain(more), value=str(upcoming.Stand()))
        yield kit.ActionsBlock(block_id="more:waiting", elements=[button])


def _clients(home: Home, page: Page) -> Iterator[Any]:
    yield heading(_("My clients"), page.reader)
    for one in home.clients:
        yield _client(one, page)
    if not home.clients:
        yield _plain(NO_CLIENTS, page.reader)
    else:
        button = kit.ButtonElement(action_id=MY_CLIENTS, text=say(_("All my clients"), page.reader), value=MY_CLIENTS)
        yield kit.ActionsBlock(block_id="more:clients", elements=[button])


def _client(one: Record, page: Page) -> Any:
    status = next((each.label(page.reader.locale) for each in page.statuses if each.key == one.status), "")
    label = " · ".join([record_label(one), *([status] if status else [])])
    return kit.SectionBlock(
        block_id=f"mine:{one.number}",
        text=plain_text(label, 3000),
        accessory=_open(OPEN_CARD, str(one.number), _("Open {name}", name=one.name), page.reader),
    )


def _news(home: Home, page: Page) -> Iterator[Any]:
    yield heading(_("What others did"), page.reader)
    for one in home.news:
        yield kit.SectionBlock(
            block_id=f"news:{one.number}",
            text=plain_text("\n".join(_said(one, page)), 3000),
            accessory=_open(READ, one.number, _("Read {name}", name=one.number), page.reader),
        )
    if not home.news:
        yield _plain(NO_NEWS, page.reader)


def _said(entry: Entry, page: Page) -> Iterator[str]:
    said = words.lines(entry, page.statuses, page.reader)
    yield f"{said.icon} {' · '.join(one for one in (said.clients, said.sentence) if one)}"
    note = words.preview(entry.body, page.names, NOTE_AT_MOST)
    yield " · ".join([near(entry.created_at, page.now, page.reader), *([note] if note else said.changes[:1])])


def _open(action_id: str, value: str, label: Text, reader: Reader) -> Any:
    return kit.ButtonElement(
        action_id=action_id,
        text=say(_("Open"), reader),
        value=value,
        accessibility_label=plain(say(label, reader)),
    )


def _week(home: Home, reader: Reader) -> Iterator[Any]:
    """Bars in letters of one width, so that they stand below each other."""
    total = sum(home.week)
    yield heading(_("My week"), reader)
    days = [_day(home.monday + timedelta(days=number), reader) for number in range(7)]
    width, most = max(map(len, days)), max(BAR_AT_MOST, *home.week)
    lines = [
        f"{day.ljust(width)}  {_bar(count, most)}{count or '·'}" for day, count in zip(days, home.week, strict=True)
    ]
    text = {"type": "text", "text": "\n".join(lines)}
    yield {
        "type": "rich_text",
        "block_id": "week",
        "elements": [{"type": "rich_text_preformatted", "elements": [text]}],
    }
    said = ngettext("{count} action since Monday", "{count} actions since Monday", total)
    yield kit.ContextBlock(block_id="week:sum", elements=[plain_text(say(said, reader), 150)])


def _day(day: Any, reader: Reader) -> str:
    """``Mon``, ``lun.``, ``Mo``."""
    return format_date(day, "EEE", locale=known_locale(reader.locale)).rstrip(".")


def _bar(count: int, most: int) -> str:
    """One letter for each action, as long as they fit; whatever was done is seen."""
    length = -(-count * BAR_AT_MOST // most)
    return f"{BAR * length} " if length else ""


def _plain(text: Words, reader: Reader) -> Any:
    return kit.SectionBlock(text=plain_text(say(text, reader), 3000))
