"""`carnet search`: what notes and comments say."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import As, Json, Team, office
from bot.cli.timeline import show
from crm.domain.i18n import _
from crm.views import searching

APP = typer.Typer(add_completion=False)


@APP.command()
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Each begins a word of the note or of its comments.")],
    *,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the newest first.")] = 20,
    as_: As = "",
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Search what notes and comments say."""
    asked = " ".join(words)
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by(as_) as (session, member):
        found = searching.found(session, member, asked, count=count)
        show(found.entries, place, session, _("Nothing was found for “{text}”.", text=asked[:80]))
