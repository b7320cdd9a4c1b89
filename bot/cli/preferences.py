"""`carnet preferences`: what a member is told of, and by which way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.speaking import table, write_json
from crm.actions.preferences import ACTION
from crm.domain.errors import Refused
from crm.domain.field import shown
from crm.domain.fields import Choice
from crm.domain.i18n import Text, Words, _
from crm.domain.preferences import FIELDS, chosen
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def preferences(
    ctx: typer.Context,
    *,
    as_: As,
    choices: Annotated[
        list[str] | None, typer.Option("--set", metavar="WHAT=HOW", help="A choice, like comment=slack; any number.")
    ] = None,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show what you are told of and how, or choose it anew."""
    with office(ctx, workspace, as_json=as_json) as place:
        place.greet(as_)
        if choices:
            place.act(ACTION, as_, _read(choices))
        _show(place, as_, as_json=as_json)


def _read(choices: Sequence[str]) -> dict[str, str]:
    found = {}
    for one in choices:
        name, _equals, value = (part.strip() for part in one.partition("="))
        if name not in {field.name for field in FIELDS}:
            raise Refused.because(_("“{what}” cannot be chosen. The names stand in the list.", what=shown(name)))
        found[name] = value
    return found


def _said(field: Choice, found: Mapping[str, str]) -> Words:
    return next((one.label for one in field.options if one.key == found[field.name]), Text("–"))


def _show(place: Office, token: str, *, as_json: bool) -> None:
    with place.asked_by(token) as (_session, member):
        found = chosen(member)
    if as_json:
        write_json(found)
        return
    reader = place.speaker.reader
    titles = (_("Name"), _("What"), _("How"), _("Choices"))
    rows = [
        (one.name, say(one.label, reader), say(_said(one, found), reader), ", ".join(each.key for each in one.options))
        for one in FIELDS
    ]
    table(titles, rows, reader)
