"""`carnet copies`: the address that a member copies their mails to and from clients to."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import As, Json, Team, office
from bot.cli.speaking import write, write_json
from bot.settings import WrongSettings
from crm.actions.log_address import ACTION, GIVE, RENEW, REVOKE
from crm.domain.i18n import _
from crm.views.copies import address
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def copies(
    ctx: typer.Context,
    *,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new one; the old one no longer works.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Do without one.")] = False,
    as_: As,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show the address that your mails to and from clients are copied to; one is made if there is none."""
    with office(ctx, workspace, as_json=as_json) as place:
        if not place.settings.carnet_mail_reply_domain:
            raise WrongSettings("CARNET_MAIL_REPLY_DOMAIN is missing; mail for that domain comes in here")
        place.act(ACTION, as_, {"wish": REVOKE if revoke else RENEW if renew else GIVE})
        with place.asked_by(as_) as (session, member):
            found = address(session, member, place.settings.carnet_mail_reply_domain)
        if as_json:
            write_json({"address": found})
        else:
            write(found or say(_("There is none."), place.speaker.reader))
