"""What is posted: text for notifications and screen readers, blocks for the eye, metadata to know it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.form import plain, plain_text
from crm.domain import richtext
from crm.domain.delivery import DeliveryKind
from crm.domain.i18n import _
from crm.domain.places import Apart, apart_told
from crm.domain.timeline import Comment, Entry
from crm.views.parcels import Parcel
from templates import words
from templates.catalogue import Reader, say
from templates.files import CLIP, Link, linked, named

OPEN_CARD = "entry:card"
READ = "entry:read"
UNDO = "entry:undo"
BODY_AT_MOST = 3000
TEXT_AT_MOST = 2000
DELETED = _("This was deleted.")
Node = dict[str, Any]


def message(parcel: Parcel, link: Link | None = None, *, opens: bool = False) -> dict[str, Any]:
    """The arguments of ``chat.postMessage``, but for where.

    ``link`` leads its reader to the files; ``opens`` offers the entry, where each of many readers finds links.
    """
    reader = Reader.member(parcel.reader)
    if parcel.kind is DeliveryKind.BLANK:
        text, blocks = say(DELETED, reader), [spoken("head", run(say(DELETED, reader), italic=True))]
    else:
        said = linked(parcel.comment, link) if parcel.comment else None
        blocks = _comment(parcel, said, reader) if said else _entry(parcel, reader, link, opens=opens)
        text = _text(parcel, reader)
    return wrapped(parcel, text, blocks)


def wrapped(parcel: Parcel, text: str, blocks: Sequence[Any]) -> dict[str, Any]:
    """``text`` is for notifications and screen readers."""
    return {
        "text": escaped(plain(text, TEXT_AT_MOST)),
        "blocks": [block if isinstance(block, dict) else block.to_dict() for block in blocks],
        "metadata": {
            "event_type": "carnet_delivery",
            "event_payload": {"delivery": parcel.id, "entry": parcel.entry.number},
        },
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _text(parcel: Parcel, reader: Reader) -> str:
    said = words.lines(parcel.entry, parcel.workspace.statuses, reader)
    if parcel.comment:
        beginning = words.preview(parcel.comment.body, parcel.workspace.names)
        return f"{say(_('{author} commented', author=parcel.comment.author), reader)}: {beginning}"
    text = f"{said.sentence}: {said.clients}"
    return f"{text} · {say(_('undone'), reader)}" if parcel.entry.undone else text


def escaped(text: str) -> str:
    """Mrkdwn's three entities; without them a client's name could ring a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(text: str) -> str:
    """What may stand between two asterisks."""
    return escaped(text).replace("*", "∗")


def spoken(block_id: str, *nodes: Node) -> Node:
    """One paragraph of rich text: Slack reads no mark, mention or emoji into it, whatever a client is called."""
    return {
        "type": "rich_text",
        "block_id": block_id,
        "elements": [{"type": "rich_text_section", "elements": list(nodes)}],
    }


def run(text: str, **style: bool) -> Node:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def _entry(parcel: Parcel, reader: Reader, link: Link | None, *, opens: bool) -> list[Any]:
    entry = parcel.entry
    said = words.lines(entry, parcel.workspace.statuses, reader)
    struck = {"strike": True} if entry.undone else {}
    nodes = [run(f"{said.icon} "), run(said.clients or entry.number, bold=True, **struck), run(f"\n{said.sentence}")]
    # An appointment says by itself when it is.
    planned = [said.upcoming] if said.upcoming and not entry.appointment else []
    nodes += [run(f"\n{line}", **struck) for line in (*said.changes, *planned)]
    nodes += files(entry, link, **struck)
    if entry.done and not entry.undone:
        nodes.append(run(f"\n✅ {say(_('done'), reader)}"))
    if entry.undone:
        nodes.append(run(f"\n{say(_('This was undone.'), reader)}", italic=True))
    blocks: list[Any] = [spoken("head", *nodes)]
    if entry.body:
        blocks.append({**richtext.cut(dict(entry.body), BODY_AT_MOST), "block_id": "body"})
    return [*blocks, _foot(parcel, reader), *_apart(parcel, reader), *_buttons(parcel, reader, opens=opens)]


def files(entry: Entry, link: Link | None, **style: bool) -> list[Node]:
    """The line that names an entry's files, each with its address where there is one."""
    nodes: list[Node] = []
    for one in named(entry, link):
        nodes.append(run(", " if nodes else f"\n{CLIP}"))
        target = {"type": "link", "url": one.url, "text": one.name, **({"style": style} if style else {})}
        nodes.append(target if one.url else run(one.name, **style))
    return nodes


def _apart(parcel: Parcel, reader: Reader) -> list[Any]:
    """Why it stands here and in no channel, for the author."""
    if parcel.reader.id != parcel.entry.author or parcel.kind not in {DeliveryKind.ENTRY, DeliveryKind.UPDATE}:
        return []
    apart = parcel.entry.data.get("apart") or {"why": Apart.SINCE, "where": ""}
    words = say(apart_told(apart["why"], apart["where"]), reader)
    return [kit.ContextBlock(block_id="apart", elements=[plain_text(words, TEXT_AT_MOST)])]


def _foot(parcel: Parcel, reader: Reader) -> Any:
    """When, in the zone of whoever looks; the entry's number; who takes part."""
    entry = parcel.entry
    said = words.lines(entry, parcel.workspace.statuses, reader)
    date = f"<!date^{int(entry.occurred_at.timestamp())}^{{date_short_pretty}}, {{time}}|{escaped(said.when)}>"
    parts = [entry.number, *([say(words.EDITED, reader)] if entry.edited and not entry.undone else [])]
    if entry.participants:
        parts.append(say(_("With {names}", names=list(entry.participants)), reader))
    elements = [kit.MarkdownTextObject(text=date, verbatim=True), plain_text(" · ".join(parts), TEXT_AT_MOST)]
    return kit.ContextBlock(block_id="foot", elements=elements)


def _buttons(parcel: Parcel, reader: Reader, *, opens: bool) -> list[Any]:
    """None where there is nothing to open and nothing to undo any more."""
    buttons = [
        *_card_button(parcel, reader),
        *([_files_button(parcel, reader)] if opens and parcel.entry.attached else []),
        *([_undo_button(parcel, reader)] if _undoable(parcel) else []),
    ]
    return [kit.ActionsBlock(block_id="buttons", elements=buttons)] if buttons else []


def _undoable(parcel: Parcel) -> bool:
    """What a job did to many is not taken back with one of them."""
    return not (parcel.entry.undone or parcel.entry.final or parcel.kind is DeliveryKind.SUMMARY)


def _card_button(parcel: Parcel, reader: Reader) -> list[Any]:
    if not parcel.entry.records:
        return []
    number = str(parcel.entry.records[0].number)
    return [kit.ButtonElement(action_id=OPEN_CARD, text=say(_("Open the card"), reader), value=number)]


def _files_button(parcel: Parcel, reader: Reader) -> Any:
    return kit.ButtonElement(action_id=READ, text=say(_("Open the files"), reader), value=parcel.entry.number)


def _undo_button(parcel: Parcel, reader: Reader) -> Any:
    """Its value names this message's state too, so that two clicks are one."""
    confirm = kit.ConfirmObject(
        title=say(_("Undo"), reader),
        text=kit.PlainTextObject(text=say(_("Put back what this entry changed, and strike it through?"), reader)),
        confirm=say(_("Undo"), reader),
        deny=say(_("Keep it"), reader),
    )
    value = f"{parcel.entry.number} {parcel.id}"
    return kit.ButtonElement(action_id=UNDO, text=say(_("Undo"), reader), value=value, confirm=confirm)


def _comment(parcel: Parcel, comment: Comment, reader: Reader) -> list[Any]:
    """Under the entry's message the words are enough; elsewhere they need what they are about."""
    head = [run("💬 "), run(comment.author, bold=True)]
    body = {**richtext.cut(dict(comment.body), BODY_AT_MOST), "block_id": "body"}
    if parcel.thread:
        return [spoken("head", *head), body]
    said = words.lines(parcel.entry, parcel.workspace.statuses, reader)
    about = f"{said.icon} {said.clients} · {said.sentence} · {parcel.entry.number}"
    foot = kit.ContextBlock(block_id="foot", elements=[plain_text(about, TEXT_AT_MOST)])
    card = _card_button(parcel, reader)
    return [spoken("head", *head), body, foot, *([kit.ActionsBlock(block_id="buttons", elements=card)] if card else [])]
