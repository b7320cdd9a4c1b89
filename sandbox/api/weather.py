"""Faults that strike the app's calls."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from sandbox.api.gate import Answer
from sandbox.box import Box

BEFORE = ("ratelimited", "error", "status", "timeout", "drop")
FOREVER = 3600.0


async def struck(box: Box, name: str, request: Request) -> Answer | None:
    """The answer that bad weather gives in place of the method; None when it goes its way."""
    if slow := box.faults.strike(name, "latency"):
        await asyncio.sleep(slow.seconds)
    fault = box.faults.strike(name, *BEFORE)
    if fault is None:
        return None
    box.news.tell("faults")
    if fault.kind == "ratelimited":
        headers = {"retry-after": f"{fault.seconds or 1:.0f}"}
        return Answer(body={"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    if fault.kind == "error":
        return Answer(body={"ok": False, "error": fault.error or "internal_error"})
    if fault.kind == "timeout":
        await asyncio.sleep(fault.seconds or FOREVER)
    if fault.kind == "status":
        return Answer(body={"ok": False, "error": fault.error or "internal_error"}, status=fault.code or 500)
    hang_up(request)
    return Answer(body={"ok": False, "error": "connection dropped"}, status=0)


def lost(box: Box, name: str, request: Request) -> bool:
    """Whether the answer of a call that was carried out is lost on the way."""
    fault = box.faults.strike(name, "lost")
    if fault:
        hang_up(request)
    return fault is not None


def hang_up(request: Request) -> None:
    """Cuts the connection without a word."""
    # ASGI knows no way to hang up; the server's own cycle, whose method receive is, holds the transport.
    cycle = getattr(request.receive, "__self__", None)
    if cycle is not None:
        cycle.transport.abort()


def gone() -> Response:
    return Response(status_code=503)
