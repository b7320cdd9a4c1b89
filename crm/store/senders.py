"""Whose an address is already: only nobody's may become one that a member is believed to write from."""

from __future__ import annotations

from crm.domain.clients import RecordKind
from crm.store import raw_mail, search
from crm.store.session import Session


def taken(session: Session, address: str, *, but_by: int | None = None) -> bool:
    """Is it another member's, or a client's?"""
    if raw_mail.member_at(session, address) - {but_by}:
        return True
    kinds = (RecordKind.COMPANY, RecordKind.CONTACT)
    return any(search.similar(session, kind, name="", email=address, company_id=None) for kind in kinds)
