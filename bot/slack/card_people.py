"""The people of a company: the first few on its card, all of them as a list in the card's place."""

from __future__ import annotations

from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import picker
from bot.slack.form import plain, plain_text
from bot.slack.modal import TITLE_AT_MOST
from crm.domain.access import Member
from crm.domain.clients import Record, RecordNumber
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import contacts
from crm.views.contacts import Contacts
from templates.catalogue import Reader, say

CALLBACK = "card:people"
ALL = "card:people"
ON_THE_CARD = 10
PAGE = 30


def lines(found: Contacts, reader: Reader) -> list[Any]:
    """On the card: some of them, and a way to the others."""
    if not found.found:
        return []
    more = [_ways(_button(ALL, _("All contacts"), str(found.company.number), reader))] if found.after else []
    return [_heading(_("Contacts"), reader), *(_row(one, reader) for one in found.found), *more]


def view(session: Session, member: Member, number: RecordNumber, after: RecordNumber | None) -> dict[str, Any]:
    """A page of them.

    Raises:
        NotFound: no such company for this member.
    """
    reader = Reader.member(member)
    found = contacts.page(session, member, number, count=PAGE, after=after)
    company = str(number)
    ways = [_button(picker.OPEN, _("Back to the card"), company, reader)]
    if found.after:
        ways.append(_button(ALL, _("More"), f"{company} {found.after}", reader))
    nobody = kit.SectionBlock(text=plain_text(say(_("Nobody is here yet."), reader), 3000))
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=company,
        title=plain(found.company.name, TITLE_AT_MOST),
        close=say(_("Close"), reader),
        blocks=[
            _heading(_("Contacts"), reader),
            *([_row(one, reader) for one in found.found] or [nobody]),
            kit.DividerBlock(),
            _ways(*ways),
        ],
    ).to_dict()


def _heading(words: Text, reader: Reader) -> Any:
    return kit.HeaderBlock(text=plain_text(say(words, reader), 150))


def _row(one: Record, reader: Reader) -> Any:
    number, function = str(one.number), one.fields.get("function")
    said = f"{one.dot} {one.name}" + (f"\n{function}" if function else "")
    return kit.SectionBlock(
        block_id=f"contact:{number}",
        text=plain_text(said, 600),
        accessory=kit.ButtonElement(
            action_id=picker.OPEN,
            text=say(_("Open"), reader),
            value=number,
            accessibility_label=plain(say(_("Open {name}", name=one.name), reader)),
        ),
    )


def _ways(*buttons: Any) -> Any:
    return kit.ActionsBlock(elements=list(buttons))


def _button(action: str, words: Text, value: str, reader: Reader) -> Any:
    return kit.ButtonElement(action_id=action, text=say(words, reader), value=value)
