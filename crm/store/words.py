"""The word table: which records have words that begin so. One mechanism for both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, delete, func, select, true, tuple_, update

from crm.domain import folding
from crm.domain.clients import RecordKind
from crm.store import employers, likeness, spellings
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import word
from crm.store.wording import fellows

PAGE = 300  # rows of the index looked at together; more at once are looked up for nothing in the end
ENOUGH = 40  # records to choose the best of; more matches than that want another letter
COUNTED = 12_000  # rows of the index, for all words together, before we choose where to start
PIECE, GATHERED = 2_000, 12_000  # rows of the index, together and at most, where all that have the words are wanted
TOGETHER = 500  # records whose words are written in one statement: none may be at work for too long


@dataclass(frozen=True, kw_only=True, slots=True)
class Within:
    """Which records may be found: kinds, and owners when the scope is narrower than all.

    ``viewing`` are the owners of what may be viewed, unless that is everything: nobody is found by the name of a
    company that is hidden.
    """

    kinds: Collection[RecordKind]
    owners: Collection[int] | None = None
    viewing: Collection[int] | None = None


def index(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.insert(word, rows)
    spellings.index(session, {row["word"] for row in rows})


_FORGET = delete(word).where(among(word.c.record_id, "ids", BigInteger))


def forget(session: Session, ids: Iterable[int]) -> None:
    """Some records are found by nothing any more, and look like nobody."""
    gone = list(ids)
    for start in range(0, len(gone), TOGETHER):
        session.execute(_FORGET, {"ids": gone[start : start + TOGETHER]})
    likeness.forget(session, gone)


_OWN = update(word).where(word.c.record_id == bindparam("record")).values(owner_id=bindparam("owner"))


def own(session: Session, owners: Mapping[int, int | None]) -> None:
    """Some records changed hands: who may act on their own clients only finds them, or no longer does."""
    session.run(_OWN, [{"record": one, "owner": owner} for one, owner in owners.items()])


def having(session: Session, typed: Sequence[str], within: Within, *, whole: bool = False) -> list[int]:
    """Ids of records in which each of the typed words begins a word, or with ``whole`` is one."""
    scope = _Scope.of(within)
    starts = _starts(session, typed, scope) if len(typed) > 1 else typed
    keys = {first: (first, 0) for first in starts}
    found: dict[int, None] = {}
    for first in cycle(starts):
        rows = _walked(session, scope, typed, first, keys[first], PAGE, whole=whole)
        found |= dict.fromkeys(employers.told(session, _having_all(rows), typed, within.viewing))
        if len(rows) < PAGE or len(found) >= ENOUGH:
            break
        keys[first] = (rows[-1].word, rows[-1].record_id)
    return list(found)


def all_having(session: Session, typed: Sequence[str], within: Within, at_most: int) -> list[int] | None:
    """Ids of all records in which each of the typed words begins a word; nothing when they are too many to gather."""
    scope = _Scope.of(within)
    often, first = _counted(session, typed, scope)[0]
    if len(typed) == 1 and often >= COUNTED:
        return None
    found: dict[int, None] = {}
    key = first, 0
    for _piece in range(GATHERED // PIECE):
        rows = _walked(session, scope, typed, first, key, PIECE)
        found |= dict.fromkeys(employers.told(session, _having_all(rows), typed, within.viewing))
        if len(found) > at_most:
            return None
        if len(rows) < PIECE:
            return list(found)
        key = rows[-1].word, rows[-1].record_id
    return None


def _walked(
    session: Session,
    scope: _Scope,
    typed: Sequence[str],
    first: str,
    key: tuple[str, int],
    count: int,
    *,
    whole: bool = False,
) -> Sequence[Any]:
    """The next rows of one word behind a key, and whether their records have the other words, too."""
    others = [one for one in typed if one != first]
    word_, record_ = key
    span = {"word_": word_, "record_": record_, "end": _end(first, whole=whole), "count": count}
    span |= {f"w{place}": one for place, one in enumerate(others)}
    span |= {f"w{place}_end": _end(one, whole=whole) for place, one in enumerate(others)}
    walk = _walk(scope.kinds, scope.owners, len(others))
    return session.rows(walk, mark=fellows(others), **span, **scope.parameters)


def _having_all(rows: Sequence[Any]) -> list[int]:
    return list(dict.fromkeys(row.record_id for row in rows if row.all))


def _end(one: str, *, whole: bool = False) -> str:
    """Where the range of a word ends; behind the whole word, before all longer ones, comes a space."""
    return f"{one} " if whole else folding.after(one)


def _starts(session: Session, typed: Sequence[str], scope: _Scope) -> list[str]:
    """The word to start from: the rarest. Where all are common, two in turn: one of them mostly leads there soon."""
    counted = _counted(session, typed, scope)
    common = counted[0][0] >= COUNTED // len(typed)
    return [one for _count, one in counted[: 2 if common else 1]]


def _counted(session: Session, typed: Sequence[str], scope: _Scope) -> list[tuple[int, str]]:
    """How many records have each word, the rarest first. Of those not counted to the end the longest come first."""
    ranges = {f"w{place}": one for place, one in enumerate(typed)}
    ranges |= {f"w{place}_end": _end(one) for place, one in enumerate(typed)}
    [counts] = session.rows(_counting(len(typed), scope.owners), **ranges, **scope.parameters)
    return sorted(zip(counts, typed, strict=True), key=lambda one: (one[0], -len(one[1])))


@dataclass(frozen=True, slots=True)
class _Scope:
    """The shape of a statement's scope, and what fills it. One owner's words stand in order, several owners' do not."""

    kinds: frozenset[RecordKind]
    owners: str
    parameters: dict[str, Any]

    @classmethod
    def of(cls, within: Within) -> _Scope:
        kinds = frozenset(within.kinds)
        if within.owners is None:
            return cls(kinds, "any", {})
        if len(within.owners) == 1:
            return cls(kinds, "one", {"owner": next(iter(within.owners))})
        return cls(kinds, "some", {"owners": list(within.owners)})


def _owned(owners: str) -> list[Any]:
    criteria: dict[str, list[Any]] = {
        "any": [],
        "one": [word.c.owner_id == bindparam("owner")],
        "some": [among(word.c.owner_id, "owners", BigInteger)],
    }
    return criteria[owners]


def _of_kind(kinds: frozenset[RecordKind]) -> list[Any]:
    return [word.c.kind.in_(sorted(kind.value for kind in kinds))] if len(kinds) < len(RecordKind) else []


# Statements are kept by their shape: to write one and fence it takes longer than to run it.
@cache
def _walk(kinds: frozenset[RecordKind], owners: str, others: int) -> Select[Any]:
    """The next rows of a range, in the order of the index, whose records may have the other words; and if they do."""
    mark = bindparam("mark", type_=BigInteger)
    near = (
        select(word.c.word, word.c.record_id, true().label("all"))
        .where(
            tuple_(word.c.word, word.c.record_id)
            > tuple_(bindparam("word_", type_=word.c.word.type), bindparam("record_")),
            # Said twice: of a pair alone PostgreSQL does not know that it ends a range, and reads the whole table.
            word.c.word >= bindparam("word_"),
            word.c.word < bindparam("end"),
            word.c.fellows.bitwise_and(mark) == mark,
            *_owned(owners),
            *_of_kind(kinds),
        )
        .order_by(word.c.word, word.c.record_id)
        .limit(bindparam("count"))
    )
    return _asked(near.subquery("near"), others) if others else near


def _asked(near: Any, others: int) -> Select[Any]:
    every = and_(*(_also(near, place) for place in range(others)))
    return select(near.c.word, near.c.record_id, every.label("all")).order_by(near.c.word, near.c.record_id)


def _also(near: Any, place: int) -> Any:
    """One look for each row: of an ``EXISTS`` PostgreSQL would make a table of all that have the word."""
    own = word.alias()
    begins = (own.c.word >= bindparam(f"w{place}"), own.c.word < bindparam(f"w{place}_end"))
    return (
        select(own.c.record_id)
        .where(own.c.record_id == near.c.record_id, *begins)
        .limit(1)
        .scalar_subquery()
        .is_not(None)
    )


@cache
def _counting(count: int, owners: str) -> Select[Any]:
    """How many records of any kind have each word, if not too many: all in one row, and read off the index alone."""
    some = [
        select(word.c.record_id)
        .where(
            word.c.word >= bindparam(f"w{place}"),
            word.c.word < bindparam(f"w{place}_end"),
            *_owned(owners),
        )
        .limit(COUNTED // count)
        .subquery()
        for place in range(count)
    ]
    return select(*(select(func.count()).select_from(one).scalar_subquery() for one in some))
