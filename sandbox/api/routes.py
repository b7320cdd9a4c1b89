"""The addresses of the Web API, of uploads and downloads, and of later answers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.api.arguments import sent_in
from sandbox.api.gate import answer, note
from sandbox.api.transfers import download, hook, token_of, upload
from sandbox.api.weather import gone, lost, struck
from sandbox.box import Box
from sandbox.errors import Refused


async def method(request: Request) -> Response:
    """One call of the Web API, in good weather or bad."""
    box: Box = request.app.state.box
    name = request.path_params["method"]
    try:
        sent = await sent_in(request)
    except Refused as refused:
        return JSONResponse(refused.answer())
    if bad := await struck(box, name, request):
        note(box, name, sent, bad)
        return JSONResponse(bad.body, bad.status, dict(bad.headers)) if bad.status else gone()
    given = answer(box, name, token_of(request) or str(sent.get("token") or ""), sent)
    if lost(box, name, request):
        return gone()
    held = box.app.scopes
    headers = {} if held is None else {"x-oauth-scopes": ",".join(held)}
    return JSONResponse(given.body, given.status, headers | dict(given.headers))


def api_routes() -> list[BaseRoute]:
    return [
        Route("/api/{method}", method, methods=["GET", "POST"]),
        Route("/upload/v1/{secret}", upload, methods=["POST", "PUT"]),
        Route("/files-pri/{file}/{name:path}", download),
        Route("/hooks/{key}", hook, methods=["POST"]),
    ]
