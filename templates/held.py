"""Why a mail waits for a person, in words."""

from __future__ import annotations

from collections.abc import Mapping

from crm.domain.i18n import Text, _

WHY: Mapping[str, Text] = {
    "unknown sender": _("Nobody here is known to write from this address."),
    "another sender": _("The address belongs to another member than the one this was sent to."),
    "about whom": _("It is not certain which client it is to or from. Choose one, and it is filed as an info."),
    "from a member": _("It came to a client’s own address, and a colleague’s address wrote it."),
    "doubtful sender": _("It is not certain who wrote it."),
    "not genuine": _("Its own mail server says that the address may be forged."),
    "no longer active": _("Its sender is no longer active here."),
    "too many in an hour": _("There were very many mails from this sender in the last hour."),
    "same Message-ID, other content": _("A mail with the same number came before and said something else."),
}
OTHERWISE = _("A person should look at it first.")


def why(reason: str) -> Text:
    """The sentence for a key of ``bot.mail.sorting``."""
    return WHY.get(reason, OTHERWISE)
