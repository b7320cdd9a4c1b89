"""Lists of clients, the newest first: walked along one index in pieces, so that no filter makes anybody wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from crm.domain import folding
from crm.domain.clients import RecordKind
from crm.store import employers, search, seeking, words
from crm.store.among import among
from crm.store.seeking import Sought
from crm.store.session import Session
from crm.store.tables import record
from crm.store.words import Within

PIECE, PIECE_AT_MOST = 100, 2_000  # clients looked at together: few at first, since mostly they suffice
LOOKED_AT = 8_000  # clients looked at for one page; a rarer one is searched on for
COUNTED = 10_000
# Fewer are looked at where each must be looked up elsewhere, too: its newest entries, its words, its town.
LOOKED_UP = {"since": 5_000, "words": 5_000, "city": 3_000}
RANKED = 300  # clients that have some words are put in order; more want another word
FEW = 5_000  # clients that have some words are gathered whole; words of more are looked up for each client
FEW_COMPANIES = 500  # of a town, with their contacts
FEW_OWNERS = 30
LAST = 2**62  # behind every client


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Where the next clients to look at come from. ``kind`` is the index; ``ids`` are given where it is none."""

    kind: str = "all"
    ids: Sequence[int] = ()
    blanks: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """``before`` is the key of the next page. ``tired``: this one is short, since those looked at were too many."""

    ids: Sequence[int]
    before: int | None = None
    tired: bool = False


Source = Callable[[int, int], Piece]


def page(session: Session, sought: Sought, *, before: int | None, count: int, patience: int | None = None) -> Found:
    """The next clients of the list, newest first, after the one that an earlier page ended with.

    A few that have some words come best first.
    """
    named = _with_words(session, sought)
    if named is not None and len(named) <= RANKED and sought.company is None:
        return _following(_best(session, sought, named), before, count)
    source, left = _source(session, sought, named)
    patience = patience or min([LOOKED_AT, *_costs(left)])
    found: list[int] = []
    size, looked, before = min(PIECE, patience), 0, before or LAST
    while True:
        piece = source(before, size)
        wanted = count + 1 - len(found)
        found += _passing(session, left, piece, before, size, wanted)
        if len(found) > count:
            return Found(ids=found[:count], before=found[count - 1])
        last, seen = _end(session, piece, before, size)
        if seen < size:
            return Found(ids=found)
        before, looked = last, looked + seen
        if looked >= patience:
            return Found(ids=found, before=before, tired=True)
        size = min(size * 4, PIECE_AT_MOST)


def _costs(left: Sought) -> list[int]:
    """How many can be looked at by what must be looked up for each."""
    return [limit for name, limit in LOOKED_UP.items() if getattr(left, name)]


def _best(session: Session, sought: Sought, named: Sequence[int]) -> Sequence[int]:
    """All that is sought, of a few that have the typed words, in the order of a search."""
    left = replace(sought, words=())
    passing = _passing(session, left, Piece(kind="ids", ids=named), LAST, RANKED, RANKED)
    return search.best(session, passing, sought.words)


def _following(ids: Sequence[int], before: int | None, count: int) -> Found:
    start = ids.index(before) + 1 if before in ids else 0
    shown = ids[start : start + count]
    return Found(ids=shown, before=shown[-1] if len(ids) > start + count else None)


def everything(session: Session, sought: Sought, *, at_most: int, patience: int) -> Iterator[int]:
    """The ids of all clients of the list, up to so many."""
    before: int | None = None
    while at_most > 0:
        found = page(session, sought, before=before, count=at_most, patience=patience)
        yield from found.ids
        at_most -= len(found.ids)
        if found.before is None or found.tired:
            return
        before = found.before


def count(session: Session, sought: Sought, *, few: int = FEW) -> tuple[int, bool]:
    """How many there are, and whether these are all: they are not counted for ever."""
    source, left = _source(session, sought, _with_words(session, sought, few))
    # What only we can tell of each client is walked like the list itself: a town, the names of hidden companies.
    if sought.city or (left.words and sought.within.viewing is not None):
        found = page(session, sought, before=None, count=COUNTED, patience=min(_costs(left)))
        return len(found.ids), found.before is None
    size = min([COUNTED + 1, *_costs(left)])
    piece = source(LAST, size)
    row = session.first(seeking.counting(piece.kind, seeking.shape(left)), **_blanks(left, piece, LAST, size))
    passing, seen = (row.passing or 0, row.seen) if row else (0, 0)
    return min(passing, COUNTED), seen < size and passing <= COUNTED


def _source(session: Session, sought: Sought, named: Sequence[int] | None) -> tuple[Source, Sought]:
    """Where to look, starting from what narrows most; and what is left to be asked of each client found there."""
    if sought.company is not None:
        ids = [row.id for row in session.rows(_AT, company=sought.company)]
        return partial(_listed, _falling([sought.company, *ids])), replace(sought, company=None)
    if named is not None:
        return partial(_listed, named), replace(sought, words=())
    found = _in_town(session, sought)
    if found is not None:
        # The town is asked for once more: its word may be a part of a company's name.
        return partial(_listed, found), sought
    return _along_an_index(session, sought)


def _along_an_index(session: Session, sought: Sought) -> tuple[Source, Sought]:
    if sought.nobody:
        return partial(_along, "nobody", {}), replace(sought, nobody=False)
    owners = sought.owners
    if owners is not None and len(owners) <= FEW_OWNERS:
        left = replace(sought, within=replace(sought.within, owners=None))
        return partial(_owned, session, sorted(owners)), left
    if sought.status:
        return partial(_along, "status", {"status": sought.status}), replace(sought, status="")
    return partial(_along, "all", {}), sought


def _with_words(session: Session, sought: Sought, few: int = FEW) -> Sequence[int] | None:
    if not sought.words:
        return None
    found = words.all_having(session, sought.words, sought.within, few)
    return None if found is None else _falling(found)


def _in_town(session: Session, sought: Sought) -> Sequence[int] | None:
    if not sought.city:
        return None
    companies = words.all_having(session, sought.city, Within(kinds=(RecordKind.COMPANY,)), FEW_COMPANIES)
    if companies is None:
        return None
    contacts = session.rows(_OF_COMPANIES, companies=companies) if companies else []
    return _falling([*companies, *(row.id for row in contacts)])


def _falling(ids: Sequence[int]) -> Sequence[int]:
    return sorted(set(ids), reverse=True)


def _listed(ids: Sequence[int], before: int, size: int) -> Piece:
    return Piece(kind="ids", ids=list(islice((one for one in ids if one < before), size)))


def _along(kind: str, blanks: dict[str, Any], before: int, size: int) -> Piece:
    return Piece(kind=kind, blanks=blanks)


def _owned(session: Session, owners: Sequence[int], before: int, size: int) -> Piece:
    """Each owner's newest, and of these the newest: several owners' clients do not stand in one order."""
    if len(owners) == 1:
        return Piece(kind="owner", blanks={"owner": owners[0]})
    some = [[row.id for row in session.rows(_OF_OWNER, owner=one, before=before, size=size)] for one in owners]
    return Piece(kind="ids", ids=list(islice(merge(*some, reverse=True), size)))


_AT = select(record.c.id).where(record.c.company_id == bindparam("company"))
_OF_COMPANIES = select(record.c.id).where(among(record.c.company_id, "companies", BigInteger))
_OF_OWNER = (
    select(record.c.id)
    .where(record.c.owner_id == bindparam("owner"), record.c.id < bindparam("before"))
    .order_by(record.c.id.desc())
    .limit(bindparam("size"))
)


def _blanks(sought: Sought, piece: Piece, before: int, size: int) -> dict[str, Any]:
    return {**sought.blanks, **piece.blanks, "ids": piece.ids, "before": before, "size": size}


def _passing(session: Session, sought: Sought, piece: Piece, before: int, size: int, wanted: int) -> list[int]:
    """Those of a piece that are what is sought."""
    narrow = bool(sought.words) and sought.within.viewing is not None
    blanks = {**_blanks(sought, piece, before, size), "wanted": size if narrow else wanted}
    rows = session.rows(seeking.asking(piece.kind, seeking.shape(sought)), **blanks)
    found = [row.id for row in rows if not sought.city or in_town(row.city, sought.city)]
    told = employers.told(session, found, sought.words, sought.within.viewing) if narrow else found
    return list(told[:wanted])


def in_town(city: str | None, typed: Sequence[str]) -> bool:
    """Each typed word begins a word of the town's name."""
    have = folding.words(city)
    return all(any(one.startswith(begun) for one in have) for begun in typed)


def _end(session: Session, piece: Piece, before: int, size: int) -> tuple[int, int]:
    """The last client of a piece, and how many it has."""
    if piece.kind == "ids":
        return (piece.ids[-1] if piece.ids else before), len(piece.ids)
    row = session.first(seeking.ending(piece.kind), **piece.blanks, before=before, size=size)
    return (row.last or before, row.seen) if row else (before, 0)
