"""Bytes of files on their way in and out, and answers to response addresses."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.api.answers import respond
from sandbox.api.arguments import read_json
from sandbox.api.gate import Answer, note
from sandbox.api.weather import struck
from sandbox.box import Box
from sandbox.errors import Refused

SIGN_IN = "<!DOCTYPE html><title>Sign in | Slack</title><p>Sign in to see this file."


def token_of(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def upload(request: Request) -> Response:
    box: Box = request.app.state.box
    held = box.workspace.files.values()
    file = next((one for one in held if one.secret and one.secret == request.path_params["secret"]), None)
    if file is None or file.uploaded:
        return Response("not found", 404)
    body = await sent_bytes(request)
    if len(body) != file.length:
        return Response(f"expected {file.length} bytes, got {len(body)}", 400)
    file.content, file.uploaded = body, True
    return Response(f"OK - {len(body)}")


async def sent_bytes(request: Request) -> bytes:
    """The bytes of a file, sent plainly or as a form."""
    if "multipart" not in request.headers.get("content-type", ""):
        return await request.body()
    async with request.form() as form:
        part = next((one for one in form.values() if not isinstance(one, str)), None)
        return await part.read() if part else b""


async def download(request: Request) -> Response:
    box: Box = request.app.state.box
    file = box.workspace.files.get(request.path_params["file"].rpartition("-")[2])
    scopes = box.app.scopes
    if token_of(request) != box.app.secrets.bot_token or (scopes is not None and "files:read" not in scopes):
        # Slack answers with its page for signing in, and with 200: clients must look at the content type.
        return HTMLResponse(SIGN_IN)
    if file is None or not file.uploaded:
        return Response("not found", 404)
    return Response(file.content, media_type=file.kind)


async def hook(request: Request) -> Response:
    """An answer to a response address."""
    box: Box = request.app.state.box
    if bad := await struck(box, "response_url", request):
        return Response(bad.body["error"], bad.status or 503, dict(bad.headers))
    body: dict[str, Any] = {}
    try:
        body = read_json(await request.body())
        respond(box, request.path_params["key"], body)
    except Refused as refused:
        status = 404 if refused.status == 404 else 400  # noqa: PLR2004  # gone, or wrong
        note(box, "response_url", body, Answer(body=refused.answer(), status=status))
        return JSONResponse(refused.answer(), status)
    note(box, "response_url", body, Answer(body={"ok": True}))
    return Response("ok", media_type="text/html")
