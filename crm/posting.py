"""Where an entry is posted: in its company's own channel, else in the infobox, else to each in person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crm.domain.access import VIEW, Member, Scope
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.domain.i18n import Text
from crm.domain.places import Apart, Place, apart_told
from crm.store import people, places
from crm.store.session import Session


def with_group(session: Session, member: Member) -> Member:
    """The member, ready to be asked what they may view."""
    if member.reach(VIEW) is not Scope.GROUP or member.group:
        return member
    return replace(member, group=people.below(session, member.id))


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A channel for entries, and those of its readers who do not see every client."""

    place: Place
    narrow: tuple[Member, ...] = ()

    def takes(self, records: Sequence[Record]) -> bool:
        """May every reader view the entry: at least one of its records?"""
        seen = all(any(reader.may(VIEW, one.owner) for one in records) for reader in self.narrow)
        return self.place.open and seen


def boards(session: Session, known: Iterable[Place]) -> dict[str, Board]:
    """Some channels with their readers, by channel."""
    found = {one.id: one for one in known}
    opened = [one.id for one in found.values() if one.open]
    narrow = places.narrow_readers(session, opened) if opened else {}
    return {
        one.id: Board(place=one, narrow=tuple(with_group(session, each) for each in narrow.get(one.id, ())))
        for one in found.values()
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """The channel; or none, and why: the entry's data keep that for its author."""

    place: str | None = None
    apart: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        return {"apart": dict(self.apart)} if self.apart else {}

    @property
    def notes(self) -> tuple[Text, ...]:
        return (apart_told(**self.apart),) if self.apart else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Boards:
    """The infobox and the companies' own channels that the entries of a chunk may be posted in."""

    infobox: Board | None = None
    linked: Mapping[int, str] = field(default_factory=dict)  # company to channel
    own: Mapping[str, Board] = field(default_factory=dict)  # by channel

    @classmethod
    def of(cls, session: Session, companies: Iterable[int | None] = (), chosen: Iterable[Place] = ()) -> Boards:
        """``chosen`` are channels that become a company's own by what is being written."""
        linked, infobox = places.for_entries(session, [one for one in companies if one])
        own = boards(session, [*linked.values(), *chosen, *([infobox] if infobox else [])])
        return cls(
            infobox=own[infobox.id] if infobox else None,
            linked={company: one.id for company, one in linked.items()},
            own=own,
        )

    def post(self, records: Sequence[Record], beside: Iterable[Record] = ()) -> Posting:
        """Where the entry of these records goes, as they stand once it is done; ``beside`` are others it is about."""
        tried = [one for one in (self._own(records, beside), self.infobox) if one is not None]
        for board in tried:
            if board.takes(records):
                return Posting(place=board.place.id)
        if not tried:
            return Posting(apart={"why": Apart.NOWHERE.value, "where": ""})
        last = tried[-1].place
        return Posting(apart={"why": (Apart.READERS if last.open else Apart.CLOSED).value, "where": last.name})

    def _own(self, records: Sequence[Record], beside: Iterable[Record]) -> Board | None:
        """The own channel of the one company that all of the entry's clients belong to."""
        companies = companies_of([*records, *beside])
        if len(companies) != 1:
            return None
        [company] = companies
        fresh = [one.fields["channel"] for one in records if one.id == company and "channel" in one.fields]
        channel = fresh[0] if fresh else self.linked.get(company or 0)
        return self.own.get(channel) if channel else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A channel as it stands, and who is to be told of what becomes of it."""

    board: Board | None = None
    infobox: bool = False
    told: tuple[Member, ...] = ()

    @property
    def open(self) -> bool:
        return self.board is not None and self.board.place.open


def watch(session: Session, place: Place) -> Watch:
    """What a change of a channel's readers would matter to: the administrators, the owners of its companies."""
    found = places.infobox(session)
    infobox = found is not None and found.id == place.id
    owners = places.owners(session, place.id)
    if not (infobox or owners):
        return Watch()
    return Watch(
        board=boards(session, [place])[place.id],
        infobox=infobox,
        told=tuple(
            one
            for one in people.everybody(session)
            if one.active and (one.id in owners or (one.role.name == "admin" and (infobox or None in owners)))
        ),
    )


def companies_of(records: Iterable[Record]) -> set[int | None]:
    """The companies that clients are or belong to; none for a contact without one."""
    return {one.id if one.kind is RecordKind.COMPANY else one.company for one in records if one.kind in CLIENTS}
