"""The buttons under a mail that waits: attach it to its entry, file it, or discard it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import mail_choice
from bot.slack.clicks import listener
from bot.slack.context import Caller, Door
from bot.slack.mail_notices import ANSWER, ATTACH, CHOOSE, DISCARD, FILE, INFO, REMEMBER
from bot.slack.message import escaped
from bot.slack.replies import told
from crm.actions import ACTIONS
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from crm.outcome import Done
from templates.catalogue import say

log = structlog.get_logger()
ATTACHED = _("Attached to the entry as a comment.")
ANSWERED = _("Filed as the client’s answer: {entry}.")
FILED = _("Filed as an info: {entry}.")
DISCARDED = _("Discarded. Nobody was told.")
DECISIONS: Mapping[str, Mapping[str, Any]] = {
    ATTACH: {"decision": "attach"},
    REMEMBER: {"decision": "attach", "remember": True},
    INFO: {"decision": "info"},
    ANSWER: {"decision": "answer"},
    DISCARD: {"decision": "discard"},
}


def register(app: AsyncApp, door: Door) -> None:
    for name in DECISIONS:
        app.action(name)(_listener(door))
    app.action(re.compile(f"^{FILE}[0-9]+$"))(_listener(door))
    app.action(CHOOSE)(listener(door, mail_choice.choose))
    app.view(mail_choice.CALLBACK)(mail_choice.submitted(door))


def _listener(door: Door) -> Any:
    async def on_click(ack: Any, body: Mapping[str, Any], action: Mapping[str, Any], respond: Any) -> None:
        await ack()
        caller = Caller.of(body)
        reader = await door.meet(caller)
        mail, _space, client = str(action.get("value", ""))[:40].partition(" ")
        wanted = DECISIONS.get(action["action_id"]) or {"decision": "info", "clients": [client]}
        try:
            done = await door.desk.perform(
                caller.team,
                ACTIONS["decide-mail"],
                actor=caller.user,
                inputs={"mail": mail, **wanted},
                source=f"slack:mail:{mail}:{action['action_id']}",
            )
        except Refused as refused:
            log.info("refused", user=caller.user, action="decide-mail", why=str(refused))
            await respond(text=told(refused, reader), response_type="ephemeral", replace_original=False)
            return
        said = say(told_of(wanted["decision"], done), reader)
        # The question goes from where it was asked; what it asked about stays readable above.
        await respond(text=escaped(said), blocks=_answered(body, said), replace_original=True)

    return on_click


def told_of(decision: str, done: Done) -> Text:
    """What became of the mail."""
    said = {"discard": DISCARDED, "info": FILED, "answer": ANSWERED}.get(decision, ATTACHED)
    return Text(said.msgid, {"entry": done.result}) if decision in {"info", "answer"} else said


def _answered(body: Mapping[str, Any], said: str) -> list[dict[str, Any]]:
    asked = (body.get("message") or {}).get("blocks") or ()
    kept = [block for block in asked if block.get("type") != "actions"]
    answer = {"type": "context", "block_id": "answer", "elements": [{"type": "plain_text", "text": said}]}
    return [*kept, answer]
