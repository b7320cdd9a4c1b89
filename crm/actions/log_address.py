"""A member's own address for copies of their mails to and from clients."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Choice, Option
from crm.domain.i18n import _

GIVE, RENEW, REVOKE = "give", "renew", "revoke"

ACTION = Action(
    name="log-address",
    title=_("My address for copies"),
    help=_("Mails to and from clients that you copy to your own address are filed as infos."),
    sentence=_("{author} changed their address for copies"),
    icon="📧",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        Choice(
            name="wish",
            label=_("Wish"),
            options=(
                Option(GIVE, _("Show it, and make one if there is none")),
                Option(RENEW, _("Make a new one; the old one no longer works")),
                Option(REVOKE, _("Do without one")),
            ),
            initial=GIVE,
            example=GIVE,
        ),
    ),
)
