"""The page of the workspace: one member, one conversation, perhaps one thread."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.controls import Node
from sandbox.page.drawing import HOME
from sandbox.page.looking import SHOWN, Looking
from sandbox.page.rendering import page
from sandbox.page.seen import Seen
from sandbox.page.weather import weather


def workspace_routes(looking: Looking) -> list[Route]:
    async def show(request: Request) -> Response:
        query = request.query_params
        user = query.get("as") or looking.first_member()
        if user not in looking.users():
            return RedirectResponse("/")
        channel = looking.channel_for(user, query.get("channel", ""))
        shown = int(query.get("shown") or SHOWN)
        return html(workspace_page(looking, user, channel, query.get("thread", ""), query.get("tab", ""), shown))

    return [Route("/", show)]


def html(body: str) -> HTMLResponse:
    # What the page shows changes all the time; a copy kept by the browser would be stale.
    return HTMLResponse(body, headers={"cache-control": "no-store"})


def workspace_page(looking: Looking, user: str, channel: Node, thread: str, tab: str, shown: int) -> str:
    seen = looking.seen(user)
    is_app = channel["id"] == seen.app_channel
    tab = tab if is_app else ""
    return page(
        "workspace.html",
        seen=seen,
        channel=channel,
        heading=looking.heading(seen, channel),
        channel_about=about(channel),
        is_app=is_app,
        tab=tab,
        home=looking.home(seen, {}) if tab == HOME else None,
        messages=looking.entries(seen.viewer, channel["id"], shown=shown),
        replies=looking.entries(seen.viewer, channel["id"], thread) if thread else [],
        more=looking.earlier(channel["id"], shown),
        shown=shown,
        thread=thread,
        context=context(looking, seen, channel["id"], thread, tab) | {"shown": shown},
        **weather(looking),
    )


def about(channel: Node) -> str:
    count = len(channel.get("members") or [])
    return channel.get("topic", {}).get("value") or (f"{count} members" if count and not channel.get("is_im") else "")


def context(looking: Looking, seen: Seen, channel: str, thread: str, tab: str) -> dict[str, Any]:
    """What the scripts need to know."""
    features = looking.manifest().get("features") or {}
    return {
        "user": seen.viewer.user,
        "channel": channel,
        "thread": thread,
        "tab": tab,
        "app": seen.app_name,
        "is_app": channel == seen.app_channel,
        "people": [{"id": id_, "name": name} for id_, name in seen.viewer.people.items()],
        "commands": features.get("slash_commands") or [],
        "shortcuts": features.get("shortcuts") or [],
    }
