"""A member's calendar feed is opened, made, made anew and stopped; its view shows what is true then."""

from __future__ import annotations

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.feed_links import FeedLinks
from bot.slack import feed
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.modal import alerted
from crm.actions.calendar_feed import ACTION, RENEW, STOP
from crm.domain.access import Member
from crm.domain.errors import Refused
from crm.store.session import Session
from templates.catalogue import say


def register(app: AsyncApp, door: Door) -> None:
    app.action(feed.OPEN)(listener(door, open_feed))
    for decision in (RENEW, STOP):
        app.action(f"{feed.DECIDE}{decision}")(listener(door, decide))


async def open_feed(click: Click) -> None:
    await click.show(partial(feed.view, links=click.door.feeds), push=True)


async def decide(click: Click) -> None:
    """The same view shows what is true then."""
    door, caller, shown = click.door, Caller.of(click.body), click.body.get("view") or {}
    decision = str(click.action["action_id"]).removeprefix(feed.DECIDE)
    if door.feeds is None:
        return
    try:
        salt, digest = await door.ask(caller, partial(_made, links=door.feeds))
        made = {"salt": salt, "digest": digest.hex()} if decision == RENEW else {}
        # The same view decides more than once; Slack tells each click by its own time.
        source = f"slack:feed:{shown.get('id', '')}:{click.action.get('action_ts', '')}"
        inputs = {"decision": decision, **made}
        await door.desk.perform(caller.team, ACTION, actor=caller.user, inputs=inputs, source=source)
        found = await door.ask(caller, partial(feed.view, links=door.feeds))
    except Refused as refused:
        found = alerted(shown, [say(one.text, door.reader(caller)) for one in refused.problems])
    await click.client.views_update(view_id=shown["id"], view=found)


def _made(session: Session, member: Member, links: FeedLinks) -> tuple[str, bytes]:
    return links.new(session.workspace, member.id)
