"""What somebody said to Carnet, kept as a draft: one message is heard once, however often Slack brings it."""

from __future__ import annotations

from crm.domain.action import Call
from crm.outcome import Done
from crm.store import drafts
from crm.store.session import Session


def hear(session: Session, call: Call, source: str) -> Done:
    """The first to bring a message is answered; whoever brings it again is told that it is known."""
    member, name = call.actor.id, drafts.of_message(call.values["said"])
    drafts.hold(session, member)
    if drafts.content(session, member, name) is not None:
        return Done.again(name)
    drafts.keep(session, member, name, call.values["understood"], call.now)
    return Done(result=name)
