"""A member's own address for copies of their mails, among their preferences."""

from __future__ import annotations

from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.form import plain_text
from crm.actions.log_address import GIVE, RENEW
from crm.domain.access import NO_ROLE, Member
from crm.domain.i18n import _
from crm.store.session import Session
from crm.views import copies
from templates.catalogue import Reader, say

WISH = "copies:"
SHOWN = _(
    "Copy mails to and from clients to your own address (as BCC, or forward them): they are filed as infos. {address}"
)
NONE = _("With an address of your own, mails to and from clients that you copy there are filed as infos.")


def blocks(session: Session, member: Member, domain: str) -> list[Any]:
    """The address, and a button for a new one; nothing where no mail is taken, or for who has no part here."""
    if not domain or member.role.name == NO_ROLE.name:
        return []
    reader = Reader.member(member)
    address = copies.address(session, member, domain)
    said = _(SHOWN.msgid, address=address) if address else NONE
    wish, label = (RENEW, _("New address")) if address else (GIVE, _("Make an address"))
    button = kit.ButtonElement(action_id=f"{WISH}{wish}", text=say(label, reader), value=address or wish)
    return [kit.SectionBlock(block_id="copies", text=plain_text(say(said, reader), 3000), accessory=button)]
