"""`carnet report`: last week in numbers, as a workbook, for a member who has people below them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.asking import Json, Office, Team, office
from bot.cli.export import workbook_path
from bot.cli.speaking import write, write_json
from crm.domain.errors import Refused
from crm.operations.bulletins import NOBODY_BELOW
from crm.views import figures, members
from crm.views.figures import Figures
from templates import report as words
from templates.catalogue import Reader
from templates.workbook import report as sheets

APP = typer.Typer(add_completion=False)


@APP.command()
def report(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to be written.", callback=workbook_path)
    ],
    *,
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Whose report: they see what they may view.")],
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Write the weekly report into an Excel workbook."""
    with office(ctx, workspace, as_json=as_json) as place:
        place.greet(as_)
        numbers, said = _written(place, as_, file)
        if as_json:
            write_json({"file": str(file), "actions": numbers.total, "silent": sum(n for _name, n in numbers.silent)})
        else:
            write(*said)


def _written(place: Office, token: str, file: Path) -> tuple[Figures, list[str]]:
    with place.store.read(place.workspace) as session:
        member = members.reader(session, token)
        if member.id not in figures.leads(session):
            raise Refused.because(NOBODY_BELOW)
        numbers, statuses = figures.week(session, member, now=place.now), members.statuses(session)
    reader = Reader.member(member)
    with tempfile.TemporaryDirectory(prefix="carnet-", dir=file.resolve().parent) as folder:
        made = Path(folder) / file.name
        sheets.write(made, numbers, statuses, reader)
        made.replace(file)
    return numbers, words.lines(numbers, reader)
