"""`carnet clients`: companies, contacts and profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.speaking import table, write, write_json
from crm.domain.clients import RecordKind
from crm.domain.filters import Filters
from crm.domain.i18n import _
from crm.views import listing
from crm.views.duplicates import everywhere
from crm.views.listing import Happening, Line, Page
from templates import words
from templates.catalogue import Reader, day, say

APP = typer.Typer(add_completion=False)
PATIENCE = 2**31  # a shell waits for as long as it takes

State = Annotated[bool | None, typer.Option("--active/--inactive", help="Only these.", show_default=False)]
Status = Annotated[str, typer.Option(metavar="KEY", help="A status of your list.")]
Owner = Annotated[str, typer.Option(metavar="EMAIL", help="A member's address, “me” or “nobody”.")]
Company = Annotated[str, typer.Option(metavar="ID", help="A company and its contacts, like CMP-1.")]
Older = Annotated[str, typer.Option(metavar="DAYS", help="Nothing has happened for so many days.")]


@APP.command()
def clients(
    ctx: typer.Context,
    query: Annotated[
        str,
        typer.Argument(help="Words of a name, address or company, a telephone number or an id.", show_default=False),
    ] = "",
    *,
    as_: As = "",
    kind: Annotated[RecordKind | None, typer.Option(help="Only these; profiles are shown only if asked for.")] = None,
    active: State = None,
    status: Status = "",
    owner: Owner = "",
    group: Annotated[bool, typer.Option("--group", help="With --owner: the members below them, too.")] = False,
    company: Company = "",
    city: Annotated[str, typer.Option(metavar="TOWN", help="Of the client or of the company they work at.")] = "",
    older: Older = "",
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 100,
    duplicates: Annotated[bool, typer.Option("--duplicates", help="Pairs that may be one client, and why.")] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Print their ids alone, one a line.")] = False,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Find companies and contacts."""
    asked = {"words": query, "kind": kind, "active": active, "status": status, "owner": owner, "group": group}
    with office(ctx, workspace, as_json=as_json) as place:
        if duplicates:
            show_pairs(place, as_, count, as_json=as_json)
            return
        place.speaker.options = {name: f"--{name}" for name in ("owner", "company", "city", "status", "older")}
        filters = Filters.read({**asked, "company": company, "city": city, "older": older})
        with place.asked_by(as_) as (session, member):
            found = listing.page(session, member, filters, now=place.now, count=count, patience=PATIENCE)
            if not query:
                found = replace(found, lines=sorted(found.lines, key=lambda one: one.record.number))
            show(found, place.speaker.reader, as_json=as_json, numbers=numbers)


def show_pairs(place: Office, asker: str, count: int, *, as_json: bool) -> None:
    """Clients that may be one, each pair with what they share."""
    with place.asked_by(asker) as (session, member):
        found = everywhere(session, member, count)
    reader = place.speaker.reader
    rows = [(one.record, one.other, [say(why, reader) for why in one.why]) for one in found]
    if as_json:
        write_json([{"number": str(a.number), "other": str(b.number), "why": why} for a, b, why in rows])
    elif rows:
        titles = (_("Number"), _("Name"), _("Number"), _("Name"), _("Why"))
        lines = ((str(a.number), a.name, str(b.number), b.name, ", ".join(why)) for a, b, why in rows)
        table(titles, lines, reader)
    else:
        write(say(_("No two clients look alike."), reader))


def show(found: Page, reader: Reader, *, as_json: bool, numbers: bool) -> None:
    if as_json:
        write_json([as_data(one) for one in found.lines])
    elif numbers:
        write(*(str(one.record.number) for one in found.lines))
    elif found.lines:
        titles = (_("Number"), _("Name"), _("Company"), _("Function"), _("Status"), _("Owner"), _("Last"), _("Next"))
        table(titles, (as_row(one, found, reader) for one in found.lines), reader)
    else:
        write(say(_("Nothing was found."), reader))


def as_row(one: Line, found: Page, reader: Reader) -> tuple[str, ...]:
    return (
        str(one.record.number),
        f"{one.record.dot} {one.record.name}",
        one.record.company_name or "",
        one.function,
        found.status(one.record, reader.locale),
        one.owner,
        happened(one.last, reader),
        happened(one.next, reader),
    )


def happened(what: Happening | None, reader: Reader) -> str:
    return f"{words.title(what.action, reader)}, {day(what.at, reader)}" if what else ""


def as_data(one: Line) -> dict[str, Any]:
    return {
        "number": str(one.record.number),
        "name": one.record.name,
        "kind": one.record.kind.value,
        "active": one.record.active,
        "company": one.record.company_name,
        "function": one.function or None,
        "status": one.record.status,
        "owner": one.owner or None,
        "last": _data(one.last),
        "next": _data(one.next),
    }


def _data(what: Happening | None) -> dict[str, str] | None:
    return {"action": what.action, "at": what.at.isoformat()} if what else None
