"""Arguments as they come in: JSON or form, texts or values, complete or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.api.call import FLAG, JSON, LIST, NUMBER, TEXT, Method
from sandbox.errors import Refused

TRUE, FALSE = ("true", "1"), ("false", "0", "")
# What clients add to every call.
ALWAYS = ("token", "team_id", "pretty", "charset")


async def sent_in(request: Request) -> dict[str, Any]:
    """What a request carries, wherever it carries it."""
    found: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = await request.body()
        found |= read_json(body) if body.strip() else {}
    elif kind == "multipart/form-data":
        async with request.form() as form:
            found |= form
    elif request.method == "POST":
        body = await request.body()
        found |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return found


def read_json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def checked(method: Method, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a method, each read as its kind; all that is wrong is said at once."""
    problems, args = [], {}
    for name, value in sent.items():
        kind = method.takes.get(name)
        if kind is None:
            problems += [] if name in ALWAYS else [f"invalid additional property: {name}"]
            continue
        # Clients in JSON send null for what they leave out.
        if value is None:
            continue
        try:
            args[name] = read(kind, value)
        except ValueError as wrong:
            problems.append(f"{wrong} [json-pointer:/{name}]")
    problems += [f"missing required field: {name}" for name in method.needs if args.get(name) in (None, "")]
    if problems:
        raise Refused("invalid_arguments", *problems)
    return args


def read(kind: str, value: Any) -> Any:
    return READERS[kind](value)


def read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must provide a string")  # noqa: TRY004  # a wrong argument, whatever is wrong with it
    return value


def read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in TRUE:
        return True
    if str(value).lower() in FALSE:
        return False
    raise ValueError("must provide a boolean")


def read_number(value: Any) -> int:
    try:
        return int(value)
    except (ValueError, TypeError):
        raise ValueError("must provide an integer") from None


def read_list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [one.strip() for one in str(value).split(",") if one.strip()]


def read_value(value: Any) -> Any:
    """A value of any shape; in a form it is JSON in a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise ValueError("must provide JSON") from None


READERS = {TEXT: read_text, FLAG: read_flag, NUMBER: read_number, LIST: read_list, JSON: read_value}
