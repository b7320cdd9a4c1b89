"""`carnet deliveries`: the ledger, what became of every notice."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli.asking import As, Json, Team, office
from bot.cli.speaking import table, write, write_json
from crm.domain.errors import NotFound
from crm.domain.i18n import Text, _
from crm.domain.reasons import reason
from crm.domain.timeline import entry_number
from crm.views.hearing import why
from crm.views.ledger import Notice, newest
from templates import words
from templates.catalogue import Reader, moment, say

APP = typer.Typer(add_completion=False)
TITLES = (_("No."), _("State"), _("About"), _("To"), _("By"), _("When"), _("Reason"))


@APP.command()
def deliveries(
    ctx: typer.Context,
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed or bounced.")] = False,
    of: Annotated[
        tuple[str, str] | None,
        typer.Option("--why", metavar="ENTRY MEMBER", help="What one member was told of one entry, and why not."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the newest first.")] = 50,
    as_: As = "",
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show what became of notices."""
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by(as_) as (session, member):
        whys = [_("There is nothing of that kind.")]
        if of:
            found, whys = why(session, member, _entry(of[0]), of[1])
        else:
            found = newest(session, member, troubled=failed, count=count)
        show(found, whys if of or not found else [], place.speaker.reader, as_json=as_json)


def _entry(text: str) -> int:
    number = entry_number(text)
    if number is None:
        raise NotFound(what=text)
    return number


def show(found: list[Notice], whys: list[Text], reader: Reader, *, as_json: bool) -> None:
    if as_json:
        write_json([as_data(one) for one in found])
        return
    if found:
        table(TITLES, (as_row(one, reader) for one in found), reader)
    for one in whys:
        write(say(one, reader))


def as_row(one: Notice, reader: Reader) -> tuple[str, ...]:
    about = f"{one.entry.number} {words.about(one.entry, reader)} " if one.entry else ""
    when = moment(one.finished_at or one.due_at, reader)
    return (
        str(one.id),
        one.state.value,
        f"{about}({one.kind.value})",
        one.to,
        one.channel.value,
        when,
        said if isinstance(said := reason(one.reason), str) else say(said, reader),
    )


def as_data(one: Notice) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state.value,
        "entry": one.entry.number if one.entry else None,
        "kind": one.kind.value,
        "channel": one.channel.value,
        "to": one.to,
        "reason": one.reason,
        "attempts": one.attempts,
        "created_at": one.created_at.isoformat(),
        "due_at": one.due_at.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
    }
