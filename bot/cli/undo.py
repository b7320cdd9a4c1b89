"""`carnet undo`: put back what an entry changed."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import many
from bot.cli.asking import As, Json, Team, office
from bot.cli.perform import as_data, as_lines
from bot.cli.speaking import write, write_json
from crm.actions import ACTIONS
from crm.domain.jobs import job_number
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def undo(
    ctx: typer.Context,
    entry: Annotated[str, typer.Argument(help="Its number, like E-12; or all that a job did, like J-3.")],
    *,
    as_: As,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Put back what an entry changed; what was changed again since stays, and is listed."""
    action = ACTIONS["undo"]
    with office(ctx, workspace, as_json=as_json) as place:
        place.greet(as_)
        if job_number(entry):
            found = many.undo(place, entry.strip(), as_, say(action.title, place.speaker.reader))
            write_json(many.as_data(place, found)) if as_json else write(*many.as_lines(place, found))
            return
        done = place.act(action, as_, {"entry": entry})
        if as_json:
            write_json(as_data(place, done))
        else:
            write(*as_lines(place, action, done))
