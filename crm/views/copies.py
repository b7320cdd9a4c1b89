"""The address that a member copies their mails to and from clients to, so that they are filed."""

from __future__ import annotations

from crm.domain.access import Member
from crm.store import tokens
from crm.store.session import Session


def address(session: Session, member: Member, domain: str) -> str | None:
    """``log+…@``; None before they have asked for one, or when no mail is taken at all."""
    token = tokens.of_member(session, member.id) if domain else None
    return f"log+{token}@{domain}" if token else None
