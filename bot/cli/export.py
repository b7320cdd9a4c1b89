"""`carnet export`: the list of clients, or one client with its infobox, as a workbook."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.speaking import write, write_json
from bot.exporting import Made, holds, make, more
from crm.actions import ACTIONS
from crm.actions.export import CLIENT, FILTERS, NAME
from crm.domain.access import EVERYTHING, Member, Role, Scope
from crm.domain.errors import Refused
from crm.domain.exports import Extent
from crm.perform import run
from crm.store.session import Session
from crm.views import clients, exports, members, typed
from templates.catalogue import say

APP = typer.Typer(add_completion=False)
ENDING = ".xlsx"


def workbook_path(path: Path) -> Path:
    if path.suffix.lower() != ENDING:
        raise typer.BadParameter(f"The file's name must end in {ENDING}.")
    if not path.resolve().parent.is_dir():
        raise typer.BadParameter(f"There is no folder {path.resolve().parent}.")
    return path


@APP.command()
def export(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to be written.", callback=workbook_path)
    ],
    *,
    as_: As = "",
    client: Annotated[
        str, typer.Option(metavar="ID", help="One client with its infobox, like CMP-1; without it, the list.")
    ] = "",
    filters: Annotated[
        str, typer.Option(metavar="TEXT", help="Of the list, as behind “/clients”: “status:client owner:me”.")
    ] = "",
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Write clients into an Excel workbook."""
    with office(ctx, workspace, as_json=as_json) as place:
        place.speaker.options = {CLIENT.name: "--client", FILTERS.name: "--filters"}
        if as_:
            place.greet(as_)
        with tempfile.TemporaryDirectory(prefix="carnet-", dir=file.resolve().parent) as folder:
            made = _of_member(place, as_, client, filters, folder) if as_ else _of_all(place, client, filters, folder)
            made.path.replace(file)
        if as_json:
            write_json({"file": str(file), "rows": made.rows, "whole": made.whole})
        else:
            write(*_lines(place, file, made))


def _of_member(place: Office, token: str, client: str, filters: str, folder: str) -> Made:
    """As from Slack: the trail says who asked for what, and how many rows they were given, before they have them."""
    call = uuid.uuid4().hex
    asking = {CLIENT.name: client, FILTERS.name: filters}
    number = _perform(place, NAME, token, f"cli:{call}", **asking)

    def asker(session: Session) -> Member:
        return members.reader(session, token, NAME)

    with place.store.read(place.workspace) as session:
        extent = exports.asked(session, asker(session), number)
    made = make(place.store, place.workspace, asker, extent, Path(folder), now=place.now)
    _perform(place, "exported", token, f"cli:{call}:done", export=number, rows=str(made.rows))
    return made


def _perform(place: Office, action: str, actor: str, source: str, **inputs: str) -> str:
    done = run(place.store, place.workspace, ACTIONS[action], actor=actor, inputs=inputs, source=source, now=place.now)
    return done.result


def _of_all(place: Office, client: str, filters: str, folder: str) -> Made:
    """Whoever may read the database's file needs no permission, and is nobody that a trail could name."""

    def operator(session: Session) -> Member:
        return replace(place.operator(session), role=Role(name="", grants={EVERYTHING: Scope.ALL}))

    with place.asked_by("") as (session, member):
        narrowed, told = typed.filters(session, member, filters)
        if told:
            raise Refused.because(told[0], FILTERS.name)
        number = clients.find_one(session, member, client).number if client else None
    extent = Extent(client=number, filters=narrowed)
    return make(place.store, place.workspace, operator, extent, Path(folder), now=place.now)


def _lines(place: Office, file: Path, made: Made) -> list[str]:
    said = (holds(str(file), made.rows), *([] if made.whole else [more()]))
    return [say(one, place.speaker.reader) for one in said]
