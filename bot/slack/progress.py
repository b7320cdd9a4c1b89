"""How far a job is, as a direct message that is changed while it goes on; in the end it sums up and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models import blocks as kit

from bot.slack.channel import FOR_GOOD
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import plain, plain_text
from bot.slack.message import escaped
from bot.slack.modal import message_view
from bot.slack.replies import whisper
from bot.slack.web_api import error_of
from crm.domain.errors import Refused
from crm.domain.i18n import _, ngettext
from crm.domain.jobs import Job
from crm.jobs import begin_undo
from crm.views.jobs import Progress
from scheduler.jobs import SLACK
from templates import jobs
from templates.catalogue import Reader, say

UNDO = "job:undo"
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
log = structlog.get_logger()


def register(app: AsyncApp, door: Door) -> None:
    app.action(UNDO)(listener(door, undo))


async def undo(click: Click) -> None:
    """Undo the whole of a job, as a job. The same button again is the same undoing."""
    caller, token, now = Caller.of(click.body), click.value[:40], click.door.desk.clock.now()
    await click.door.meet(caller)
    try:
        begun = await click.door.desk.begin(
            caller.team,
            lambda session: begin_undo(
                session, token, actor=caller.user, source=f"slack:undo:{token}", now=now, shown=SLACK
            ),
        )
    except Refused as refused:
        for problem in refused.problems:
            await whisper(click.door, click.client, click.body, problem.text, click.respond)
        return
    log.info("job.undo", user=caller.user, job=begun.job.number, repeat=begun.repeat)
    if begun.repeat:
        told = _("This is being undone, or is undone already.")
        await whisper(click.door, click.client, click.body, told, click.respond)


def begun_view(job: Job, reader: Reader) -> dict[str, Any]:
    """What a form becomes whose work goes on without it."""
    lines = [
        ngettext(
            "Carnet is at work for {count} client. You can close this.",
            "Carnet is at work for {count} clients. You can close this.",
            len(job.records),
        ),
        _("A direct message tells you how far it is and what it came to; there you can undo all of it."),
    ]
    return message_view(_("Being done"), lines, reader)


class ProgressTeller:
    """Posts a job's message once and changes it from then on; ``client_of`` gives the Web API client of a team."""

    def __init__(self, client_of: Callable[[str], Any]) -> None:
        self._client_of = client_of

    async def tell(self, progress: Progress) -> tuple[str, str] | None:
        client, call = self._client_of(progress.team), message(progress)
        place, mark = progress.job.place, progress.job.mark
        try:
            if place and mark:
                answer = await _changed(client, place, mark, call)
            else:
                answer = None
            if answer is None:
                answer = await client.chat_postMessage(channel=progress.reader.slack_user, **call)
        except SlackApiError as exc:
            log.warning("job.not_told", job=progress.job.number, error=error_of(exc))
            # Who cannot be told for good is not waited for.
            return (place or "", mark or "") if error_of(exc) in FOR_GOOD else None
        except (TimeoutError, aiohttp.ClientError, OSError) as exc:
            log.warning("job.not_told", job=progress.job.number, error=type(exc).__name__)
            return None
        return answer["channel"], answer["ts"]


async def _changed(client: Any, place: str, mark: str, call: Mapping[str, Any]) -> Any:
    """The message that stands; nothing when somebody deleted it."""
    try:
        return await client.chat_update(channel=place, ts=mark, **call)
    except SlackApiError as exc:
        if error_of(exc) not in GONE:
            raise
        return None


def message(progress: Progress) -> dict[str, Any]:
    """The arguments of ``chat.postMessage``, but for where."""
    reader = Reader.member(progress.reader)
    lines, named = jobs.lines(progress, reader), jobs.named(progress, reader)
    blocks: list[Any] = [kit.SectionBlock(block_id="head", text=plain_text("\n".join(lines), 3000))]
    if named:
        blocks.append(kit.SectionBlock(block_id="named", text=plain_text("\n".join(named), 3000)))
    if progress.finished and progress.done and progress.job.undoes is None:
        blocks.append(kit.ActionsBlock(block_id="buttons", elements=[_button(progress, reader)]))
    return {
        "text": escaped(plain(lines[0], 2000)),
        "blocks": [block.to_dict() for block in blocks],
        "metadata": {"event_type": "carnet_job", "event_payload": {"job": progress.job.number}},
    }


def _button(progress: Progress, reader: Reader) -> kit.ButtonElement:
    text = ngettext("Undo for {count} client?", "Undo for {count} clients?", progress.done)
    confirm = kit.ConfirmObject(
        title=say(_("Undo"), reader),
        text=kit.PlainTextObject(text=say(text, reader)),
        confirm=say(_("Undo"), reader),
        deny=say(_("Cancel"), reader),
    )
    return kit.ButtonElement(
        action_id=UNDO, text=say(_("Undo"), reader), value=progress.job.number, confirm=confirm, style="danger"
    )
