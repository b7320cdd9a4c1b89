"""`carnet mute`: hear no more of one entry."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import As, Team, office
from bot.cli.speaking import write
from crm.actions.mute import ACTION, OFF, ON
from crm.domain.i18n import _
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def mute(
    ctx: typer.Context,
    entry: Annotated[str, typer.Argument(help="Its number, like E-12.")],
    *,
    as_: As,
    off: Annotated[bool, typer.Option("--off", help="Hear of it again.")] = False,
    workspace: Team = "",
) -> None:
    """Hear no more of one entry, or hear of it again."""
    with office(ctx, workspace) as place:
        place.act(ACTION, as_, {"entry": entry, "mute": OFF if off else ON})
        again = _("You are told of this entry again from now on.")
        silent = _("Muted. You hear no more of this entry; your own reminders still come.")
        write(say(again if off else silent, place.speaker.reader))
