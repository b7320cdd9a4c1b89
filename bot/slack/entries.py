"""Entries in modals: a few lines of each on the card, the whole of one on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.file_links import FileLinks, in_view
from bot.slack import doing, earlier, entry_foot
from bot.slack.form import plain, plain_text
from bot.slack.message import READ, Node, files, run, spoken
from bot.slack.modal import TITLE_AT_MOST, Context
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.clients import RecordNumber, StatusOption
from crm.domain.errors import NotFound
from crm.domain.i18n import _, ngettext
from crm.domain.timeline import Comment, Entry, entry_number
from crm.store.session import Session
from crm.views import entries, hearing, members
from templates import words
from templates.catalogue import Reader, moment, say
from templates.files import Link, linked
from templates.near import near
from templates.words import EDITED

CALLBACK = "entry"
BODY_AT_MOST = 250
COMMENT_AT_MOST = 150
COMMENTS_SHOWN = 2
COMMENTS_AT_MOST = 25  # three blocks each, of the hundred that a view may have


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What all entries of one view share."""

    reader: Reader
    now: datetime
    statuses: Sequence[StatusOption]
    names: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, member: Member, now: datetime) -> Page:
        return cls(
            reader=Reader.member(member),
            now=now,
            statuses=members.statuses(session),
            names=members.names(session),
        )


def lines(entry: Entry, page: Page, card: RecordNumber | None) -> list[Any]:
    """An entry on a client's card, or among others: what happened, the beginning of its text, its newest comments."""
    head = _head(entry, page, card)
    body = richtext.cut(entry.body, BODY_AT_MOST) if entry.body else None
    block = {**head, "elements": [*head["elements"], *(body["elements"] if body else ())]}
    cut = entry.body is not None and richtext.length(entry.body) > BODY_AT_MOST
    more = cut or len(entry.comments) > COMMENTS_SHOWN
    return [block, *_newest_comments(entry.comments, page), read_button(entry, page, more=more)]


def _head(
    entry: Entry, page: Page, card: RecordNumber | None, changes: int = words.NAMED_AT_MOST, link: Link | None = None
) -> Node:
    said = words.lines(entry, page.statuses, page.reader, changes)
    struck = {"strike": True} if entry.undone else {}
    marks = [_when(entry, page), entry.number, *_state(entry, page)]
    nodes = [run(f"{said.icon} "), run(said.sentence, bold=True, **struck), run(f"\n{' · '.join(marks)}")]
    others = entry.hidden or [one.number for one in entry.records] != [card]
    people = say(_("With {names}", names=list(entry.participants)), page.reader) if entry.participants else ""
    about = [one for one in (said.clients if others else "", people) if one]
    shown = [*([" · ".join(about)] if about else []), *said.changes]
    nodes += [run(f"\n{line}") for line in shown]
    nodes += files(entry, link)
    return spoken(f"entry:{entry.number}", *nodes)


def _when(entry: Entry, page: Page) -> str:
    """What is to come soon is said as people say it; what is past keeps its date."""
    at = entry.occurred_at
    return near(at, page.now, page.reader) if entry.upcoming(page.now) else moment(at, page.reader)


def _state(entry: Entry, page: Page) -> list[str]:
    if entry.undone:
        return [say(_("undone"), page.reader)]
    edited = [say(EDITED, page.reader)] if entry.edited else []
    state = _("done") if entry.done else _("upcoming") if entry.upcoming(page.now) else None
    state = _("overdue") if entry.overdue(page.now) else state
    return [*([say(state, page.reader)] if state else []), *edited]


def _newest_comments(comments: Sequence[Comment], page: Page) -> list[Any]:
    if not comments:
        return []
    shown = [_short(one, page) for one in comments[-COMMENTS_SHOWN:]]
    more = len(comments) - len(shown)
    if more:
        shown.insert(0, say(ngettext("{count} earlier comment", "{count} earlier comments", more), page.reader))
    return [kit.ContextBlock(elements=[plain_text(line, 2000) for line in shown])]


def _short(comment: Comment, page: Page) -> str:
    text = words.preview(comment.body, page.names, COMMENT_AT_MOST)
    return f"💬 {say(_('{label}: {value}', label=comment.author, value=text), page.reader)}"


def read_button(entry: Entry, page: Page, *, more: bool) -> Any:
    """To the whole of it: who was told, and what can be done about it stands there, too."""
    label = plain(say(_("Read {name}", name=entry.number), page.reader))
    words = _("Read all") if more else _("Open")
    button = kit.ButtonElement(
        action_id=READ, text=say(words, page.reader), value=entry.number, accessibility_label=label
    )
    return kit.ActionsBlock(elements=[button])


def entry_view(
    session: Session, member: Member, token: str, now: datetime, card: str = "", links: FileLinks | None = None
) -> dict[str, Any]:
    """The whole of one entry; ``card`` is what it was opened from, and is drawn anew when something is done here.

    Raises:
        NotFound: no such entry, or none that this member may see.
    """
    number = entry_number(token)
    entry = entries.entry(session, member, number) if number else None
    if entry is None:
        raise NotFound(what=token[:40])
    page, link = Page.of(session, member, now), in_view(links, session, member, entry.id, now)
    blocks: list[Any] = [_head(entry, page, None, len(entry.changes), link)]
    if entry.body:
        blocks.append({**richtext.cut(entry.body, richtext.length(entry.body)), "block_id": "body"})
    for one in (linked(each, link) for each in entry.comments[-COMMENTS_AT_MOST:]):
        by = run(f"💬 {one.author}", bold=True), run(f" · {moment(one.at, page.reader)}")
        blocks += [kit.DividerBlock(), spoken(f"by:{one.id}", *by), _comment(one)]
    blocks += earlier.versions(session, member, entry)
    blocks += [kit.DividerBlock(), *entry_foot.told(session, entry, page.reader, now)]
    buttons = entry_foot.buttons(entry, member, page.reader, now)
    buttons += entry_foot.about_hearing(entry, page.reader, muted=hearing.muted(session, member, entry.id))
    blocks.append(kit.ActionsBlock(elements=buttons))
    blocks += doing.whole(entry, page.reader, now)
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(Context(card=card)),
        title=plain(words.title(entry.action, page.reader), TITLE_AT_MOST),
        close=say(_("Close"), page.reader),
        blocks=blocks,
    ).to_dict()


def _comment(comment: Comment) -> Node:
    return {**richtext.cut(comment.body, richtext.length(comment.body)), "block_id": f"comment:{comment.id}"}
