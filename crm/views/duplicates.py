"""Clients that may be one and the same, for somebody who may view both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.domain.access import VIEW, Member
from crm.domain.clients import Record
from crm.domain.i18n import Text, _
from crm.store import likeness, records
from crm.store.session import Session

WHY = {
    likeness.EMAIL: _("same email"),
    likeness.NAME: _("same name"),
    likeness.DOMAIN: _("same domain"),
}
PAGE = 500  # marks read together
AT_MOST = 5  # look-alikes of one client


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """Two clients and what they share."""

    record: Record
    other: Record
    why: tuple[Text, ...]


def of(session: Session, reader: Member, record: Record) -> list[Alike]:
    """The clients that one looks like, those with the most in common first."""
    shared: dict[int, dict[str, None]] = {}
    for row in likeness.like(session, record.id):
        shared.setdefault(row.record_id, {})[row.mark[0]] = None
    known = records.living(session, shared) if shared else {}
    visible = [one for one in known.values() if reader.may(VIEW, one.owner)]
    ordered = sorted(visible, key=lambda one: (-len(shared[one.id]), one.number))
    return [Alike(record=record, other=one, why=_why(shared[one.id])) for one in ordered[:AT_MOST]]


def everywhere(session: Session, reader: Member, count: int) -> list[Alike]:
    """Pairs of look-alikes, as many as wanted."""
    found: dict[tuple[int, int], dict[str, None]] = {}
    known: dict[int, Record] = {}
    group: list[int] = []
    after, open_mark = ("", 0), ""
    while len(found) < count and (rows := likeness.shared(session, after, PAGE)):
        fresh = {row.record_id for row in rows} - known.keys()
        known |= {one.id: one for one in records.living(session, fresh).values() if reader.may(VIEW, one.owner)}
        for row in rows:
            if row.mark != open_mark:
                open_mark, group = row.mark, []
            if row.record_id in known and len(group) < likeness.TOGETHER:
                if group:
                    found.setdefault((group[0], row.record_id), {})[row.mark[0]] = None
                group.append(row.record_id)
        after = (rows[-1].mark, rows[-1].record_id)
    pairs = [Alike(record=known[one], other=known[other], why=_why(why)) for (one, other), why in found.items()]
    return sorted(pairs, key=lambda one: (one.record.number, one.other.number))[:count]


def _why(shared: Sequence[str] | dict[str, None]) -> tuple[Text, ...]:
    return tuple(WHY[one] for one in WHY if one in shared)
