"""Export in Slack: its form, asked for on a card or a list, and the workbook that comes as a direct message."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.exporting import Made, holds, make, more
from bot.slack import listing as lists
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import Form, inputs_of
from bot.slack.listing import Shown
from bot.slack.message import escaped
from bot.slack.modal import ACT, action_view, alerted, labelled, message_view, refusal
from bot.slack.replies import answer_in_time
from bot.slack.web_api import error_of
from crm.actions import ACTIONS
from crm.actions.export import ACTION, FILTERS, NAME
from crm.domain.access import Member, Scope
from crm.domain.errors import NotAllowed, Refused
from crm.domain.exports import Extent
from crm.domain.i18n import Text, _
from crm.outcome import Done
from crm.store.session import Session
from crm.views import exports, members, typed
from templates.catalogue import Reader, say

GET = _("Get the workbook")
BEGUN = (
    _("Your workbook is being made. You can close this."),
    _("It comes as a direct message, as soon as it is ready."),
)
NOT_SENT = _("The workbook could not be sent to you. Please export once more.")
NOT_YET = _("Carnet may not send files here yet. An administrator can install it once more; then export again.")
ELSEWHERE = _("Your workbook was made already; you find it here.")
MAY_NOT = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})
log = structlog.get_logger()


def register(app: AsyncApp, door: Door) -> None:
    app.view(f"{ACT}{NAME}")(_submitted(door))
    app.action(lists.EXPORT)(listener(door, of_list))


async def of_list(click: Click) -> None:
    """The form with the filters of the list, laid over it."""
    shown = Shown.read(click.body["view"].get("private_metadata", ""))
    await click.show(partial(_of_list, shown=shown, now=click.door.desk.clock.now()), NAME, push=True)


def _of_list(session: Session, member: Member, *, shown: Shown, now: Any) -> dict[str, Any]:
    if member.reach(NAME) is Scope.NONE:
        raise NotAllowed
    reader = Reader.member(member)
    text = typed.written(session, member, shown.filters)
    form = Form(reader=reader, now=now, values={FILTERS.name: text})
    return action_view(ACTION, form, fields=[FILTERS], submit=GET)


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller = Caller.of(body)
        asking = asyncio.ensure_future(_ask(door, caller, view))
        await answer_in_time(door, ack, client, body, _answer(door, caller, view, asking))
        done = None if asking.exception() else asking.result()
        # A double click and a repeated request carry the same view: one workbook.
        if done is not None and not done.repeat:
            await Handing(door=door, caller=caller, client=client).hand_over(done.result)

    return on_submission


async def _ask(door: Door, caller: Caller, view: Mapping[str, Any]) -> Done:
    """The audit row that says what is asked for; everything that can be refused is refused here."""
    return await door.desk.perform(
        caller.team, ACTION, actor=caller.user, inputs=inputs_of(view["state"]), source=f"slack:view:{view['id']}"
    )


async def _answer(door: Door, caller: Caller, view: Mapping[str, Any], asking: asyncio.Future[Done]) -> dict[str, Any]:
    """The view that takes the form's place: it is being made, or why not."""
    try:
        done = await asking
    except Refused as refused:
        log.info("refused", user=caller.user, action=NAME, why=str(refused))
        found = refusal(view, refused, await door.meet(caller))
        return found.get("view") or alerted(view, labelled(view, found["errors"]))
    log.info("performed", user=caller.user, action=NAME, result=done.result, repeat=done.repeat)
    return message_view(_("Export"), BEGUN, await door.meet(caller))


@dataclass(frozen=True, kw_only=True, slots=True)
class Handing:
    """One workbook on its way: a message says that it is being made, and in the end what it holds."""

    door: Door
    caller: Caller
    client: Any

    async def hand_over(self, number: str) -> None:
        member, extent = await self.door.ask(self.caller, partial(_asked, number=number), NAME)
        reader = Reader.member(member)
        text = f"⏳ {say(_('Your workbook is being made; it comes here.'), reader)}"
        begun = await self.client.chat_postMessage(channel=self.caller.user, text=escaped(text))
        try:
            sign, told = "✅", await self._sent(extent, number, begun["channel"])
        except Refused as refused:
            sign, told = "⚠️", [problem.text for problem in refused.problems]
            # Nothing is owed any more: whoever starts next need not refuse it once more.
            await self._note(number, 0)
        except (SlackApiError, SlackRequestError, TimeoutError, aiohttp.ClientError) as exc:
            error = error_of(exc) if isinstance(exc, SlackApiError) else type(exc).__name__
            log.warning("export.not_sent", export=number, error=error)
            sign, told = "⚠️", [NOT_YET if error in MAY_NOT else NOT_SENT]
        text = f"{sign} {' '.join(say(one, reader) for one in told)}"
        await self.client.chat_update(channel=begun["channel"], ts=begun["ts"], text=escaped(text))

    async def _sent(self, extent: Extent, number: str, place: str) -> list[Text]:
        """Made in the background; written down before it leaves the house; what the message says then."""
        desk = self.door.desk
        with tempfile.TemporaryDirectory(prefix="carnet-") as folder:
            async with self.door.exporting:
                made, content = await desk.work_on(partial(self._made, extent, folder))
            if (await self._note(number, made.rows)).repeat:
                return [ELSEWHERE]
            await self.client.files_upload_v2(
                channel=place, content=content, filename=made.path.name, title=made.path.name
            )
        return [holds(made.path.name, made.rows), *([] if made.whole else [more()])]

    async def _note(self, number: str, rows: int) -> Done:
        return await self.door.desk.perform(
            self.caller.team,
            ACTIONS["exported"],
            actor=self.caller.user,
            inputs={"export": number, "rows": str(rows)},
            source=f"slack:exported:{number}",
            waiting=False,
        )

    def _made(self, extent: Extent, folder: str) -> tuple[Made, bytes]:
        desk, user = self.door.desk, self.caller.user
        made = make(
            desk.store,
            desk.workspace(self.caller.team),
            lambda session: members.reader(session, user, NAME),
            extent,
            Path(folder),
            now=desk.clock.now(),
        )
        return made, made.path.read_bytes()


def _asked(session: Session, member: Member, *, number: str) -> tuple[Member, Extent]:
    return member, exports.asked(session, member, number)
