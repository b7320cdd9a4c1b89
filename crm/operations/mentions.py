"""Whoever a comment mentions takes part from then on; of those who may not see it, its author is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import notices
from crm.domain import mentioning, richtext
from crm.domain.access import Member
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.i18n import Text, _
from crm.store import entries, people
from crm.store.session import Session
from crm.store.tables import participant


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """Who takes part since; ``notes`` are what the comment's author should know."""

    members: tuple[Member, ...] = ()
    notes: tuple[Text, ...] = ()


def invite(session: Session, call: Call, entry: int, filed: Sequence[Record]) -> Invited:
    """The comment's mentions become participants, if they may view the entry."""
    mentioned = _mentioned(session, call.values["text"])
    known = {one.id for one in entries.participants(session, [entry])} if mentioned else set()
    others = [one for one in mentioned if one.id not in {call.actor.id, *known}]
    seeing = [one for one in others if one.active and notices.may_view(session, one, filed)]
    session.insert(participant, [{"entry_id": entry, "member_id": one.id} for one in seeing])
    blind = [one.name for one in others if one not in seeing]
    note = _("Not told, since they may not see this client: {names}.", names=blind)
    return Invited(members=tuple(seeing), notes=(note,) if blind else ())


def _mentioned(session: Session, text: Mapping[str, Any]) -> list[Member]:
    """By Slack's own mentions, and by names behind an “@” where a person can be meant by it."""
    by_slack = people.members(session, named) if (named := richtext.mentions(text)) else {}
    found = list(by_slack.values())
    typed = mentioning.names(richtext.plain(text))
    if typed:
        everybody = [one for one in people.everybody(session) if one.active]
        found += [one for name in typed if (one := mentioning.meant(name, everybody))]
    return list({one.id: one for one in found}.values())
