"""`carnet perform`: the toolbox from a shell; each action is a command whose options are its fields."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from bot.cli import many
from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.options import option_names, parameters, raw_inputs
from bot.cli.speaking import write, write_json
from crm.actions import ACTIONS, TOOLBOX
from crm.domain.action import Action
from crm.domain.fields import RichText
from crm.domain.i18n import _
from crm.domain.jobs import AT_ONCE_AT_MOST
from crm.outcome import Done
from crm.perform import run
from crm.views.selecting import acts_on_many
from templates.catalogue import say

APP = typer.Typer(add_completion=False, no_args_is_help=True, help="Perform an action, as a member.")
# Operations that make sense without a message or a button to begin from.
OPERATIONS = (
    *("budget", "comment", "done", "edit-entry", "remind", "reschedule"),
    *("silent-clients", "snooze", "status-rule"),
)
# What hands something over has a command of its own, which says where to.
OFFERED = {
    **{name: one for name, one in TOOLBOX.items() if not one.hands_over},
    **{name: ACTIONS[name] for name in OPERATIONS},
}

Confirm = Annotated[bool, typer.Option("--confirm", help="Go on where the action asks to look twice.")]
Once = Annotated[
    str, typer.Option("--once", metavar="KEY", help="Whatever is sent with the same key again is not done again.")
]
CLIENTS_FROM = "clients_from"
From = Annotated[
    str,
    typer.Option(
        "--clients-from", metavar="FILE", help="More ids, one a line, “-” for those of a pipe; any number of clients."
    ),
]
COMMON = (("as_", As, Parameter.empty), ("workspace", Team, ""), ("as_json", Json, False))


def do(ctx: typer.Context, action: Action, given: dict[str, Any]) -> None:
    """Perform an action with the options that were given."""
    with office(ctx, given["workspace"], as_json=given["as_json"]) as place:
        place.speaker.options = option_names(action.fields)
        place.greet(given["as_"])
        inputs = inputs_of(action, given)
        tokens = clients_of(action, inputs, given)
        if len(tokens) > AT_ONCE_AT_MOST and acts_on_many(action):
            found = many.perform(place, action, without(inputs, action.clients), tokens, given)
            write_json(many.as_data(place, found)) if given["as_json"] else write(*many.as_lines(place, found))
            return
        done = perform(place, action, inputs, given)
        if given["as_json"]:
            write_json(as_data(place, done))
        else:
            write(*as_lines(place, action, done))


def clients_of(action: Action, inputs: dict[str, Any], given: dict[str, Any]) -> list[str]:
    """The clients that were named, and those in a file."""
    more = many.numbers_in(given[CLIENTS_FROM]) if given.get(CLIENTS_FROM) else []
    if more and action.clients:
        inputs[action.clients] = [*inputs.get(action.clients, ()), *more]
    return list(inputs.get(action.clients or "") or ())


def without(inputs: dict[str, Any], name: str | None) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != name}


def inputs_of(action: Action, given: dict[str, Any]) -> dict[str, Any]:
    inputs = raw_inputs(action, given)
    for one in action.fields:
        if isinstance(one, RichText) and inputs.get(one.name) == "-":
            inputs[one.name] = sys.stdin.read()
    if given["confirm"]:
        inputs["confirm"] = True
    return inputs


def perform(place: Office, action: Action, inputs: dict[str, Any], given: dict[str, Any]) -> Done:
    return run(
        place.store,
        place.workspace,
        action,
        actor=given["as_"],
        inputs=inputs,
        source=f"cli:{given['once'] or uuid.uuid4().hex}",
        now=place.now,
    )


def as_lines(place: Office, action: Action, done: Done) -> list[str]:
    reader = place.speaker.reader
    said = [done.result, say(action.title, reader), *([", ".join(done.records)] if done.records else [])]
    again = [say(_("This was done before; nothing was done again."), reader)] if done.repeat else []
    return [" · ".join(said), *again, *(say(note, reader) for note in done.notes)]


def as_data(place: Office, done: Done) -> dict[str, Any]:
    return {
        "result": done.result,
        "records": list(done.records),
        "repeat": done.repeat,
        "notes": [say(note, place.speaker.reader) for note in done.notes],
    }


def command(action: Action) -> Callable[..., None]:
    """A function whose signature is the action's form: Typer reads its options off that."""

    def performed(ctx: typer.Context, **given: Any) -> None:
        do(ctx, action, given)

    keywords = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, kind, default in (
            *COMMON,
            ("confirm", Confirm, False),
            ("once", Once, ""),
            *([(CLIENTS_FROM, From, "")] if acts_on_many(action) else []),
        )
    ]
    context = Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    performed.__signature__ = Signature([context, *keywords, *parameters(action)])  # type: ignore[attr-defined]
    performed.__doc__ = str(action.help)
    return performed


for _action in OFFERED.values():
    APP.command(_action.name)(command(_action))
