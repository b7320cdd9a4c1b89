"""Why a member's mail was not taken, and what to do, in words for whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm.domain.i18n import Text, _

# The keys are those of ``bot.mail.sorting``.
NO_WORDS = "says nothing new"
TOO_MANY = "too many in an hour"
TOO_LARGE = "too large"
GONE = "not found"
DELETED = "deleted"
WHY: Mapping[str, Sequence[Text]] = {
    NO_WORDS: (
        _("It holds no new words and no files that could be kept."),
        _("Please write your answer above what you quote, and send it again."),
    ),
    TOO_MANY: (
        _("Very many mails about {entry} came from you within an hour, so this one waits for the author of {entry}."),
        _("You need not send it again. What is urgent, please write in the entry’s thread in Slack."),
    ),
    TOO_LARGE: (
        _("It is larger than 30 MB with its files."),
        _("Please send it again with smaller files, or put the files into the entry’s thread in Slack."),
    ),
    GONE: (
        _("You may not see {entry} any more, or it is no longer there."),
        _("If you need it, ask a colleague who works with this client, or an administrator."),
    ),
    DELETED: (
        _("{entry} was deleted together with its client."),
        _("If it still matters, note it with another client: type /crm-info in Slack."),
    ),
}


def why(reason: str, entry: str) -> list[Text] | None:
    """The reason and the cure; None for what its sender need not hear of."""
    found = WHY.get(reason)
    return [Text(one.msgid, {"entry": entry} if "{entry}" in one.msgid else {}) for one in found] if found else None
