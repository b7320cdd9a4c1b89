"""The control API's own description, read off its doors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.control.door import PREFIX, Door

Node = dict[str, Any]

KINDS: dict[str, Node] = {
    "array": {"type": "array", "items": {}},
    "object": {"type": "object", "additionalProperties": True},
}
OK: Node = {
    "type": "object",
    "properties": {"ok": {"type": "boolean"}, "error": {"type": "string"}},
    "required": ["ok"],
    "additionalProperties": True,
}


def schema(kind: str) -> Node:
    return dict(KINDS.get(kind, {"type": kind}))


def answers(kind: str = "application/json", shape: Node | None = None) -> Node:
    return {
        "200": {
            "description": "What was asked, or ok: false with an error.",
            "content": {kind: {"schema": shape or OK}},
        }
    }


def operation(door: Door) -> Node:
    """One door: what stands in its path and query, and what in its body."""
    inside = {name for name in door.takes if f"{{{name}}}" in door.path}
    in_query = {} if door.method in ("POST", "PUT", "PATCH") else door.takes
    parameters = [
        {"name": name, "in": "path" if name in inside else "query", "required": name in inside or name in door.needs}
        | {"schema": schema(kind)}
        for name, kind in door.takes.items()
        if name in inside or name in in_query
    ]
    if door.listing:
        parameters += [
            {"name": name, "in": "query", "required": False, "description": about, "schema": {"type": "number"}}
            for name, about in (
                ("wait", "Seconds to wait for the list to fill."),
                ("least", "How many items to wait for."),
            )
        ]
    made: Node = {"summary": door.summary, "parameters": parameters, "responses": answers()}
    body = {name: schema(kind) for name, kind in door.takes.items() if name not in inside and name not in in_query}
    if body:
        required = [name for name in door.needs if name in body]
        shape = {"type": "object", "properties": body, "additionalProperties": False}
        shape |= {"required": required} if required else {}
        made["requestBody"] = {"content": {"application/json": {"schema": shape}}}
    return made


def others() -> Node:
    """What is no JSON: a form for files, a stream, and this description."""
    file: Node = {"type": "object", "required": ["user", "file"]}
    file |= {"properties": {"user": {"type": "string"}, "file": {"type": "string", "format": "binary"}}}
    form = {"content": {"multipart/form-data": {"schema": file}}}
    text = {"type": "string"}
    return {
        f"{PREFIX}/act/upload": {
            "post": {
                "summary": "Put a file into the workspace, for a message or a form.",
                "requestBody": form,
                "responses": answers(),
            }
        },
        f"{PREFIX}/events": {
            "get": {"summary": "News as server-sent events.", "responses": answers("text/event-stream", text)}
        },
        f"{PREFIX}/openapi.json": {
            "get": {"summary": "This description.", "responses": answers(shape={"type": "object"})}
        },
        f"{PREFIX}/": {"get": {"summary": "The control panel, a page.", "responses": answers("text/html", text)}},
    }


def described(doors: Iterable[Door]) -> Node:
    paths: Node = others()
    for door in doors:
        paths.setdefault(door.address, {})[door.method.lower()] = operation(door)
    info = {"title": "Sandbox", "version": "1", "description": "Controls of a local Slack workspace and mailbox."}
    return {"openapi": "3.1.0", "info": info, "paths": paths}
