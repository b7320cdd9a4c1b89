"""Calendar feeds: whoever knows the address sees what its owner has to do, and nobody learns whether one exists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.desk import Desk
from bot.feed_links import ENDING, PATH, digest_of
from crm.domain.errors import Busy
from crm.domain.i18n import _
from crm.store import feeds
from crm.views.feeds import Feed, feed
from templates import calendar
from templates.catalogue import Reader, say
from templates.happenings import happening

TOKEN_AT_MOST = 100  # letters
LATER = "30"  # seconds
MANNERS = {
    "Cache-Control": "private, max-age=300",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedDoor:
    """Asked by programs, every few minutes and for ever: what has not changed is not sent again."""

    desk: Desk

    def route(self) -> Route:
        return Route(f"{PATH}{{name}}", self.answer, methods=["GET"])

    async def answer(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        try:
            content = await self.desk.work_on(lambda: self._read(name.removesuffix(ENDING)))
        except Busy:
            return PlainTextResponse("busy", 503, {"Retry-After": LATER})
        if content is None:
            return PlainTextResponse("not found", 404)
        # Starlette's own comparison is for files; one of several tags may be ours.
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
        headers = {**MANNERS, "ETag": tag}
        if tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")

    def _read(self, token: str) -> bytes | None:
        if not token or len(token) > TOKEN_AT_MOST:
            return None
        with self.desk.store.outside() as connection:
            row = feeds.leads_to(connection, digest_of(token))
        if row is None:
            return None
        with self.desk.store.read(row.workspace_id) as session:
            found = feed(session, row.member_id, self.desk.clock.now())
        return _written(found) if found else None


def _written(found: Feed) -> bytes:
    """The same bytes as long as nothing changes: each event is dated by its entry."""
    reader, house = Reader.member(found.member), found.house
    events = (happening(one, house.team, reader, stamp=one.created_at) for one in found.entries)
    name = say(_("{agency}: to do", agency=house.name), reader)
    return calendar.feed(name, events)
