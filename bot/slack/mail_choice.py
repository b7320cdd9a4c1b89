"""Which client a mail is about, when nobody that was offered is meant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.models.views import View

from bot.slack import picker
from bot.slack.clicks import Click
from bot.slack.context import Caller, Door
from bot.slack.message import escaped, run, spoken
from bot.slack.modal import refusal
from crm.actions import ACTIONS
from crm.domain.access import Member
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.store.session import Session
from templates.catalogue import Reader, say

log = structlog.get_logger()
CALLBACK = "mail:client"


async def choose(click: Click) -> None:
    """The form; it remembers the message that asked, so that the question goes from there."""
    asked = click.body.get("container") or {}
    context = {"mail": click.value[:20], "channel": asked.get("channel_id"), "ts": asked.get("message_ts")}

    def make(session: Session, member: Member) -> dict[str, Any]:
        return _view(Reader.member(member), context)

    await click.show(make)


def _view(reader: Reader, context: Mapping[str, Any]) -> dict[str, Any]:
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=json.dumps(context),
        title=say(_("File a mail"), reader),
        submit=say(_("File it"), reader),
        close=say(_("Cancel"), reader),
        blocks=[picker.chooser(reader)],
    ).to_dict()


def submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller, context = Caller.of(body), json.loads(view["private_metadata"])
        numbers = [str(one) for one in picker.chosen(view["state"])]
        try:
            done = await door.desk.perform(
                caller.team,
                ACTIONS["decide-mail"],
                actor=caller.user,
                inputs={"mail": context["mail"], "decision": "info", "clients": numbers},
                source=f"slack:mail:{context['mail']}:{view['id']}",
            )
        except Refused as refused:
            log.info("refused", user=caller.user, action="decide-mail", why=str(refused))
            await ack(**refusal(view, refused, await door.meet(caller)))
            return
        await ack()
        said = say(_("Filed as an info: {entry}.", entry=done.result), await door.meet(caller))
        if context["channel"] and context["ts"]:
            blocks = [spoken("answer", run("📨 "), run(said))]
            await client.chat_update(channel=context["channel"], ts=context["ts"], text=escaped(said), blocks=blocks)

    return on_submission
