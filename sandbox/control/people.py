"""Doors for acting as a member."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.acting import clicks, commands, modals, talking
from sandbox.acting.site import Site
from sandbox.control.door import Door, Run, fields

Node = dict[str, Any]
Act = Callable[[Site, str, Node], Awaitable[Node]]

SPEAKING = fields(string="user channel thread_ts ts text", array="blocks files", boolean="reply_broadcast")
VIEW = fields(string="user view_id", object="values", boolean="clear")
CLICKED = fields(
    string="user view_id channel ts block_id action_id type value selected_date selected_time selected_user "
    "selected_channel selected_conversation timezone",
    number="selected_date_time",
    boolean="is_ephemeral",
    object="values selected_option rich_text_value",
    array="selected_options selected_users selected_channels selected_conversations files",
)


def acted(act: Act) -> Run:
    """An act of a member; who acts must be here."""

    async def run(site: Site, asked: Node) -> Node:
        user = str(asked.pop("user"))
        site.person(user)
        return await act(site, user, asked)

    return run


def door(name: str, summary: str, act: Act, takes: dict[str, str], *needs: str) -> Door:
    return Door(
        method="POST", path=f"/act/{name}", summary=summary, run=acted(act), takes=takes, needs=("user", *needs)
    )


DOORS = (
    door("message", "Say something in a conversation or thread.", talking.message, SPEAKING, "channel"),
    door("edit", "Change a message of one's own.", talking.edit, SPEAKING, "channel", "ts"),
    door("delete", "Take back a message of one's own.", talking.delete, SPEAKING, "channel", "ts"),
    door("command", "Type a slash command.", commands.command, SPEAKING, "channel", "text"),
    door(
        "shortcut",
        "Use a shortcut of the workspace, or of a message.",
        commands.shortcut,
        fields(string="user callback_id channel ts"),
        "callback_id",
    ),
    door("click", "Press or choose something in a message, form or Home tab.", clicks.click, CLICKED, "action_id"),
    door("action", "The same as click.", clicks.click, CLICKED, "action_id"),
    door("suggest", "Type into a select whose options the app finds.", clicks.suggest, CLICKED, "action_id"),
    door("submit", "Send the form on top; fields left out stay as they are.", modals.submit, VIEW),
    door("close", "Close the form on top, or with clear all of them.", modals.close, VIEW),
    door("home", "Look at the app: its Home tab or its messages.", talking.home, fields(string="user tab")),
    door("join", "Come into a channel.", talking.come, fields(string="user channel inviter"), "channel"),
    door("leave", "Leave a channel.", talking.go, fields(string="user channel"), "channel"),
)
