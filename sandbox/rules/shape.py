"""The shapes of Block Kit as data, compiled once into checks.

``shapes.json`` was made from the types of ``@slack/types`` (MIT) with the documented numbers added. Its words: ``type``
and ``enum``, ``fields``, ``required``, ``closed`` (no other fields), ``items``, ``kinds`` (a shape for each ``type``),
lengths and ranges. A shape that is a string is the name of another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Problem = tuple[str, str]
Check = Callable[[Any, str, list[Problem]], None]
Shape = Mapping[str, Any]

SHAPES: dict[str, Any] = json.loads((Path(__file__).parent / "shapes.json").read_text(encoding="utf-8"))
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
NOUNS = {"object": "an object", "array": "an array", "integer": "an integer"}


def is_a(kind: str, value: Any) -> bool:
    # In Python a truth value is a number; in JSON it is not.
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, float) and value.is_integer())


def pointed(at: str, key: object) -> str:
    """A JSON pointer, one step on."""
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


@cache
def named(name: str) -> Check:
    """The check of a named shape; a name inside its own shape finds this same check."""
    made: list[Check] = []

    def check(value: Any, at: str, found: list[Problem]) -> None:
        if not made:
            made.append(compiled(SHAPES[name]))
        made[0](value, at, found)

    return check


def compiled(shape: Shape | str) -> Check:
    if isinstance(shape, str):
        return named(shape)
    if "kinds" in shape:
        return by_kind({kind: compiled(one) for kind, one in shape["kinds"].items()})
    kinds = [shape["type"]] if isinstance(shape.get("type"), str) else shape.get("type", [])
    checks = [make(shape) for key, make in PARTS.items() if key in shape]

    def check(value: Any, at: str, found: list[Problem]) -> None:
        if kinds and not any(is_a(kind, value) for kind in kinds):
            nouns = " or ".join(NOUNS.get(kind, f"a {kind}") for kind in kinds)
            found.append((at, f"must provide {nouns}"))
            return
        # Where nothing at all is allowed, nothing more is asked of it.
        if value is None:
            return
        for one in checks:
            one(value, at, found)

    return check


def by_kind(checks: Mapping[str, Check]) -> Check:
    allowed = ", ".join(checks)

    def check(value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, dict):
            found.append((at, "must provide an object"))
        elif "type" not in value:
            found.append((at, "missing required field: type"))
        elif not isinstance(value["type"], str) or value["type"] not in checks:
            found.append((f"{at}/type", f"unsupported type: {value['type']} (allowed here: {allowed})"))
        else:
            checks[value["type"]](value, at, found)

    return check


def fields(shape: Shape) -> Check:
    checks = {key: compiled(one) for key, one in shape["fields"].items()}
    closed = shape.get("closed", False)

    def check(value: Any, at: str, found: list[Problem]) -> None:
        for key, one in value.items():
            if key in checks:
                checks[key](one, pointed(at, key), found)
            elif closed:
                found.append((at, f"invalid additional property: {key}"))

    return check


def required(shape: Shape) -> Check:
    def check(value: Any, at: str, found: list[Problem]) -> None:
        found.extend((at, f"missing required field: {key}") for key in shape["required"] if key not in value)

    return check


def items(shape: Shape) -> Check:
    one = compiled(shape["items"])

    def check(value: Any, at: str, found: list[Problem]) -> None:
        for index, item in enumerate(value):
            one(item, f"{at}/{index}", found)

    return check


def enum(shape: Shape) -> Check:
    def check(value: Any, at: str, found: list[Problem]) -> None:
        if value not in shape["enum"]:
            found.append((at, f"must be one of {', '.join(map(str, shape['enum']))}"))

    return check


def pattern(shape: Shape) -> Check:
    wanted = re.compile(shape["pattern"])

    def check(value: Any, at: str, found: list[Problem]) -> None:
        if not wanted.search(value):
            found.append((at, str(shape["says"])))

    return check


def unique(shape: Shape) -> Check:
    def check(value: Any, at: str, found: list[Problem]) -> None:
        if len(value) != len({repr(one) for one in value}):
            found.append((at, "items must be unique"))

    return check


def limit(key: str, holds: Callable[[Any, Any], bool], says: str) -> Callable[[Shape], Check]:
    def make(shape: Shape) -> Check:
        bound = shape[key]
        text = says.format(bound, below=bound + 1, above=bound - 1)

        def check(value: Any, at: str, found: list[Problem]) -> None:
            if not holds(value, bound):
                found.append((at, text))

        return check

    return make


PARTS: dict[str, Callable[[Shape], Check]] = {
    "enum": enum,
    "fields": fields,
    "required": required,
    "items": items,
    "pattern": pattern,
    "uniqueItems": unique,
    "maxLength": limit("maxLength", lambda value, bound: len(value) <= bound, "must be less than {below} characters"),
    "minLength": limit("minLength", lambda value, bound: len(value) >= bound, "must be more than {above} characters"),
    "maxItems": limit("maxItems", lambda value, bound: len(value) <= bound, "no more than {0} items allowed"),
    "minItems": limit("minItems", lambda value, bound: len(value) >= bound, "no fewer than {0} items allowed"),
    "maxProperties": limit("maxProperties", lambda value, bound: len(value) <= bound, "must have at most {0} field"),
    "minProperties": limit("minProperties", lambda value, bound: len(value) >= bound, "must have at least {0} field"),
    "minimum": limit("minimum", lambda value, bound: value >= bound, "must be {0} or more"),
    "maximum": limit("maximum", lambda value, bound: value <= bound, "must be {0} or less"),
    "exclusiveMinimum": limit("exclusiveMinimum", lambda value, bound: value > bound, "must be more than {0}"),
}
