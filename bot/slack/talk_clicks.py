"""What is clicked below an answer: saved as it was understood, opened in its form, or its client chosen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import spoken, talk_answer, talk_files
from bot.slack.context import Caller, Door
from bot.slack.form import record_option
from bot.slack.modal import Context
from bot.slack.opening import Wanted, form_view, target_of
from bot.slack.replies import open_view
from bot.slack.talk_answer import CLIENT, EDIT, PICK, SAID, SAVE, Answer
from bot.slack.talk_meant import Meant
from crm.actions import TOOLBOX
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import Refused
from crm.domain.fields import RICH_TEXT_AT_MOST, Field, Members, Moment, RichText
from crm.domain.i18n import Text, _
from crm.outcome import Done
from crm.store.session import Session
from crm.views import clients, members, waiting
from templates.catalogue import Reader

log = structlog.get_logger()
ANSWERS_KEPT = 500
GONE = _("This was said too long ago. Please say it once more.")
SAVED = _("Saved as {entry}.")
STANDS = _("This was saved already, as {entry}.")
HERE = {"replace_original": True}


def register(app: AsyncApp, door: Door) -> None:
    for action, handle in ((SAVE, _save), (EDIT, _edit), (PICK, _pick), (CLIENT, _pick)):
        app.action(action)(_listener(door, handle))
    app.options(CLIENT)(_options(door))


def _listener(door: Door, handle: Any) -> Any:
    async def on_click(ack: Any, body: Mapping[str, Any], action: Mapping[str, Any], client: Any, respond: Any) -> None:
        await ack()
        # These stand in messages; anywhere else nobody can be answered.
        if body.get("response_url"):
            await handle(door, body, action, client, respond)

    return on_click


def _pressed(action: Mapping[str, Any]) -> tuple[str, RecordNumber | None]:
    """The message that was said, and the client that is chosen; values are read as if anybody had written them."""
    option = action.get("selected_option")
    if option:
        return str(action.get("block_id", "")).removeprefix(SAID), RecordNumber.read(str(option.get("value", "")))
    said, _space, number = str(action.get("value", "")).partition(" ")
    return said, RecordNumber.read(number)


def _waiting(session: Session, member: Member, said: str, number: RecordNumber | None) -> tuple[Meant, str]:
    """What waits, and what stands of it already.

    Raises:
        Refused: nothing waits any more, or the client is not there for this member.
    """
    found = waiting.waiting(session, member, said)
    if found is None or found.action not in TOOLBOX:
        raise Refused.because(GONE)
    record = clients.find_one(session, member, str(number)) if number else None
    action = TOOLBOX[found.action]
    return Meant(action=action, inputs=found.inputs, problems=found.problems, record=record), found.result


async def _save(door: Door, body: Mapping[str, Any], action: Mapping[str, Any], client: Any, respond: Any) -> None:
    caller, (said, number) = Caller.of(body), _pressed(action)
    try:
        meant, _stands = await door.ask(caller, partial(_waiting, said=said, number=number))
        if not meant.complete:
            # No answer of ours offers that.
            raise Refused.because(GONE)
        done = await door.desk.perform(
            caller.team, meant.action, actor=caller.user, inputs=_inputs(meant), source=waiting.source(said)
        )
    except Refused as refused:
        log.info("refused", user=caller.user, action="say", why=str(refused))
        await _refused(door, caller, said, number, refused, respond)
        return
    log.info("performed", user=caller.user, action=meant.action.name, result=done.result, repeat=done.repeat)
    await respond(**HERE, **await door.ask(caller, partial(_saved, said=said, number=number, done=done)))


def _inputs(meant: Meant) -> dict[str, Any]:
    """As its form would send them."""
    found, target, main = dict(meant.inputs), target_of(meant.action), meant.action.field(meant.action.main)
    if target and meant.record:
        found[target.name] = [str(meant.record.number)]
    if isinstance(main, RichText) and main.name in found:
        found[main.name] = spoken.rich(found[main.name])
    return found


async def _refused(
    door: Door, caller: Caller, said: str, number: RecordNumber | None, refused: Refused, respond: Any
) -> None:
    """The answer stays, with the reasons; where nothing waits any more only they are left."""
    reasons = [problem.text for problem in refused.problems]

    def again(session: Session, member: Member, client: RecordNumber | None) -> Answer:
        meant, _stands = _waiting(session, member, said, client)
        return talk_answer.understood(session, member, meant, said, notes=reasons)

    found: Answer | None = None
    # The client may be what is here no more.
    for client in dict.fromkeys((number, None)):
        with suppress(Refused):
            found = found or await door.ask(caller, partial(again, client=client))
    await respond(**HERE, **(found or talk_answer.told(reasons, await door.meet(caller))))


def _saved(session: Session, member: Member, said: str, number: RecordNumber | None, done: Done) -> Answer:
    meant, _stands = _waiting(session, member, said, number)
    return talk_answer.saved(session, member, meant, done.result, done.notes)


async def stands(door: Door, caller: Caller, said: str) -> None:
    """What was said is saved by its form: its answer says so, where it is still at hand."""
    respond = door.answers.pop(said, None) if said else None
    if respond is None:
        return
    found = await door.ask(caller, lambda session, member: waiting.waiting(session, member, said))
    if found and found.result:
        words = Text(SAVED.msgid, {"entry": found.result})
        await respond(**HERE, **talk_answer.told([words], door.reader(caller)))


async def _edit(door: Door, body: Mapping[str, Any], action: Mapping[str, Any], client: Any, respond: Any) -> None:
    """The form of what was understood, filled in."""
    caller, (said, number) = Caller.of(body), _pressed(action)
    now = door.desk.clock.now()

    def form(session: Session, member: Member) -> dict[str, Any]:
        meant, result = _waiting(session, member, said, number)
        if result:
            raise Refused.because(Text(STANDS.msgid, {"entry": result}))
        view = form_view(session, member, meant.action, _wanted(session, meant, number, said), now)
        return talk_files.beside(view, meant.action, meant.inputs, Reader.member(member))

    while len(door.answers) >= ANSWERS_KEPT:
        door.answers.pop(next(iter(door.answers)))
    door.answers[said] = respond
    await open_view(door, client, body, lambda: door.ask(caller, form), respond)


def _wanted(session: Session, meant: Meant, number: RecordNumber | None, said: str) -> Wanted:
    main, context = meant.action.field(meant.action.main), Context(said=said)
    text = meant.inputs.get(main.name, "") if main else ""
    rich = isinstance(main, RichText)
    known = [one for one in meant.action.fields if one is not main and one.name in meant.inputs]
    return Wanted(
        text="" if rich else text,
        body=richtext.cut(spoken.rich(text), RICH_TEXT_AT_MOST) if rich and text else None,
        numbers=(number,) if number else (),
        values={one.name: _shown(session, one, meant.inputs[one.name]) for one in known},
        context=context,
    )


def _shown(session: Session, field: Field, value: Any) -> Any:
    """An input as its element shows it."""
    if isinstance(field, Moment):
        return datetime.fromisoformat(value)
    if isinstance(field, Members):
        found = members.named(session, value)
        return [(one, found[one].name) for one in value if one in found and found[one].active]
    return value


async def _pick(door: Door, body: Mapping[str, Any], action: Mapping[str, Any], client: Any, respond: Any) -> None:
    """The client was chosen: the same answer, complete."""
    caller, (said, number) = Caller.of(body), _pressed(action)

    def again(session: Session, member: Member) -> Answer:
        meant, _stands = _waiting(session, member, said, number)
        return talk_answer.understood(session, member, meant, said)

    try:
        found = await door.ask(caller, again)
    except Refused as refused:
        await _refused(door, caller, said, None, refused, respond)
    else:
        await respond(**HERE, **found)


def _options(door: Door) -> Any:
    async def on_options(ack: Any, body: Mapping[str, Any]) -> None:
        said, typed = str(body.get("block_id", "")).removeprefix(SAID), str(body.get("value", ""))
        try:
            found = await door.ask(Caller.of(body), partial(_suggested, said=said, typed=typed))
        except Refused:
            found = []
        await ack(options=found)

    return on_options


def _suggested(session: Session, member: Member, said: str, typed: str) -> list[dict[str, Any]]:
    meant, _stands = _waiting(session, member, said, None)
    target = target_of(meant.action)
    if target is None:
        return []
    ready = members.reader(session, member.slack_user, meant.action.name)
    found = clients.suggest(session, ready, typed, permission=meant.action.name, kinds=target.kinds, forgiving=True)
    return [record_option(one).to_dict() for one in found]
