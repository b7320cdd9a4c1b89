"""The gate before every method: who asks, whether they may, and what is written down of it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.api import about, chat, conversations, files, membership, scheduled, sockets, users, views
from sandbox.api.arguments import checked
from sandbox.api.call import Call, Method
from sandbox.box import Box
from sandbox.errors import Refused

Node = dict[str, Any]

FAMILIES = (about, chat, conversations, files, membership, scheduled, sockets, users, views)
METHODS: dict[str, Method] = {method.name: method for family in FAMILIES for method in family.METHODS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What goes back to the app."""

    body: Node
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(box: Box, name: str, token: str, sent: Mapping[str, Any]) -> Answer:
    """Answers a call, and notes it."""
    started = time.perf_counter()
    try:
        given = Answer(body={"ok": True, **called(box, name, token, sent)})
    except Refused as refused:
        headers = {"retry-after": str(refused.more["wait"])} if "wait" in refused.more else {}
        refused.more.pop("wait", None)
        given = Answer(body=refused.answer(), status=refused.status, headers=headers)
    took = (time.perf_counter() - started) * 1000
    note(box, name, sent, given, took)
    return given


def note(box: Box, name: str, sent: Mapping[str, Any], given: Answer, milliseconds: float = 0.0) -> None:
    error = given.body.get("error")
    problems = [str(error)] if error else []
    problems += (given.body.get("response_metadata") or {}).get("messages") or []
    shown = {key: value for key, value in sent.items() if key != "token"}
    box.records.note(
        "api", name, shown, given.body, milliseconds=milliseconds, problems=tuple(problems), status=given.status
    )
    box.news.tell("record")


def called(box: Box, name: str, token: str, sent: Mapping[str, Any]) -> Node:
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    authorize(box, method, token)
    args = checked(method, sent)
    call = Call(box=box, method=name, args=args)
    for scope in method.scopes:
        call.need(scope)
    if box.settings.rates:
        slowed(box, method, args)
    return method.run(call)


def authorize(box: Box, method: Method, token: str) -> None:
    """The right token for the method: the app's own for connections, the bot's for everything else."""
    secrets = box.app.secrets
    if method.name == "api.test":
        return
    if not token:
        raise Refused("not_authed")
    if token not in (secrets.bot_token, secrets.app_token):
        raise Refused("invalid_auth")
    if method.app_token != (token == secrets.app_token):
        raise Refused("not_allowed_token_type")
    if token == secrets.bot_token and box.app.tokens_revoked:
        raise Refused("token_revoked")


def slowed(box: Box, method: Method, args: Mapping[str, Any]) -> None:
    wait = box.rates.method(method.name, method.each_minute)
    if method.name == "chat.postMessage":
        wait = max(wait, box.rates.channel(str(args["channel"])))
    if wait > 0:
        raise Refused("ratelimited", status=429, wait=math.ceil(wait))
