"""`carnet retry`: put a failed delivery back into the queue."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import Team, office
from bot.cli.speaking import write
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.store import outbox
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def retry(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="Its number in “carnet deliveries”.")],
    *,
    workspace: Team = "",
) -> None:
    """Put a failed delivery back into the queue; the running bot sends it within a second."""
    with office(ctx, workspace) as place:
        with place.store.begin(place.workspace) as session:
            again = outbox.retry(session, number, place.now)
        if not again:
            raise Refused.because(
                _(
                    "Delivery {number} is none that failed or bounced. “carnet deliveries --failed” lists those.",
                    number=number,
                )
            )
        write(say(_("Delivery {number} is owed again.", number=number), place.speaker.reader))
