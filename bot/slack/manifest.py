"""The app's manifest, read off the toolbox: commands, shortcuts, scopes and events, in one language."""

from __future__ import annotations

from typing import Any

from bot.slack import shortcuts
from bot.slack.help_text import GENERAL
from crm.actions import TOOLBOX
from crm.domain.action import Action
from crm.domain.i18n import Language, Text, _
from templates.catalogue import Reader, say

# Each scope for what needs it; Slack shows them to whoever installs the app.
SCOPES = (
    "app_mentions:read",  # what is said to @Carnet
    "channels:history",  # replies in the threads of public channels
    "channels:join",  # a company's own channel
    "channels:read",  # who reads the infobox channel
    "chat:write",  # entries, comments, direct messages
    "commands",  # slash commands and shortcuts
    "files:read",  # attachments of a form
    "files:write",  # workbooks of an export
    "groups:history",  # replies in private channels
    "groups:read",  # who reads a private infobox channel
    "im:history",  # replies in direct messages
    "team:read",  # the workspace's name
    "users:read",  # the agency's people
    "users:read.email",  # where their notices go
)
EVENTS = (
    *("app_home_opened", "team_join", "user_change"),
    *("app_mention", "message.channels", "message.groups", "message.im"),
    *("member_joined_channel", "member_left_channel"),
    *(
        "channel_archive",
        "channel_deleted",
        "channel_rename",
        "channel_unarchive",
        "channel_shared",
        "channel_unshared",
    ),
    *("group_archive", "group_deleted", "group_rename", "group_unarchive"),
)
DESCRIPTION = _("The client toolbox of your agency: notes, status, contacts, one infobox per client.")
CLIENT_HINT = _("[client] [text]")


def manifest(language: Language = "en", *, socket_mode: bool = True, url: str = "") -> dict[str, Any]:
    """The manifest for Slack's app page; ``url`` is where Slack's requests go without Socket Mode."""
    reader = Reader.of(language, "UTC")
    address = {} if socket_mode else {"request_url": url}
    options = {} if socket_mode else {"message_menu_options_url": url}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Carnet",
            "description": say(DESCRIPTION, reader),
            "background_color": "#1F4E5F",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "carnet", "always_online": True},
            "shortcuts": _shortcuts(reader),
            "slash_commands": [one | ({} if socket_mode else {"url": url}) for one in _commands(reader)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **address, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _shortcuts(reader: Reader) -> list[dict[str, str]]:
    found = (
        (shortcuts.GLOBAL, "global", _("Toolbox"), _("Everything you can do, in one place.")),
        (shortcuts.MESSAGE, "message", _("Add to infobox"), _("Keep this message as a note about a client.")),
    )
    return [
        {"name": say(name, reader), "type": kind, "callback_id": callback, "description": say(words, reader)}
        for callback, kind, name, words in found
    ]


def _commands(reader: Reader) -> list[dict[str, Any]]:
    own = [_command(one.command, one.help, _hint(one), reader) for one in TOOLBOX.values()]
    general = [_command(command, words, hint, reader) for command, hint, words in GENERAL]
    return [*general, *own]


def _command(command: str, words: Any, hint: Text, reader: Reader) -> dict[str, Any]:
    return {
        "command": command,
        "description": say(words, reader),
        "usage_hint": say(hint, reader),
        "should_escape": True,
    }


def _hint(action: Action) -> Text:
    """What may be typed behind the command: a client where the form has one, then the main field's text."""
    main, target = action.field(action.main), action.field(action.clients or "company")
    if action.clients or main is None:
        return CLIENT_HINT
    named = [one.label for one in (target, main) if one is not None]
    return Text(" ".join(f"[{{field{place}}}]" for place in range(len(named))), _numbered(named))


def _numbered(labels: list[Any]) -> dict[str, Any]:
    return {f"field{place}": label for place, label in enumerate(labels)}
