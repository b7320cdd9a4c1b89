"""`carnet actions`: the toolbox, listed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from bot.cli.asking import Json
from bot.cli.options import asked, flags, offered
from bot.cli.speaking import table, write_json
from crm.actions import TOOLBOX
from crm.domain.action import Action
from crm.domain.i18n import _
from templates.catalogue import Reader, say

APP = typer.Typer(add_completion=False)
Lang = Annotated[Literal["en", "fr", "de"], typer.Option("--lang", help="The language of the texts.")]


@APP.command()
def actions(*, lang: Lang = "en", as_json: Json = False) -> None:
    """List the toolbox: every action and its options."""
    reader = Reader.of(lang, "UTC")
    if as_json:
        write_json([as_data(one, reader) for one in TOOLBOX.values()])
        return
    titles = (_("Action"), _("Title"), _("What it does"), _("Options"))
    table(titles, (as_row(one, reader) for one in TOOLBOX.values()), reader)


def as_row(action: Action, reader: Reader) -> tuple[str, ...]:
    options = " ".join(flags(one)[0] for one in offered(action))
    return action.name, f"{action.icon} {say(action.title, reader)}", say(action.help, reader), options


def as_data(action: Action, reader: Reader) -> dict[str, Any]:
    return {
        "name": action.name,
        "title": say(action.title, reader),
        "help": say(action.help, reader),
        "command": action.command,
        "fields": [
            {
                "name": one.name,
                "option": flags(one)[0],
                "label": say(one.label, reader),
                "kind": type(one).__name__,
                "required": one.required,
            }
            for one in asked(action)
        ],
    }
