"""Pieces of the page that are fetched again when there is news."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.page.composing import rich_text, wire_text
from sandbox.page.controls import Place
from sandbox.page.looking import Looking
from sandbox.page.rendering import PICTURES, page
from sandbox.page.workspace import html

INLINE = PICTURES | {"application/pdf", "text/plain"}


def fragment_routes(looking: Looking) -> list[Route]:
    async def messages(request: Request) -> Response:
        query = request.query_params
        viewer, thread = looking.viewer(query["as"]), query.get("thread", "")
        found = looking.entries(viewer, query["channel"], thread)
        return html(page("messages.html", messages=found, viewer=viewer, thread=thread))

    async def view(request: Request) -> Response:
        asked = await request.json()
        seen, shown = looking.seen(asked["as"]), looking.top_view(asked["as"])
        if not shown:
            return JSONResponse({"html": "", "hash": ""})
        place = Place(
            viewer=seen.viewer,
            surface="modal",
            container=shown["id"],
            conversation=asked.get("channel", ""),
            values=(asked.get("values") or {}).get(shown["id"], {}),
        )
        return JSONResponse({"html": page("view.html", view=shown, at=place), "hash": shown["hash"]})

    async def home(request: Request) -> Response:
        asked = await request.json()
        found = looking.home(looking.seen(asked["as"]), asked.get("values") or {})
        return JSONResponse({"html": page("home.html", home=found), "hash": found["view"]["hash"] if found else ""})

    async def compose(request: Request) -> Response:
        typed, names = (await request.json())["text"], looking.names()
        return JSONResponse({"text": wire_text(typed, names), "blocks": [rich_text(typed, names)]})

    async def file(request: Request) -> Response:
        found = looking.file(request.path_params["id"])
        if not found:
            return Response("This file is not in the workspace.", 404)
        # Anything that a browser might run is saved rather than shown.
        shown = "inline" if found.kind in INLINE else "attachment"
        headers = {"content-disposition": shown, "x-content-type-options": "nosniff"}
        return Response(found.content, media_type=found.kind, headers=headers)

    return [
        Route("/page/messages", messages),
        Route("/page/view", view, methods=["POST"]),
        Route("/page/home", home, methods=["POST"]),
        Route("/page/compose", compose, methods=["POST"]),
        Route("/page/files/{id}/{name:path}", file),
    ]
