"""Notices about mails: one that waits for its entry's author to decide, and one that came back."""

from __future__ import annotations

from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.form import plain, plain_text, record_label
from bot.slack.message import OPEN_CARD, Node, escaped, run, spoken
from crm.domain import richtext
from crm.domain.delivery import DeliveryKind
from crm.domain.i18n import Text, _
from crm.views.abouts import About
from crm.views.parcels import Parcel
from templates import held, words
from templates.catalogue import Reader, say

ATTACH = "mail:attach"
REMEMBER = "mail:remember"
INFO = "mail:info"
ANSWER = "mail:answer"
FILE = "mail:file:"  # under one of the clients that are offered
CHOOSE = "mail:choose"
DISCARD = "mail:discard"
BODY_AT_MOST = 2000
TEXT_AT_MOST = 2000


def notice(parcel: Parcel, about: About) -> dict[str, Any]:
    """The arguments of ``chat.postMessage``, but for where."""
    reader = Reader.member(parcel.reader)
    waits = parcel.kind is DeliveryKind.HELD
    head = (_about_whom() if about.copy else _waits(about)) if waits else _came_back(about)
    blocks = [spoken("head", run("📨 " if waits else "⚠️ "), run(say(head, reader), bold=True))]
    blocks += _mail(about, reader) if waits else [spoken("why", run(say(_TOLD_IN_SLACK, reader)))]
    blocks += [*([_about(parcel, about, reader)] if parcel.entry_or_none else []), _buttons(parcel, about, reader)]
    return {
        "text": escaped(plain(say(head, reader), TEXT_AT_MOST)),
        "blocks": blocks,
        "metadata": {
            "event_type": "carnet_delivery",
            "event_payload": {"delivery": parcel.id, "entry": parcel.entry.number if parcel.entry_or_none else ""},
        },
        "unfurl_links": False,
        "unfurl_media": False,
    }


_TOLD_IN_SLACK = _("They are told in Slack instead.")


def _waits(about: About) -> Text:
    return _("A mail from {address} waits for you", address=about.name or "–")


def _about_whom() -> Text:
    return _("About whom is this mail?")


def _came_back(about: About) -> Text:
    return _("A mail to {name} came back", name=about.name)


def _mail(about: About, reader: Reader) -> list[Node]:
    """Why it waits, and what it says."""
    found = [spoken("why", run(say(held.why(about.reason), reader), italic=True))]
    if about.text and not richtext.is_empty(about.text):
        found.append({**richtext.cut(dict(about.text), BODY_AT_MOST), "block_id": "body"})
    if about.files:
        found.append(spoken("files", run(f"📎 {', '.join(about.files)}")))
    return found


def _about(parcel: Parcel, about: About, reader: Reader) -> Node:
    said = words.lines(parcel.entry, parcel.workspace.statuses, reader)
    lines = [f"{said.icon} {said.clients} · {said.sentence} · {parcel.entry.number}"]
    lines += [about.reason] if parcel.kind is DeliveryKind.BOUNCE and about.reason else []
    elements = [plain_text(line, TEXT_AT_MOST) for line in lines]
    return kit.ContextBlock(block_id="foot", elements=elements).to_dict()


def _buttons(parcel: Parcel, about: About, reader: Reader) -> Node:
    entry, value = parcel.entry_or_none, str(about.id)
    buttons = []
    if parcel.kind is DeliveryKind.HELD:
        buttons = _for_a_copy(about, reader) if about.copy else _for_an_entry(about, reader)
        buttons.append(_button(DISCARD, _("Discard"), value, reader))
    if entry and entry.records:
        buttons.append(_button(OPEN_CARD, _("Open the card"), str(entry.records[0].number), reader))
    return kit.ActionsBlock(block_id="buttons", elements=buttons).to_dict()


def _for_an_entry(about: About, reader: Reader) -> list[Any]:
    """What seems to be a client's answer is no comment at first sight; what is attached as one is read by members."""
    value = str(about.id)
    attach = _button(ATTACH, _("Attach as comment"), value, reader, style=None if about.answer else "primary")
    answer = _button(ANSWER, _("Attach as the client’s answer"), value, reader, style="primary")
    found = [answer, attach] if about.answer else [attach]
    if about.known:
        label = _("Attach, and remember as {name}", name=about.known)
        found.append(_button(REMEMBER, label, value, reader))
    return [*found, _button(INFO, _("New info"), value, reader)]


def _for_a_copy(about: About, reader: Reader) -> list[Any]:
    """The clients that it may be about, and whoever else it is."""
    offered = [
        kit.ButtonElement(
            action_id=f"{FILE}{place}", text=plain_text(record_label(one)), value=f"{about.id} {one.number}"
        )
        for place, one in enumerate(about.clients)
    ]
    label = _("Another client") if offered else _("Choose a client")
    return [*offered, _button(CHOOSE, label, str(about.id), reader, style=None if offered else "primary")]


def _button(name: str, label: Text, value: str, reader: Reader, style: str | None = None) -> Any:
    return kit.ButtonElement(action_id=name, text=plain(say(label, reader)), value=value, style=style)
