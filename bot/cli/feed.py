"""`carnet feed`: the address by which a member's own calendar shows what they still have to do."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import As, Json, Office, Team, office
from bot.cli.speaking import write, write_json
from bot.feed_links import FeedLinks, feed_links
from bot.settings import WrongSettings
from crm.actions.calendar_feed import ACTION, RENEW, STOP
from crm.domain.i18n import _
from crm.views.feeds import address
from templates.catalogue import say

APP = typer.Typer(add_completion=False)


@APP.command()
def feed(
    ctx: typer.Context,
    *,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new address; the old one ends at once.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="End the feed.")] = False,
    as_: As,
    workspace: Team = "",
    as_json: Json = False,
) -> None:
    """Show the address by which your calendar shows what you have to do; one is made if there is none."""
    with office(ctx, workspace, as_json=as_json) as place:
        links = feed_links(place.settings)
        if links is None:
            raise WrongSettings("CARNET_PUBLIC_URL or CARNET_SECRET_KEY is missing; calendars could not reach a feed")
        found = None if renew or stop else _shown(place, as_, links)
        if stop:
            place.act(ACTION, as_, {"decision": STOP})
        elif found is None:
            with place.asked_by(as_) as (session, member):
                salt, digest = links.new(session.workspace, member.id)
            place.act(ACTION, as_, {"decision": RENEW, "salt": salt, "digest": digest.hex()})
            found = _shown(place, as_, links)
        if as_json:
            write_json({"address": found})
        else:
            write(found or say(_("There is none."), place.speaker.reader))


def _shown(place: Office, token: str, links: FeedLinks) -> str | None:
    with place.asked_by(token) as (session, member):
        found = address(session, member)
        return links.url(session.workspace, member.id, found.salt, found.digest) if found else None
