"""`carnet clients`: companies, contacts and profiles."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli.asking import As, Json, Team, office
from bot.cli.speaking import table, write, write_json
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.domain.i18n import _
from crm.views.listing import Listed, records
from templates.catalogue import Reader, say

APP = typer.Typer(add_completion=False)


@APP.command()
def clients(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="Words of a name, town or address, or an id.", show_default=False)] = "",
    *,
    as_: As = "",
    kind: Annotated[RecordKind | None, typer.Option(help="Only these; profiles are shown only if asked for.")] = None,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 100,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Find companies and contacts."""
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by(as_) as (session, member):
        kinds = (kind,) if kind else CLIENTS
        found = records(session, member, query, kinds=kinds, count=count)
        reader = place.speaker.reader
        if as_json:
            write_json([as_data(one, found) for one in found.records])
        elif found.records:
            titles = (_("Number"), _("Name"), _("Company"), _("Status"), _("Owner"))
            ordered = found.records if query else sorted(found.records, key=lambda one: one.number)
            table(titles, (as_row(one, found, reader) for one in ordered), reader)
        else:
            write(say(_("Nothing was found."), reader))


def as_row(one: Record, found: Listed, reader: Reader) -> tuple[str, ...]:
    return (
        str(one.number),
        f"{one.dot} {one.name}",
        one.company_name or "",
        found.status(one, reader.locale),
        found.owner(one),
    )


def as_data(one: Record, found: Listed) -> dict[str, Any]:
    return {
        "number": str(one.number),
        "name": one.name,
        "kind": one.kind.value,
        "active": one.active,
        "company": one.company_name,
        "status": one.status,
        "owner": found.owner(one) or None,
    }
