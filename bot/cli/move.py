"""`carnet move`: a comment that stands under the wrong entry goes to the right one."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import As, Json, Team, office
from bot.cli.speaking import write, write_json
from crm.actions.move_comment import ACTION
from crm.domain.i18n import _
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def move(
    ctx: typer.Context,
    comment: Annotated[str, typer.Argument(help="Its number, like C-3; “carnet timeline” shows it.")],
    entry: Annotated[str, typer.Argument(help="The entry that it belongs to, like E-12.")],
    *,
    as_: As,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Move a comment to the entry that it belongs to; the people of that entry are told."""
    with office(ctx, workspace, as_json=as_json) as place:
        done = place.act(ACTION, as_, {"comment": comment, "to": entry})
        if as_json:
            write_json({"result": done.result})
        else:
            write(say(_("Moved to {entry}.", entry=entry.strip().upper()), place.speaker.reader))
