"""A comment that stands under the wrong entry: which one, and where it belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import entries, picker
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.entry_foot import MOVE, movable
from bot.slack.form import VALUE, option, plain
from bot.slack.modal import Context, alerted, refusal
from crm.actions.move_comment import ACTION
from crm.domain.access import Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import _
from crm.domain.timeline import Entry, entry_number
from crm.store.session import Session
from crm.views import clients, members
from crm.views import entries as views
from templates import words
from templates.catalogue import Reader, say

log = structlog.get_logger()
CALLBACK = "entry:moving"
COMMENT, TO = "comment", "to"
OFFERED_AT_MOST = 25


def register(app: AsyncApp, door: Door) -> None:
    app.action(MOVE)(listener(door, open_form))
    app.view(CALLBACK)(_submitted(door))


async def open_form(click: Click) -> None:
    """The form takes the place of the entry, which may lie on a card."""
    context = Context.read((click.body.get("view") or {}).get("private_metadata", ""))
    await click.show(partial(_view, token=click.value, card=context.card))


def _view(
    session: Session, member: Member, token: str, card: str, comment: str = "", client: RecordNumber | None = None
) -> dict[str, Any]:
    """Which comment, and where to: by number, or by a client and then one of its entries.

    Raises:
        NotFound: no such entry, or no comment of it that this member may move.
    """
    number = entry_number(token)
    entry = views.entry(session, member, number) if number else None
    found = movable(entry, member)[-OFFERED_AT_MOST:] if entry else []
    if entry is None or not found:
        raise NotFound(what=token[:40])
    reader, names = Reader.member(member), members.names(session)
    offered = [option(one.number, f"{one.author}: {words.preview(one.body, names, 60)}") for one in found]
    chosen = next((one for one in offered if one.value == comment), offered[-1])
    which = kit.StaticSelectElement(action_id=VALUE, options=offered, initial_option=chosen)
    blocks = [kit.InputBlock(block_id=COMMENT, label=say(_("Comment"), reader), element=which)]
    blocks += _where(session, member, reader, client, entry.id)
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(Context(card=card, entry=entry.number)),
        title=say(ACTION.title, reader),
        submit=say(_("Move"), reader),
        close=say(_("Cancel"), reader),
        blocks=blocks,
    ).to_dict()


def _where(
    session: Session, member: Member, reader: Reader, client: RecordNumber | None, here: int
) -> Sequence[kit.InputBlock]:
    if client is not None:
        card = clients.card(session, member, client)
        found = [one for one in card.entries if one.id != here][:OFFERED_AT_MOST]
        if found:
            select = kit.StaticSelectElement(action_id=VALUE, options=[_option(one, reader) for one in found])
            return [kit.InputBlock(block_id=TO, label=say(_("Entry"), reader), element=select)]
    typed = kit.PlainTextInputElement(action_id=VALUE, placeholder=say(_("Like {example}", example="E-12"), reader))
    return [
        picker.chooser(reader, optional=True),
        kit.InputBlock(
            block_id=TO,
            label=say(_("Entry"), reader),
            hint=say(_("Type its number, or choose a client to see its entries."), reader),
            element=typed,
            optional=True,
        ),
    ]


def _option(entry: Entry, reader: Reader) -> kit.Option:
    return option(
        entry.number, plain(f"{entry.number} · {words.sentence(entry, reader)} · {words.about(entry, reader)}")
    )


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        caller, context = Caller.of(body), Context.read(view.get("private_metadata", ""))
        comment, to, client = _read(view["state"])
        try:
            if client is not None and not to:
                make = partial(_view, token=context.entry, card=context.card, comment=comment, client=client)
                await ack(response_action="update", view=await door.ask(caller, make))
                return
            done = await door.desk.perform(
                caller.team,
                ACTION,
                actor=caller.user,
                inputs={"comment": comment, "to": to},
                source=f"slack:move:{view['id']}:{view.get('hash', '')}",
            )
            now, links = door.desk.clock.now(), door.links
            make = partial(entries.entry_view, token=context.entry, now=now, card=context.card, links=links)
            shown = await door.ask(caller, make)
        except Refused as refused:
            log.info("refused", user=caller.user, action=ACTION.name, why=str(refused))
            await ack(**refusal(view, refused, await door.meet(caller)))
            return
        log.info("performed", user=caller.user, action=ACTION.name, result=done.result)
        said = say(_("Moved to {entry}.", entry=to.strip().upper()), door.reader(caller))
        await ack(response_action="update", view=alerted(shown, [said], "success"))

    return on_submission


def _read(state: Mapping[str, Any]) -> tuple[str, str, RecordNumber | None]:
    """The comment, the entry that was chosen or typed, and the client, as far as they are given."""
    values = {block: given.get(VALUE) or {} for block, given in state.get("values", {}).items()}
    comment = (values.get(COMMENT, {}).get("selected_option") or {}).get("value", "")
    to = values.get(TO, {})
    chosen = (to.get("selected_option") or {}).get("value") or to.get("value") or ""
    return comment, chosen, next(iter(picker.chosen(state)), None)
