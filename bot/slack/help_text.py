"""The help, read off the toolbox: only what the member may do."""

from __future__ import annotations

from bot.slack.message import escaped
from bot.slack.toolbox import NO_ROLE
from crm.actions.report import ACTION as REPORT
from crm.domain.access import Member
from crm.domain.i18n import Text, _
from crm.views.members import toolbox
from templates.catalogue import Reader, say

# Command, what may be typed behind it, and what it is for.
GENERAL: tuple[tuple[str, Text, Text], ...] = (
    ("/toolbox", _("[client]"), _("Everything you can do, in one place.")),
    ("/client", _("[name or id]"), _("The client card with its infobox.")),
    ("/clients", _("[words, filters]"), _("The list of clients: narrow it down, act on several at once.")),
    ("/upcoming", _("[group]"), _("What you have to do: overdue, today, this week, later.")),
    ("/crm", _("[action] [client] [text] or help"), _("Any action by its name.")),
)

# What “/crm” does beside the actions; no command of its own for the manifest.
SEARCH = ("/crm search", _("[words]"), _("Search what notes and comments say."))
# What may be said instead, in one's own words.
TALK = ("@Carnet", _("[what happened, or help]"), _("Say it in your own words, here or in a direct message."))


def written(member: Member, asked: str = "help") -> str:
    """The help for this member; a word that is no action is answered kindly first."""
    reader = Reader.member(member)
    lines = (
        []
        if asked.casefold() in {"help", "aide", "hilfe", "?"}
        else [say(_("“{word}” is not an action here. This is what you can do:", word=escaped(asked[:40])), reader)]
    )
    actions = toolbox(member)
    lines += [f"{one.icon} `{one.command}` *{say(one.title, reader)}* – {say(one.help, reader)}" for one in actions]
    more = (*GENERAL, SEARCH, TALK)
    lines += [f"`{command} {say(hint, reader)}` – {say(words, reader)}" for command, hint, words in more]
    lines.append(f"`/crm {REPORT.name}` – {say(REPORT.help, reader)}")
    if not actions:
        lines.append(say(NO_ROLE, reader))
    return "\n".join(lines)
