"""`carnet upcoming`: what somebody still has to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from bot.cli.asking import As, Json, Team, office
from bot.cli.speaking import write, write_json
from crm.domain.i18n import _
from crm.views.upcoming import Agenda, Of, Part, upcoming
from templates import words
from templates.agenda import TITLES
from templates.catalogue import Reader, moment, say

APP = typer.Typer(add_completion=False)
EACH = 200  # of a part


@APP.command("upcoming")
def show(
    ctx: typer.Context,
    *,
    as_: As,
    group: Annotated[bool, typer.Option("--group", help="What everybody below you has to do, too.")] = False,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show what you have to do: overdue, today, this week, later."""
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by(as_) as (session, member):
        of = Of.GROUP if group else Of.MINE
        found = upcoming(session, member, place.now, of=of, at_most=EACH)
        reader = place.speaker.reader
    if as_json:
        write_json([one for part in found.parts.values() for one in as_data(part)])
    else:
        write(*as_lines(found, reader))


def as_lines(found: Agenda, reader: Reader) -> Iterator[str]:
    for part in found.parts.values():
        if part.count:
            yield say(_("{title} ({count})", title=TITLES[part.when], count=part.count), reader)
        for line in part.lines:
            entry = line.entry
            said = (entry.number, words.about(entry, reader), words.sentence(entry, reader))
            parts = (moment(entry.occurred_at, reader), *said, *(() if line.mine else (line.responsible,)))
            yield f"    {' · '.join(parts)}"
    if not found.count:
        yield say(_("Nothing is to be done."), reader)


def as_data(part: Part) -> Iterator[dict[str, Any]]:
    for line in part.lines:
        yield {
            "number": line.entry.number,
            "action": line.entry.action,
            "part": part.when.value,
            "occurred_at": line.entry.occurred_at.isoformat(),
            "responsible": line.responsible,
            "records": [{"number": str(one.number), "name": one.name} for one in line.entry.records],
            "reminded_at": line.reminded_at.isoformat() if line.reminded_at else None,
        }
