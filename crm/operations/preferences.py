"""What members hear of: their preferences, and single entries that they mute."""

from __future__ import annotations

from crm.actions.mute import OFF
from crm.domain.action import Call
from crm.domain.preferences import KEY
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import audits, choices, mutes
from crm.store.session import Session


def change(session: Session, call: Call, source: str) -> Done:
    """What is not named stays; what the form shows is then what holds."""
    member = call.actor.id
    choices.hold(session, member)
    wanted = {name: value for name, value in call.values.items() if value is not None}
    before = choices.preference_of(session, member, KEY) or {}
    choices.prefer(session, member, KEY, {**before, **wanted})
    return Done(result=audits.keep(session, "preferences", member, source, wanted, call.now))


def mute(session: Session, call: Call, source: str) -> Done:
    """Only for the one who asks; whoever may see the entry may mute it."""
    row, _filed = entry_of(session, call)
    apply = mutes.unmute_entry if call.values["mute"] == OFF else mutes.mute_entry
    apply(session, row.id, call.actor.id)
    data = {"entry": row.id, "mute": call.values["mute"]}
    return Done(result=audits.keep(session, "mute", call.actor.id, source, data, call.now))
