"""What an administrator sets for the whole workspace, behind one button of Home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import toolbox
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import Form, inputs_of, plain, plain_text
from bot.slack.modal import ACT, action_view, refusal
from crm.actions import ACTIONS
from crm.actions.budget import NOTICES
from crm.domain.access import Member
from crm.domain.errors import NotAllowed, Refused
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import administering as views
from crm.views.administering import Rules
from templates.catalogue import Reader, say

log = structlog.get_logger()
CALLBACK = "administering"
OPEN = "administering:open"
FORM = "administering:form:"
FORMS = ("budget", "silent-clients", "status-rule")
TITLE = _("Workspace settings")
ROLES = _("Roles are given on the command line: “carnet members set EMAIL --role ROLE”.")
FIRST_TOOLS = _("What new members have at hand: arrange your own shortcuts, then offer them to everybody.")
NEVER = _("Never")
AFTER = _("After {days} days")


def may(member: Member) -> bool:
    return member.role.name == "admin"


def button(reader: Reader) -> Any:
    return kit.ButtonElement(action_id=OPEN, text=say(TITLE, reader), value=OPEN)


def register(app: AsyncApp, door: Door) -> None:
    app.action(OPEN)(listener(door, open_settings))
    for name in FORMS:
        app.action(f"{FORM}{name}")(listener(door, open_form))
        app.view(f"{ACT}{name}")(_submitted(door, name))


async def open_settings(click: Click) -> None:
    await click.show(settings_view)


async def open_form(click: Click) -> None:
    """Laid over the settings, which show afterwards what holds then."""
    name = click.action["action_id"].removeprefix(FORM)
    await click.show(partial(form_view, name=name, now=click.door.desk.clock.now()), push=True)


def settings_view(session: Session, member: Member) -> dict[str, Any]:
    """What holds now, with a button for each.

    Raises:
        NotAllowed: they are no administrator.
    """
    if not may(member):
        raise NotAllowed
    reader, rules = Reader.member(member), views.rules(session)
    return View(
        type="modal",
        callback_id=CALLBACK,
        title=say(TITLE, reader),
        close=say(_("Close"), reader),
        blocks=list(_rows(rules, reader)),
    ).to_dict()


def _rows(rules: Rules, reader: Reader) -> Iterator[Any]:
    holds: Mapping[str, Text | str] = {
        "budget": _notices(rules, reader),
        "silent-clients": _days(rules.silent),
        "status-rule": _statuses(rules, reader),
    }
    for name in FORMS:
        action = ACTIONS[name]
        title, now = say(action.title, reader), say(holds[name], reader)
        yield _row(f"{action.icon} {say(_('{label}: {value}', label=title, value=now), reader)}", FORM + name, reader)
        yield kit.ContextBlock(elements=[plain_text(say(action.help, reader), 2000)])
    yield kit.DividerBlock()
    yield _row(say(FIRST_TOOLS, reader), toolbox.MODIFY, reader)
    yield kit.SectionBlock(text=plain_text(say(ROLES, reader), 3000))


def _row(text: str, action_id: str, reader: Reader) -> Any:
    label = plain(text)
    change = kit.ButtonElement(
        action_id=action_id, text=say(_("Change"), reader), value=action_id, accessibility_label=label
    )
    return kit.SectionBlock(text=plain_text(text, 3000), accessory=change)


def _days(days: int | None) -> Text:
    return NEVER if days is None else Text(AFTER.msgid, {"days": days})


def _notices(rules: Rules, reader: Reader) -> str:
    options = {one.key: one.label for one in NOTICES.options}
    return say(options.get(str(rules.notices), str(rules.notices)), reader)


def _statuses(rules: Rules, reader: Reader) -> str:
    told = [
        say(_("{label}: {value}", label=one.label(reader.locale), value=_days(one.follow_after)), reader)
        for one in rules.statuses
        if one.follow_after is not None
    ]
    return " · ".join(told) or say(NEVER, reader)


def form_view(session: Session, member: Member, *, name: str, now: Any) -> dict[str, Any]:
    """One of the rules, with what holds now.

    Raises:
        NotAllowed: they are no administrator.
    """
    if not may(member) or name not in FORMS:
        raise NotAllowed
    rules = views.rules(session)
    silent = "" if rules.silent is None else str(rules.silent)
    values = {"notices": str(rules.notices), "days": silent if name == "silent-clients" else ""}
    return action_view(ACTIONS[name], Form(reader=Reader.member(member), now=now, values=values))


def _submitted(door: Door, name: str) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller, source = Caller.of(body), f"slack:view:{view['id']}"
        given = inputs_of(view["state"])
        try:
            await door.desk.perform(caller.team, ACTIONS[name], actor=caller.user, inputs=given, source=source)
        except Refused as refused:
            log.info("refused", user=caller.user, action=name, why=str(refused))
            await ack(**refusal(view, refused, await door.meet(caller)))
            return
        await ack()
        if view.get("previous_view_id"):
            try:
                shown = await door.ask(caller, settings_view)
            except Refused:
                return
            await client.views_update(view_id=view["previous_view_id"], view=shown)

    return on_submission
