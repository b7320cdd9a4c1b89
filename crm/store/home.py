"""What Home shows of the newest entries: read off the end of the workspace, however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, case, exists, func, or_, select

from crm.domain.clients import RecordKind
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import audit, comment, entry, member, participant, record, subject

# Entries looked at: some days of a busy agency. What is older is no news, and nobody waits for it to be found.
NEWEST = 600
EACH_TOUCHED = 6  # times that a client may be among the newest before it hides another
_me: Any = bindparam("me")
# Numbers are counted in a workspace: the newest are those not far from the last.
_STANDS = and_(entry.c.id > bindparam("since"), entry.c.undone_at.is_(None), entry.c.removal_id.is_(None))
_LIVES = and_(record.c.kind != RecordKind.PROFILE, record.c.deleted_at.is_(None), record.c.merged_into.is_(None))
_MINE = and_(record.c.owner_id == _me, _LIVES)
# The same where the newest entries lead: as a sum it keeps both databases from walking all that is mine, which may be
# thousands, and for each of the entries anew.
_IS_MINE = and_(record.c.owner_id + 0 == _me, _LIVES)
_TOUCHED = (
    select(subject.c.record_id)
    .select_from(subject)
    .join(entry, entry.c.id == subject.c.entry_id)
    .join(record, record.c.id == subject.c.record_id)
    .where(subject.c.entry_id > bindparam("since"), _STANDS, _IS_MINE)
    .order_by(subject.c.entry_id.desc(), subject.c.record_id.desc())
    .limit(bindparam("count"))
)
_YOUNGEST = select(record.c.id).where(_MINE).order_by(record.c.id.desc()).limit(bindparam("count"))
_TAKES_PART = select(participant.c.entry_id).where(participant.c.entry_id == entry.c.id, participant.c.member_id == _me)
_OF_MINE = (
    select(subject.c.entry_id)
    .join(record, record.c.id == subject.c.record_id)
    .where(subject.c.entry_id == entry.c.id, _IS_MINE)
)
_AROUND = (
    select(entry.c.id)
    .where(
        _STANDS,
        entry.c.author_id != _me,
        entry.c.action != bindparam("but"),
        or_(exists(_TAKES_PART.correlate(entry)), exists(_OF_MINE.correlate(entry))),
    )
    .order_by(entry.c.id.desc())
    .limit(bindparam("count"))
)
_ROWS = (
    select(entry, member.c.name.label("author_name"))
    .join(member, and_(member.c.workspace_id == entry.c.workspace_id, member.c.id == entry.c.author_id))
    .where(among(entry.c.id, "ids", BigInteger))
    .order_by(entry.c.id.desc())
)
_at = entry.c.created_at


def _begin(number: int) -> Any:
    return bindparam(f"day{number}", type_=_at.type)


_WEEK = select(
    *(func.count(case((and_(_at >= _begin(one), _at < _begin(one + 1)), 1))).label(f"day{one}") for one in range(7))
).where(
    entry.c.author_id == _me,
    _at >= _begin(0),
    _at < _begin(7),
    entry.c.undone_at.is_(None),
    entry.c.removal_id.is_(None),
)
_LAST_ENTRY, *_LAST_OTHERS = (select(func.max(one.c.id)) for one in (entry, comment, audit))


def _since(session: Session) -> int:
    last: int = session.value(_LAST_ENTRY) or 0
    return last - NEWEST


def clients(session: Session, me: int, count: int) -> list[int]:
    """Somebody's clients: those first with whom something was done last, then the youngest."""
    rows = session.rows(_TOUCHED, me=me, count=count * EACH_TOUCHED, since=_since(session))
    touched = list(dict.fromkeys(row.record_id for row in rows))[:count]
    if len(touched) == count:
        return touched
    youngest = [row.id for row in session.rows(_YOUNGEST, me=me, count=count)]
    return [*touched, *(one for one in youngest if one not in touched)][:count]


def around(session: Session, me: int, count: int, *, but: str) -> Sequence[Row[Any]]:
    """What others did last with somebody's clients, or where they take part, but for one kind of action."""
    ids = [row.id for row in session.rows(_AROUND, me=me, count=count, but=but, since=_since(session))]
    return session.rows(_ROWS, ids=ids) if ids else ()


def written(session: Session, me: int, days: Sequence[datetime]) -> list[int]:
    """How many entries somebody wrote on each of seven days; ``days`` are their beginnings, and the end."""
    [row] = session.rows(_WEEK, me=me, **{f"day{place}": at for place, at in enumerate(days)})
    return [getattr(row, f"day{place}") for place in range(7)]


def mark(session: Session) -> tuple[int, ...]:
    """Another one whenever something was written since."""
    return tuple(session.value(one) or 0 for one in (_LAST_ENTRY, *_LAST_OTHERS))
