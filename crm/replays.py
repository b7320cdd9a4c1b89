"""Whether a repeated call may be answered: whoever asks must have been able to get that answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import BigInteger, select

from crm import notices
from crm.domain.access import Member
from crm.store import records
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import audit, comment, entry

RESULT = re.compile(r"([ACE])-([1-9][0-9]*)")
_ENTRIES = select(entry.c.id, entry.c.author_id).where(among(entry.c.id, "ids", BigInteger))
_COMMENTS = select(comment.c.id, comment.c.entry_id, comment.c.author_id).where(among(comment.c.id, "ids", BigInteger))
_AUDITS = select(audit.c.id, audit.c.actor_id).where(among(audit.c.id, "ids", BigInteger))


def hidden(session: Session, actor: Member, results: Iterable[str]) -> set[str]:
    """Those of some results that this member may not be told: others' doing, about what they may not view.

    A source is answered before anything is checked, and whoever knows another's would be shown what it became.
    """
    named = [found for found in map(RESULT.fullmatch, results) if found]
    ids = {kind: [int(one[2]) for one in named if one[1] == kind] for kind in "ACE"}
    told = {
        "A": {row.id: row.actor_id == actor.id for row in session.rows(_AUDITS, ids=ids["A"])} if ids["A"] else {},
        "C": _comments(session, actor, ids["C"]) if ids["C"] else {},
        "E": _entries(session, actor, ids["E"]) if ids["E"] else {},
    }
    return {one[0] for one in named if not told[one[1]].get(int(one[2]), True)}


def _entries(session: Session, actor: Member, ids: list[int]) -> Mapping[int, bool]:
    filed = records.filed(session, ids)
    return {
        row.id: row.author_id == actor.id or notices.may_view(session, actor, filed.get(row.id, ()))
        for row in session.rows(_ENTRIES, ids=ids)
    }


def _comments(session: Session, actor: Member, ids: list[int]) -> Mapping[int, bool]:
    rows = session.rows(_COMMENTS, ids=ids)
    seen = _entries(session, actor, [row.entry_id for row in rows])
    return {row.id: row.author_id == actor.id or seen[row.entry_id] for row in rows}
