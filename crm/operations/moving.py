"""A comment moves to the entry that it belongs to: gone from the old threads, told to the new entry's people once."""

from __future__ import annotations

import re
from dataclasses import replace

from crm import notices
from crm.domain.action import Call
from crm.domain.errors import NotAllowed, NotFound
from crm.operations.access import entry_of
from crm.operations.mentions import invite
from crm.outcome import Done
from crm.store import audits, misfiled, outbox, people, texts
from crm.store.session import Session

COMMENT = re.compile(r"(?:C-?)?([1-9][0-9]{0,17})", re.IGNORECASE)


def move(session: Session, call: Call, source: str) -> Done:
    """By its author, its entry's or an administrator, to an entry that they may see; where it is, it stays."""
    given = COMMENT.fullmatch(call.values["comment"].strip())
    row = misfiled.one(session, int(given[1])) if given else None
    if row is None:
        raise NotFound(what=call.values["comment"])
    here, _filed = entry_of(session, replace(call, values={"entry": row.entry_id}))
    if call.actor.id not in {row.author_id, here.author_id} and call.actor.role.name != "admin":
        raise NotAllowed
    there, filed = entry_of(session, replace(call, values={"entry": call.values["to"]}))
    if here.id != there.id:
        # Before it goes: what repeated it in the old threads is found by the old entry.
        gone = notices.of_change(session, here.id, row.id)
        misfiled.move(session, row, there.id)
        [author] = people.by_id(session, [row.author_id]).values()
        invite(session, replace(call, values={"text": row.body}), there.id, filed)
        texts.follow(session, [here.id, there.id])
        told = notices.of_comments(session, [notices.Spoken(entry=there.id, comment=row.id, author=author)])
        outbox.owe(session, [*gone, *(one for one in told if one.member != call.actor.id)], call.now)
    data = {"comment": row.id, "from": here.id, "to": there.id}
    return Done(result=audits.keep(session, "move-comment", call.actor.id, source, data, call.now, entry=there.id))
