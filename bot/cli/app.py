"""`carnet`: which commands there are, and how each of them is refused."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.cli.speaking import REFUSED, WRONG, Speaker, complain, refuse
from bot.settings import WrongSettings
from crm.domain.errors import Refused

# Each command's module is read only when the command is called, so that `carnet perform` starts without Slack's
# libraries; the line here is what the list of commands says of it.
COMMANDS: Mapping[str, str] = {
    "serve": "Run the doors and the clock until stopped.",
    "demo": "Show a small agency in a Slack of its own, in your browser.",
    "manifest": "Print the Slack app manifest, derived from the toolbox.",
    "doctor": "Check tokens, scopes, database, mail and clock, and say the cure.",
    "migrate": "Bring the database's tables to the newest shape.",
    "members": "List the members, or give one a role and a manager.",
    "actions": "List the toolbox: every action and its options.",
    "perform": "Perform an action, as a member.",
    "clients": "Find companies and contacts.",
    "export": "Write clients into an Excel workbook.",
    "report": "Write the weekly report into an Excel workbook.",
    "timeline": "Show a client's infobox.",
    "upcoming": "Show what you have to do: overdue, today, this week, later.",
    "search": "Search what notes and comments say.",
    "feed": "Show the address by which your calendar shows what you have to do.",
    "copies": "Show the address that your mails to and from clients are copied to.",
    "move": "Move a comment to the entry that it belongs to.",
    "preferences": "Show what you are told of and how, or choose it anew.",
    "mute": "Hear no more of one entry, or hear of it again.",
    "deliveries": "Show what became of notices.",
    "retry": "Put a failed delivery back into the queue.",
    "undo": "Put back what an entry changed.",
}


def load(name: str) -> Any:
    """The command of a name, with its options."""
    # Nothing of a module that is being read is garbage yet: looking for some takes a sixth of the start.
    gc.disable()
    try:
        module = import_module(f"bot.cli.{name}")
    finally:
        gc.enable()
    command = typer.main.get_command(module.APP)
    command.name = name
    return command


class Carnet(TyperGroup):
    """The group of all commands; what goes wrong in any of them is said in one place."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**{**attributes, "commands": [TyperCommand(name, help=COMMANDS[name]) for name in COMMANDS]})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, _listed, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else None, rest

    def invoke(self, ctx: Any) -> Any:
        speaker: Speaker = ctx.ensure_object(Speaker)
        try:
            return super().invoke(ctx)
        except Refused as refused:
            refuse(refused, speaker)
            raise typer.Exit(REFUSED) from None
        except WrongSettings as wrong:
            complain(*str(wrong).splitlines())
            raise typer.Exit(WRONG) from None


APP = typer.Typer(
    cls=Carnet,
    help="The toolbox of a recruiting agency, living in Slack and in email.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    add_completion=True,
)


@APP.callback()
def carnet() -> None:
    """Every command has `--help`. Exit code 0: done; 1: refused, with the reason; 2: wrong usage."""


def main() -> None:
    # A terminal that cannot write a name's letters shows another sign rather than stopping half-way.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    APP()
