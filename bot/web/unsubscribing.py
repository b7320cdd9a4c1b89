"""Where a link in a mail stops something: a page that asks, and the click that does it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import Desk
from bot.stop_links import PATH, Stop, StopLinks, hear_no_more
from bot.web.page import asked_language, page
from crm import directory
from crm.domain.errors import Busy, Refused
from crm.domain.i18n import Text, _
from crm.domain.preferences import LABELS, Topic
from crm.views import members
from templates.catalogue import Reader

log = structlog.get_logger()
NOT_OURS = _("This link leads nowhere")
INCOMPLETE = _("Perhaps it was cut in two: copy the whole of it from the mail.")
NOT_NEEDED = _("There is nothing to turn off")
GONE = _("Whoever this link was for is not told of it any more.")
BUSY = _("Carnet is busy at the moment")
AGAIN = _("Nothing was changed. Please try again in a few seconds.")
DONE = _("Done")


@dataclass(frozen=True, kw_only=True, slots=True)
class StopDoor:
    """What opening a link needs."""

    desk: Desk
    links: StopLinks

    def route(self) -> Route:
        return Route(f"{PATH}{{token}}", self.answer, methods=["GET", "POST"])

    async def answer(self, request: Request) -> Response:
        """Looking changes nothing: programs that check mails for viruses open every link (RFC 8058 §6)."""
        reader, token = asked_language(request), request.path_params["token"]
        stop = self.links.read(token)
        if stop is None:
            return page(reader, NOT_OURS, [INCOMPLETE], status=404)
        try:
            reader, agency = await self.desk.work_on(partial(self._whose, stop))
            if request.method == "POST":
                await self.desk.work_on(partial(self._stop, stop, token))
        except Busy:
            return page(reader, BUSY, [AGAIN], status=503)
        except Refused as refused:
            log.info("unsubscribe.refused", member=stop.member, why=str(refused))
            return page(reader, NOT_NEEDED, [GONE])
        if request.method == "POST":
            log.info("unsubscribed", member=stop.member, entry=stop.entry, topic=stop.topic)
            return page(reader, DONE, [_stopped(stop), _again(stop)], foot=agency)
        return page(reader, _question(stop), [_meaning(stop), _again(stop)], button=_button(stop), foot=agency)

    def _whose(self, stop: Stop) -> tuple[Reader, str]:
        with self.desk.store.read(stop.workspace) as session:
            member = members.reader(session, f"M-{stop.member}")
            return Reader.member(member), str(directory.describe(session)["name"])

    def _stop(self, stop: Stop, token: str) -> None:
        hear_no_more(self.desk.store, stop, token=token, door="web", now=self.desk.clock.now())


def _entry(stop: Stop) -> str:
    return f"E-{stop.entry}"


def _question(stop: Stop) -> Text:
    if stop.topic:
        return _("No more of this: {topic}?", topic=LABELS[stop.topic])
    return _("Hear no more of {entry}?", entry=_entry(stop))


def _meaning(stop: Stop) -> Text:
    if stop.topic is Topic.COMMENT:
        return _("You will not be told of comments any more, neither by mail nor in Slack.")
    if stop.topic:
        return _("It will not come any more, neither by mail nor in Slack.")
    return _("You will not be told of comments and news of this entry any more. Your own reminders still come.")


def _button(stop: Stop) -> Text:
    return _("Turn it off") if stop.topic else _("Mute {entry}", entry=_entry(stop))


def _stopped(stop: Stop) -> Text:
    if stop.topic:
        return _("It is turned off: {topic}.", topic=LABELS[stop.topic])
    return _("You hear no more of {entry}. Your own reminders still come.", entry=_entry(stop))


def _again(stop: Stop) -> Text:
    if stop.topic:
        return _("To turn it on again, type /crm preferences in Slack.")
    return _("To hear of it again, open {entry} in Slack and press “Unmute”.", entry=_entry(stop))
