"""Who was told of an entry and who was not, person by person: the ledger with its reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crm.domain.access import Member
from crm.domain.delivery import DeliveryKind
from crm.domain.errors import NotFound
from crm.domain.i18n import Text, _
from crm.domain.preferences import Topic, Way, way
from crm.domain.timeline import Entry
from crm.store import entries, mutes, outbox, people
from crm.store.session import Session
from crm.views import ledger
from crm.views.entries import entry as one_entry
from crm.views.ledger import Notice

# What a message needed beside the news is of no interest to whoever asks who was told.
NEWS = frozenset({DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.REMINDER, DeliveryKind.SUMMARY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """One person or Slack channel: what became of each notice, and why there are no others."""

    name: str
    notices: tuple[Notice, ...]
    whys: tuple[Text, ...] = ()


def muted(session: Session, member: Member, entry_id: int) -> bool:
    return (entry_id, member.id) in mutes.of(session, [entry_id])


def of_entry(session: Session, found: Entry) -> list[Hearing]:
    """Everybody whom an entry concerns that the reader sees, in a fixed number of queries."""
    rows = [row for row in outbox.of_entry(session, found.id) if row.kind in NEWS]
    part = {one.id for one in entries.participants(session, [found.id])}
    told = {row.member_id for row in rows if row.member_id is not None}
    known = people.by_id(session, {found.author, *part, *told})
    deaf = {member for _entry, member in mutes.of(session, [found.id])}
    notices = ledger.written(session, rows, {found.id: found})
    hearings = [
        Hearing(
            name=one.name,
            notices=_of(notices, one.id),
            whys=tuple(whys(found, one, takes_part=one.id in part, muted=one.id in deaf, told=told)),
        )
        for one in sorted(known.values(), key=lambda each: each.name)
    ]
    places = dict.fromkeys(one.to for one in notices if one.member is None)
    in_channels = [
        Hearing(name=place, notices=tuple(one for one in notices if one.member is None and one.to == place))
        for place in places
    ]
    return in_channels + hearings


def why(session: Session, reader: Member, entry_id: int, token: str) -> tuple[list[Notice], list[Text]]:
    """What became of a member's notices of an entry, and why there are no others.

    Raises:
        NotFound: no such entry or member for this reader.
    """
    whom = people.members(session, [token]).get(token)
    if whom is None:
        raise NotFound(what=token)
    found = one_entry(session, reader, entry_id)
    if found is None:
        raise NotFound(what=f"E-{entry_id}")
    rows = [row for row in outbox.of_entry(session, entry_id) if row.member_id == whom.id]
    takes_part = any(one.id == whom.id for one in entries.participants(session, [entry_id]))
    told = {whom.id} if any(row.kind in NEWS for row in rows) else set()
    deaf = muted(session, whom, entry_id)
    said = whys(found, whom, takes_part=takes_part, muted=deaf, told=told)
    return ledger.written(session, rows, {found.id: found}), said


def _of(notices: Sequence[Notice], member: int) -> tuple[Notice, ...]:
    return tuple(one for one in notices if one.member == member)


def whys(found: Entry, whom: Member, *, takes_part: bool, muted: bool, told: Collection[int]) -> list[Text]:
    """Why somebody is not told, or not of everything."""
    said = []
    if muted:
        said.append(_("{name} muted {entry} and hears no more of it.", name=whom.name, entry=found.number))
    if found.author == whom.id:
        said.append(_("{name} wrote {entry}; nobody is told of their own doing.", name=whom.name, entry=found.number))
    elif not takes_part:
        if whom.id in told:
            said.append(_("{name} was told without taking part; comments go to those who do.", name=whom.name))
        else:
            said.append(_("{name} does not take part in {entry}.", name=whom.name, entry=found.number))
    elif whom.id not in told:
        said.append(_("{name} reads {entry} in the Slack channel only.", name=whom.name, entry=found.number))
    if way(whom, Topic.COMMENT) is Way.NOTHING and (takes_part or found.author == whom.id):
        said.append(_("{name} chose not to be told of comments.", name=whom.name))
    return said
