"""Mails that a member copied to Carnet, as notes under their clients; and the address to copy them to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm.actions import ACTIONS
from crm.actions.log_address import RENEW, REVOKE
from crm.domain.access import NO_ROLE
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.errors import NotAllowed, Refused, out_of_reach
from crm.drafting import Draft
from crm.outcome import Done
from crm.store import audits, tokens
from crm.store.session import Session
from crm.writing import write_entries

INFO = ACTIONS["info"]


def log(session: Session, call: Call, source: str) -> Done:
    """File a mail as an Info, as if its sender had written one."""
    return file(session, call, source, call.records, call.values)


def file(session: Session, call: Call, source: str, clients: Sequence[Record], values: Mapping[str, Any]) -> Done:
    """Write the Info. ``values`` holds its note, files and time; a mail from the future came now."""
    refused = [one.name for one in clients if not call.actor.may(INFO.name, one.owner)]
    if refused:
        raise Refused(out_of_reach(refused, "clients"))
    when = min(values.get("when") or call.now, call.now)
    mine = replace(call, records=tuple(clients), values={**values, "when": when})
    draft = Draft(action=INFO, call=mine, plan=INFO.plan(mine), source=source, inputs={})
    return write_entries(session, [draft])[source]


def address(session: Session, call: Call, source: str) -> Done:
    """A member's own address: shown, made anew or taken back. Who has no part here has none."""
    member, wish = call.actor, call.values["wish"]
    if member.role.name == NO_ROLE.name:
        raise NotAllowed
    if wish == REVOKE:
        tokens.take_back(session, member.id)
    elif wish == RENEW or tokens.of_member(session, member.id) is None:
        tokens.give(session, member.id, call.now)
    return Done(result=audits.keep(session, "log-address", member.id, source, {"wish": wish}, call.now))
