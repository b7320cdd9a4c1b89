"""The clients behind some addresses, as one member may write about them: the sure ones, and those to ask about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.domain.access import VIEW, Member
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.store import likeness, raw_mail, records
from crm.store.session import Session

ADDRESSES_AT_MOST = 50
OFFERED_AT_MOST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressees:
    """``sure`` have one of the addresses alone; ``maybe`` share one, or are the companies at home at its domain."""

    sure: tuple[Record, ...] = ()
    maybe: tuple[Record, ...] = ()

    @property
    def plain(self) -> bool:
        """Is it clear whom it is about?"""
        return bool(self.sure) and not self.maybe


def outside(session: Session, emails: Iterable[str]) -> list[str]:
    """The addresses that are not a member's."""
    wanted = list(dict.fromkeys(one.lower() for one in emails))[:ADDRESSES_AT_MOST]
    ours = raw_mail.members_at(session, wanted)
    return [one for one in wanted if one not in ours]


def addressees(session: Session, member: Member, permission: str, emails: Sequence[str]) -> Addressees:
    """Who is behind each address; whom the member may not view or act on is nobody."""
    reached = _Reached(session, member, permission)
    people = reached.of(likeness.at_addresses(session, RecordKind.CONTACT, emails))
    houses = reached.of(likeness.at_addresses(session, RecordKind.COMPANY, emails))
    sure: dict[int, Record] = {}
    maybe: dict[int, Record] = {}
    for one in emails:
        exact = people.get(one) or houses.get(one) or []
        if len(exact) == 1:
            sure[exact[0].id] = exact[0]
        else:
            maybe |= {each.id: each for each in exact}
    if not sure and not maybe:
        homes = reached.of(likeness.at_domains(session, {one.rpartition("@")[2] for one in emails}))
        maybe = {each.id: each for some in homes.values() for each in some}
    return Addressees(sure=tuple(sure.values()), maybe=tuple(maybe.values())[:OFFERED_AT_MOST])


def offered(session: Session, member: Member, permission: str, ids: Iterable[int]) -> list[Record]:
    """Some of the clients that a question named, if the member may still act on them."""
    wanted = list(ids)
    known = _Reached(session, member, permission).of({"": wanted})[""]
    return sorted(known, key=lambda one: wanted.index(one.id))


def sender_of(session: Session, entry: int, address: str) -> Record | None:
    """The one client of an entry, or person at one, who writes from this address."""
    found = likeness.at_addresses(session, RecordKind.CONTACT, [address.lower()]).get(address.lower(), [])
    filed = {one.id for one in records.filed(session, [entry]).get(entry, []) if one.kind in CLIENTS and not one.gone}
    theirs = [one for one in records.by_id(session, found).values() if not one.gone and {one.id, one.company} & filed]
    return theirs[0] if len(theirs) == 1 else None


@dataclass(frozen=True, slots=True)
class _Reached:
    """The living records that a member may view and act on."""

    session: Session
    member: Member
    permission: str

    def of(self, found: dict[str, list[int]]) -> dict[str, list[Record]]:
        known = records.by_id(self.session, {one for ids in found.values() for one in ids})
        open_to = {number: one for number, one in known.items() if self._open(one)}
        return {name: [open_to[one] for one in ids if one in open_to] for name, ids in found.items()}

    def _open(self, one: Record) -> bool:
        mine = self.member.may(VIEW, one.owner) and self.member.may(self.permission, one.owner)
        return one.kind in CLIENTS and not one.gone and mine
