"""Why a notice did not arrive, where we know the words for it; what a server or Slack answered stays as it came."""

from __future__ import annotations

from crm.domain.i18n import Text, _

# The ledger keeps them in English; whoever looks reads them in their language.
KNOWN = {
    one.msgid: one
    for one in (
        _("happened before the demo began"),
        _("undone"),
        _("muted"),
        _("deleted"),
        _("done"),
        _("put to another time"),
        _("somebody else looks after it"),
        _("no longer needed"),
        _("entry or recipient is gone"),
        _("recipient may no longer see it"),
        _("not everybody there may see it"),
        _("comment was deleted"),
        _("it is no longer in the ledger"),
        _("the entry's own message is not there"),
        _("the message is not there any more"),
        _("this is not an address that mail can be sent to"),
        _("the mail server takes no address with such letters (SMTPUTF8)"),
        _("no answer in time"),
        _("this process keeps no files"),
        _("there was nothing to tell"),
        _("told together with others"),
        _("it would have come more than three hours late"),
        _("waits for the end of quiet hours"),
    )
}


def reason(text: str | None) -> Text | str:
    return KNOWN.get(text or "", text or "")
