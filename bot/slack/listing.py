"""The list of clients as a modal: filters in one row, a line for each client with a box to tick, pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import list_filters, spoken
from bot.slack.context import Caller, Door
from bot.slack.form import option, plain, plain_text, record_label
from bot.slack.modal import alerted
from bot.slack.replies import open_view
from crm.actions import export
from crm.domain.access import Member, Scope
from crm.domain.clients import Record, RecordNumber
from crm.domain.filters import Filters
from crm.domain.i18n import Text, _, ngettext
from crm.store.session import Session
from crm.views import listing, selecting, typed
from crm.views.listing import Happening, Line, Page
from templates import words
from templates.catalogue import Reader, day, say

CALLBACK = "clients"
TICK = "clients:tick"
CARD = "clients:card"
EXPORT = "clients:export"
NEXT, EARLIER, SEARCH_ON = "clients:next", "clients:earlier", "clients:on"
ALL_FOUND, NOTHING, ACT_ON = "clients:all", "clients:none", "clients:act"
BAR = "bar"
BACK_AT_MOST = 60  # pages whose keys fit into a view's metadata
KEYS = range(10**18)  # that a database knows


def key_of(given: Any) -> int:
    """The key of a page, as if anybody had written it; what is none stands for the first page."""
    key = int(given)
    return key if key in KEYS else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a list shows, kept in its view.

    ``turn`` counts how often we set its boxes ourselves: Slack keeps what a person did to one while its id is the same.
    """

    filters: Filters = field(default_factory=Filters)
    before: int = 0
    earlier: tuple[int, ...] = ()
    turn: int = 0

    def __str__(self) -> str:
        kept = {"f": self.filters.as_data(), "b": self.before, "e": self.earlier, "t": self.turn}
        return json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Shown:
        """From a view's metadata, read as if anybody had written it."""
        try:
            found = json.loads(text or "{}")
            earlier = tuple(key_of(one) for one in found.get("e", ()))
            before, turn = key_of(found.get("b", 0)), int(found.get("t", 0))
        except (ValueError, TypeError, AttributeError, OverflowError):
            return cls()
        return cls(filters=Filters.kept(found.get("f")), before=before, earlier=earlier, turn=turn)

    def narrowed(self, filters: Filters) -> Shown:
        """The first page of what other filters find."""
        return Shown(filters=filters, turn=self.turn + 1)

    def next_page(self, before: int) -> Shown:
        return replace(self, before=before, earlier=(*self.earlier, self.before)[-BACK_AT_MOST:])

    def earlier_page(self) -> Shown:
        *rest, before = self.earlier or (0,)
        return replace(self, before=before, earlier=tuple(rest))

    def drawn_anew(self) -> Shown:
        return replace(self, turn=self.turn + 1)


async def open_list(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    """`/clients`: with words and filters behind it these, else the member's own."""
    text, now = spoken.typed(body), door.desk.clock.now()

    def view(session: Session, member: Member) -> dict[str, Any]:
        if not text:
            return list_view(session, member, Shown(filters=selecting.kept_filters(session, member)), now)
        filters, told = typed.filters(session, member, text)
        return list_view(session, member, Shown(filters=filters), now, told=told)

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view), respond)


def list_view(
    session: Session,
    member: Member,
    shown: Shown,
    now: datetime,
    *,
    name: str = "",
    told: Sequence[Text] = (),
    level: str = "warning",
) -> dict[str, Any]:
    """A page of the list, with the boxes ticked of those that are selected under this name (``list_name``)."""
    reader = Reader.member(member)
    page = listing.page(session, member, shown.filters, now=now, before=shown.before or None)
    selected = set(selecting.selected(session, member, name)) if name else set()
    # Who has looked at so many for so few need not look at them once more to count.
    few = page.tired and not shown.before
    count, exact = (len(page.lines), False) if few else listing.count(session, member, shown.filters, now=now)
    blocks: list[Any] = [
        *list_filters.row(session, member, shown.filters, page.statuses, shown.turn),
        kit.SectionBlock(block_id="found", text=plain_text(_found(count, exact, shown.filters, reader), 3000)),
        *bar(len(selected), count, reader, exportable=member.reach(export.NAME) is not Scope.NONE),
        kit.DividerBlock(),
    ]
    for line in page.lines:
        blocks += _line(line, page, reader, ticked=line.record.id in selected, turn=shown.turn)
    blocks += _pages(page, shown, reader)
    view = View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(shown),
        title=say(_("Clients"), reader),
        close=say(_("Close"), reader),
        blocks=blocks,
    ).to_dict()
    return alerted(view, [say(one, reader) for one in told], level) if told else view


def list_name(view: Mapping[str, Any]) -> str:
    """What a list's selection is kept under: the same for all that is laid over it."""
    return str(view.get("root_view_id") or view["id"])


def _found(count: int, exact: bool, filters: Filters, reader: Reader) -> str:  # noqa: FBT001 - an answer, passed on
    if count == 0 and exact:
        found = _("No client is like that.") if filters else _("There are no clients yet.")
    elif exact:
        found = ngettext("{count} client", "{count} clients", count)
    else:
        found = _("More than {count} clients", count=count)
    return say(found, reader)


def bar(selected: int, found: int, reader: Reader, *, exportable: bool) -> Iterator[Any]:
    """What can be done with the selection, and with all that is found."""
    buttons = []
    if selected:
        text = say(ngettext("Act on {count} client", "Act on {count} clients", selected), reader)
        buttons.append(kit.ButtonElement(action_id=ACT_ON, text=plain(text), value=ACT_ON, style="primary"))
        buttons.append(kit.ButtonElement(action_id=NOTHING, text=say(_("Clear selection"), reader), value=NOTHING))
    if found:
        buttons.append(kit.ButtonElement(action_id=ALL_FOUND, text=say(_("Select all found"), reader), value=ALL_FOUND))
    if found and exportable:
        buttons.append(kit.ButtonElement(action_id=EXPORT, text=say(_("Export"), reader), value=EXPORT))
    if buttons:
        yield kit.ActionsBlock(block_id=BAR, elements=buttons)


def _line(line: Line, page: Page, reader: Reader, *, ticked: bool, turn: int) -> Iterator[Any]:
    number = str(line.record.number)
    box = option(number, record_label(line.record))
    yield kit.ActionsBlock(
        block_id=tick_id(line.record, turn),
        elements=[kit.CheckboxesElement(action_id=TICK, options=[box], initial_options=[box] if ticked else None)],
    )
    yield kit.SectionBlock(
        block_id=f"about:{number}",
        text=plain_text(" · ".join(_about(line, page, reader)), 2000),
        accessory=kit.ButtonElement(
            action_id=CARD,
            text=say(_("Open"), reader),
            value=number,
            accessibility_label=plain(say(_("Open {name}", name=line.record.name), reader)),
        ),
    )


def tick_id(record: Record, turn: int) -> str:
    return f"tick:{record.number}:{turn}"


def ticked_number(block_id: str) -> RecordNumber | None:
    """The client whose box it is; one that was cleared sends no value."""
    return RecordNumber.read(block_id.removeprefix("tick:").partition(":")[0])


def _about(line: Line, page: Page, reader: Reader) -> Iterator[str]:
    yield from filter(None, (line.function, page.status(line.record, reader.locale), line.owner))
    for label, what in ((_("Last"), line.last), (_("Next"), line.next)):
        if what is not None:
            yield say(_("{label}: {value}", label=label, value=_happened(what, reader)), reader)


def _happened(what: Happening, reader: Reader) -> str:
    return f"{words.title(what.action, reader)}, {day(what.at, reader)}"


def _pages(page: Page, shown: Shown, reader: Reader) -> Iterator[Any]:
    buttons = []
    if shown.earlier or shown.before:
        buttons.append(kit.ButtonElement(action_id=EARLIER, text=say(_("Earlier page"), reader), value=EARLIER))
    if page.before and page.tired:
        text = _("Only some of the clients were looked at so far, since few are like that.")
        yield kit.ContextBlock(block_id="tired", elements=[plain_text(say(text, reader), 2000)])
        buttons.append(kit.ButtonElement(action_id=SEARCH_ON, text=say(_("Search on"), reader), value=str(page.before)))
    elif page.before:
        buttons.append(kit.ButtonElement(action_id=NEXT, text=say(_("Next page"), reader), value=str(page.before)))
    if buttons:
        yield kit.ActionsBlock(block_id="pages", elements=buttons)
