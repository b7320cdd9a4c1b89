"""What a member has selected in a list, and the filters that it opens with."""

from __future__ import annotations

from crm.domain.access import VIEW, Member
from crm.domain.clients import Record
from crm.domain.filters import Filters
from crm.store import choices, drafts, records
from crm.store.session import Session

FILTERS = "clients"  # the preference


def kept_filters(session: Session, member: Member) -> Filters:
    return Filters.kept(choices.preference_of(session, member.id, FILTERS))


def selected(session: Session, member: Member, name: str) -> list[int]:
    """The ids of the clients that are selected in a list, in their order."""
    return drafts.selected(session, member.id, name)


def chosen(session: Session, member: Member, name: str) -> list[Record]:
    """The same clients as they stand: those that are still there and that the member may view."""
    ids = selected(session, member, name)
    found = records.living(session, ids)
    return [found[one] for one in ids if one in found and member.may(VIEW, found[one].owner)]
