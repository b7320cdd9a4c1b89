"""What plans may look up, answered by the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crm import editing
from crm.domain.access import VIEW, Member
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.store import records, search
from crm.store.session import Session


class StoreBook:
    """Look-ups for plans, answered by the store; what the actor may not view does not exist for them."""

    def __init__(self, session: Session, actor: Member, known: Mapping[RecordNumber, Record] | None = None) -> None:
        self._session = session
        self._actor = actor
        self._known = known or {}

    def similar(self, kind: RecordKind, *, name: str, email: str | None, company: int | None) -> Sequence[Record]:
        found = search.similar(self._session, kind, name=name, email=email, company_id=company)
        return [one for one in found if self._actor.may(VIEW, one.owner)]

    def unseen(self, company: int) -> int:
        """How many contacts a company has that the actor may not view."""
        return sum(not self._actor.may(VIEW, one.owner) for one in records.contacts_of(self._session, [company]))

    def subsidiaries(self, company: int) -> Sequence[Record]:
        """The companies below a company, whoever may view them."""
        return records.companies_below(self._session, company)

    def whole(self, record: Record) -> Record:
        """A record with the columns of its kind."""
        return editing.whole(self._session, record)

    def above(self, company: Record) -> Collection[int]:
        """The ids of a company's parent, of that one's, and so on; a circle does no harm."""
        found: dict[int, None] = {}
        above = company.company
        while above is not None and above not in found:
            found[above] = None
            above = records.by_id(self._session, [above])[above].company
        return found

    def contacts(self, companies: Collection[int]) -> Sequence[Record]:
        """The contacts of some companies, as the items before this one of the chunk left them."""
        stored = {one.number: one for one in records.contacts_of(self._session, companies)} if companies else {}
        changed = {number: one for number, one in self._known.items() if one.kind is RecordKind.CONTACT}
        return [
            one
            for one in {**stored, **changed}.values()
            if one.company in companies and self._actor.may(VIEW, one.owner)
        ]
