"""An action's fields as options of its command, and its options as the form's raw input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from inspect import Parameter
from typing import Annotated, Any

import typer

from crm.domain.action import Action
from crm.domain.fields import Check, Choice, Field, Members, Moment, Records, RichText
from crm.domain.files import Files
from crm.domain.places import PlaceField

FORMS: tuple[tuple[type[Field], str, str], ...] = (
    (Records, "ID", "Like {example}."),
    (Members, "EMAIL", "A member's address{lists}."),
    (Moment, "TIME", "Like 2026-12-01 14:30, in your time zone."),
    (PlaceField, "CHANNEL", "Like #acme; the member and Carnet are in it."),
    (RichText, "TEXT", "Formatted as in Slack: *bold*, _italic_, “- ” lists."),
)


def offered(action: Action) -> list[Field]:
    """The fields that a shell can fill: files come by Slack."""
    return [one for one in action.fields if not isinstance(one, Files)]


def is_many(field: Field) -> bool:
    return isinstance(field, Records | Members) and field.many


def flags(field: Field) -> list[str]:
    """`--client` beside `--clients`: who repeats an option names one thing each time."""
    plural = f"--{field.name.replace('_', '-')}"
    return [plural.removesuffix("s"), plural] if is_many(field) and plural.endswith("s") else [plural]


def parameters(action: Action) -> list[Parameter]:
    """One keyword for each field; nothing is required here, so that all problems of a form are told at once."""
    return [_parameter(one) for one in asked(action)]


def asked(action: Action) -> list[Field]:
    """The fields as a shell asks for them: of what stands, nothing need be given again but which client is meant."""
    fields = offered(action)
    return [replace(one, required=one.name == action.clients) for one in fields] if action.stands else fields


def _parameter(field: Field) -> Parameter:
    option = typer.Option(*flags(field), help=said(field), metavar=_metavar(field), show_default=False)
    kind, empty = _kind(field)
    return Parameter(
        _keyword(field),
        Parameter.KEYWORD_ONLY,
        default=empty,
        annotation=Annotated[kind, option],
    )


def _kind(field: Field) -> tuple[Any, Any]:
    """The type of an option, and what it is when it is not given."""
    if isinstance(field, Check):
        return bool, False
    return (list[str], ()) if is_many(field) else (str, None)


def _keyword(field: Field) -> str:
    # Typer's own words for a command's parameters stay free.
    return f"field_{field.name}"


def _metavar(field: Field) -> str | None:
    if isinstance(field, Check):
        return None
    return next((metavar for kind, metavar, _help in FORMS if isinstance(field, kind)), "TEXT")


def said(field: Field) -> str:
    """The line of help: label, hint, what can be chosen or how it is written, and whether it must be there."""
    parts = [f"{field.label}.", str(field.hint) if field.hint else "", _form(field)]
    return " ".join([*filter(None, parts), *(["(required)"] if field.required else [])])


def _form(field: Field) -> str:
    if isinstance(field, Choice) and field.options:
        return f"One of {', '.join(one.key for one in field.options)}."
    for kind, _metavar_of, words in FORMS:
        if isinstance(field, kind):
            return words.format(example=_example(field), lists=_lists(field))
    return f"Like {str(field.example).rstrip('.')}." if field.example not in field.empty else ""


def _example(field: Field) -> str:
    return " or ".join(f"{kind.prefix}-1" for kind in field.kinds) if isinstance(field, Records) else ""


def _lists(field: Field) -> str:
    return ", or L-1 for a distribution list" if isinstance(field, Members) and field.lists else ""


def raw_inputs(action: Action, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form would have sent: the fields that were given. Of what stands, one given empty is cleared."""
    found = {one.name: given.get(_keyword(one)) for one in offered(action)}
    nothing: tuple[Any, ...] = (None, (), [], False) if action.stands else (None, "", (), [], False)
    return {name: value for name, value in found.items() if value not in nothing}


def option_names(fields: Iterable[Field]) -> dict[str, str]:
    """Field to option, for saying which one a problem is about."""
    return {one.name: flags(one)[0] for one in fields}
