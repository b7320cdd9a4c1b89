"""`carnet members`: who there is, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from bot.cli.asking import Json, Team, office
from bot.cli.speaking import WRONG, complain, table, write, write_json
from crm import directory
from crm.domain.access import Member
from crm.domain.i18n import _
from crm.store.session import Session
from crm.views.members import everybody
from templates.catalogue import say

APP = typer.Typer(add_completion=False, invoke_without_command=True)


@APP.callback()
def members(ctx: typer.Context, *, workspace: Team = "", as_json: Json = False) -> None:
    """List the members, or give one a role and a manager."""
    if ctx.invoked_subcommand:
        return
    with office(ctx, workspace, as_json=as_json) as place, place.asked_by("") as (session, _operator):
        found = everybody(session)
        names = {one.id: one.name for one in found}
        reader = place.speaker.reader
        if as_json:
            write_json([as_data(one, names) for one in found])
        else:
            titles = (_("Number"), _("Name"), _("Email"), _("Role"), _("Manager"), _("Language"), _("Time zone"))
            table(titles, (as_row(one, names) for one in found if one.active), reader)


@APP.command("set")
def set_(
    ctx: typer.Context,
    member: Annotated[str, typer.Argument(metavar="EMAIL", help="An address, a Slack user or a number like M-2.")],
    *,
    role: Annotated[str, typer.Option(help="What they may do: the name of a role.")] = "",
    manager: Annotated[str, typer.Option(metavar="EMAIL", help="Whom they report to.")] = "",
    workspace: Team = "",
) -> None:
    """Give a member a role, a manager, or both."""
    if not role and not manager:
        complain("Say what to set: --role, --manager or both.")
        raise typer.Exit(WRONG)
    with office(ctx, workspace) as place:
        with place.store.begin(place.workspace) as session:
            if role:
                directory.set_role(session, member, role)
            if manager:
                directory.set_manager(session, member, manager)
        with place.asked_by("") as (session, _operator):
            write(_standing(session, member, place.speaker.reader))


def _standing(session: Session, token: str, reader: Any) -> str:
    found = everybody(session)
    names = {one.id: one.name for one in found}
    [one] = [one for one in found if token.lower() in {one.email, one.slack_user.lower(), f"m-{one.id}"}]
    if one.manager:
        said = _("{name}: {role}, reports to {manager}.", name=one.name, role=one.role.name, manager=names[one.manager])
    else:
        said = _("{name}: {role}.", name=one.name, role=one.role.name)
    return say(said, reader)


def as_row(one: Member, names: Mapping[int, str]) -> tuple[str, ...]:
    manager = names.get(one.manager or 0, "")
    return f"M-{one.id}", one.name, one.email, one.role.name, manager, one.locale, one.zone


def as_data(one: Member, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "number": f"M-{one.id}",
        "slack_user": one.slack_user,
        "name": one.name,
        "email": one.email,
        "role": one.role.name,
        "manager": names.get(one.manager or 0),
        "locale": one.locale,
        "zone": one.zone,
        "active": one.active,
    }
