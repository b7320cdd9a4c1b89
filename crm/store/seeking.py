"""What a list seeks, and its statements: some clients along one index, and which of them are sought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, String, and_, bindparam, case, exists, func, select

from crm.domain import folding
from crm.store.among import among
from crm.store.tables import company, entry, record, subject, word
from crm.store.words import Within


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Filters with everything resolved. ``owners`` are those of the filter and of the reader's reach together."""

    within: Within
    now: datetime
    active: bool | None = None
    status: str = ""
    nobody: bool = False
    company: int | None = None
    city: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def owners(self) -> list[int] | None:
        return None if self.within.owners is None else list(self.within.owners)

    @property
    def blanks(self) -> dict[str, Any]:
        """What fills the statements."""
        found: dict[str, Any] = {
            "kinds": [kind.value for kind in self.within.kinds],
            "active": self.active,
            "status": self.status,
            "owners": self.owners,
            "company": self.company,
            "since": self.since,
            "now": self.now,
        }
        for place, one in enumerate(self.words):
            found |= {f"w{place}": one, f"w{place}_end": folding.after(one)}
        return found


_INDEXES: dict[str, list[Any]] = {
    "all": [],
    "nobody": [record.c.owner_id.is_(None)],
    "owner": [record.c.owner_id == bindparam("owner")],
    "status": [record.c.status == bindparam("status")],
    "ids": [among(record.c.id, "ids", BigInteger)],
}
_COLUMNS = ("id", "kind", "owner_id", "active", "status", "deleted_at")
# Reckoned here: compared as it is, under a policy, PostgreSQL would use no index for it.
_PLACE = func.coalesce(record.c.company_id, record.c.id).label("place")


def _near(kind: str) -> Any:
    """The next clients along an index, whatever else they are."""
    columns = select(*(record.c[name] for name in _COLUMNS), _PLACE)
    along = (
        columns.where(*_INDEXES[kind], record.c.id < bindparam("before"))
        .order_by(record.c.id.desc())
        .limit(bindparam("size"))
    )
    return along.subquery("near")


def shape(sought: Sought) -> frozenset[str]:
    """Which questions a statement asks; one is written for each shape."""
    asked = {
        "active": sought.active is not None,
        "status": bool(sought.status),
        "owners": sought.owners is not None,
        "nobody": sought.nobody,
        "city": bool(sought.city),
        "since": sought.since is not None,
        **{f"w{place}": True for place in range(len(sought.words))},
    }
    return frozenset(name for name, wanted in asked.items() if wanted)


def _criteria(near: Any, shape: frozenset[str]) -> list[Any]:
    asked: dict[str, Callable[[], Any]] = {
        "active": lambda: near.c.active == bindparam("active"),
        "status": lambda: near.c.status == bindparam("status"),
        "owners": lambda: among(near.c.owner_id, "owners", BigInteger),
        "nobody": lambda: near.c.owner_id.is_(None),
        "since": lambda: ~_happened(near),
    }
    found = [asked[name]() for name in sorted(shape & asked.keys())]
    found += [_worded(near, name) for name in sorted(shape - asked.keys() - {"city"})]
    return [near.c.deleted_at.is_(None), among(near.c.kind, "kinds", String), *found]


def _happened(near: Any) -> Any:
    """Something was done with it since; what was undone was not."""
    at = subject.c.occurred_at
    together = and_(entry.c.workspace_id == subject.c.workspace_id, entry.c.id == subject.c.entry_id)
    return exists(
        select(subject.c.entry_id)
        .join(entry, together)
        .where(
            subject.c.record_id == near.c.id,
            at > bindparam("since", type_=at.type),
            at <= bindparam("now", type_=at.type),
            entry.c.undone_at.is_(None),
        )
    )


def _worded(near: Any, name: str) -> Any:
    begins = (word.c.word >= bindparam(name), word.c.word < bindparam(f"{name}_end"))
    return exists(select(word.c.record_id).where(word.c.record_id == near.c.id, *begins))


@cache
def asking(kind: str, shape: frozenset[str]) -> Select[Any]:
    """Those that are what is sought, the newest first; with a town to compare, since no database folds its name."""
    near = _near(kind)
    found: Select[Any]
    if "city" in shape:
        # One look for each: joined, a hundred thousand companies were read whole for a few hundred.
        city = select(company.c.city).where(company.c.id == near.c.place).scalar_subquery()
        found = select(near.c.id, city.label("city"))
    else:
        found = select(near.c.id).limit(bindparam("wanted"))
    return found.where(*_criteria(near, shape)).order_by(near.c.id.desc())


@cache
def counting(kind: str, shape: frozenset[str]) -> Select[Any, Any]:
    near = _near(kind)
    return select(
        func.sum(case((and_(*_criteria(near, shape)), 1), else_=0)).label("passing"), func.count().label("seen")
    ).select_from(near)


@cache
def ending(kind: str) -> Select[Any, Any]:
    near = _near(kind)
    return select(func.min(near.c.id).label("last"), func.count().label("seen")).select_from(near)
