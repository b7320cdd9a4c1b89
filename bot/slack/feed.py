"""A member's calendar feed: its address is shown to them alone, made anew when it got about, and stopped."""

from __future__ import annotations

from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.feed_links import FeedLinks
from bot.slack.form import plain, plain_text
from bot.slack.modal import TITLE_AT_MOST, message_view
from crm.actions.calendar_feed import ACTION, RENEW, STOP
from crm.domain.access import Member
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views.feeds import address
from templates.catalogue import Reader, say

OPEN = "feed:open"
DECIDE = "feed:decide:"
TITLE = _("Calendar feed")
NOT_HERE = _(
    "Your calendar cannot reach Carnet yet. Ask whoever looks after it for a public address (CARNET_PUBLIC_URL)."
)
WHAT = _("Your calendar shows what you still have to do, as far as you may see it, and looks again by itself.")
HOW = _("Copy this address and add it to your calendar as a subscription, “from the web” or “by URL”:")
SECRET = _("Whoever knows the address sees the same. If it got about, make a new one: the old one ends at once.")


def button(reader: Reader) -> Any:
    """For wherever a member looks at what they have to do."""
    return kit.ButtonElement(action_id=OPEN, text=say(TITLE, reader))


def view(session: Session, member: Member, links: FeedLinks | None) -> dict[str, Any]:
    """The address, if there is one; else how to get it."""
    reader = Reader.member(member)
    if links is None:
        return message_view(TITLE, [NOT_HERE], reader)
    found = address(session, member)
    url = links.url(session.workspace, member.id, found.salt, found.digest) if found else None
    blocks = [_line(WHAT, reader)]
    if found and url:
        since = say(_("There is this address since {when}.", when=found.since), reader)
        blocks += [_line(HOW, reader), _address(url), _line(SECRET, reader), _small(since)]
    blocks.append(kit.ActionsBlock(elements=_buttons(reader, there=found is not None)))
    return View(
        type="modal",
        callback_id=ACTION.name,
        title=plain(say(TITLE, reader), TITLE_AT_MOST),
        close=say(_("Close"), reader),
        blocks=blocks,
    ).to_dict()


def _line(words: Text, reader: Reader) -> Any:
    return kit.SectionBlock(text=plain_text(say(words, reader), 3000))


def _small(words: str) -> Any:
    return kit.ContextBlock(elements=[plain_text(words, 2000)])


def _address(url: str) -> dict[str, Any]:
    """To be copied, and not to be opened: a browser would only download it."""
    text = {"type": "text", "text": url}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]}


def _buttons(reader: Reader, *, there: bool) -> list[Any]:
    if not there:
        words = say(_("Make an address"), reader)
        return [kit.ButtonElement(action_id=f"{DECIDE}{RENEW}", text=words, style="primary")]
    sure = kit.ConfirmObject(
        title=say(_("Are you sure?"), reader),
        text=kit.PlainTextObject(text=say(_("Calendars that use this address show nothing any more."), reader)),
        confirm=say(_("Yes"), reader),
        deny=say(_("Keep it"), reader),
    )
    renew, stop = say(_("Make a new address"), reader), say(_("Stop the feed"), reader)
    return [
        kit.ButtonElement(action_id=f"{DECIDE}{RENEW}", text=renew, confirm=sure),
        kit.ButtonElement(action_id=f"{DECIDE}{STOP}", text=stop, style="danger", confirm=sure),
    ]
