"""Finding records by the beginnings of their words, the best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, func, select

from crm.domain import folding
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.store import belonging, likeness, spellings, words
from crm.store.among import among
from crm.store.details import details_of
from crm.store.records import NAMES, RECORDS, as_record
from crm.store.session import Session
from crm.store.tables import company, contact, record
from crm.store.wording import PHONES, TEXTS, words_of
from crm.store.words import Within

WORDS_AT_MOST = 8  # each costs a look at the index


def query_words(text: str) -> list[str]:
    """What was typed, as words; ``CST-345`` is one word, and so is a telephone number, however it is spaced."""
    number = RecordNumber.read(text)
    if number:
        return [f"{number.kind.prefix}{number.number}".lower()]
    digits = folding.digits([text]) if folding.PHONE.fullmatch(text) else []
    return digits or folding.words(text)[:WORDS_AT_MOST]


def find(session: Session, text: str, within: Within, limit: int = 20, *, forgiving: bool = False) -> list[Record]:
    """The best records for what was typed so far: every word of it begins a word of the record.

    ``forgiving``: where nothing does, one error in each longer word is overlooked.
    """
    typed = query_words(text)
    if not typed:
        return _newest(session, within, limit)
    ids = best(session, words.having(session, typed, within), typed, limit)
    ids = ids or (_nearly(session, typed, within, limit) if forgiving else [])
    found = {row.id: as_record(row) for row in session.rows(_LIVING, ids=ids)} if ids else {}
    return [found[one] for one in ids]


def meant(session: Session, typed: Sequence[str], within: Within) -> Sequence[str]:
    """The words as they were typed if anybody has them; else those that may have been meant, if anybody has those."""
    if not typed or words.having(session, typed, within):
        return typed
    nearly = (one for one in spellings.readings(session, typed) if words.having(session, one, within))
    return next(nearly, typed)


def _nearly(session: Session, typed: Sequence[str], within: Within, limit: int) -> list[int]:
    """The best for what may have been meant, the fewest errors first."""
    found: dict[int, None] = {}
    for meant in spellings.readings(session, typed):
        found |= dict.fromkeys(best(session, words.having(session, meant, within), meant, limit))
        if len(found) >= limit:
            break
    return list(found)[:limit]


def best(session: Session, ids: Sequence[int], typed: Sequence[str], limit: int | None = None) -> list[int]:
    """Records that have the typed words, the best of them first."""
    rows = session.rows(_BRIEF, ids=ids) if ids else []
    return [row.id for row in nsmallest(limit or len(rows), rows, key=lambda row: _rank(row, typed))]


def _rank(row: Row[Any], typed: Sequence[str]) -> tuple[Any, ...]:
    """Active first, then whose name holds the typed words whole, then whose name holds them at all, then by name."""
    name = folding.fold(row.name)
    mine = folding.WORD.findall(name)
    whole = sum(one in mine for one in typed)
    begun = sum(any(have.startswith(one) for have in mine) for one in typed)
    first = not (mine and mine[0].startswith(typed[0]))
    return (not row.active, -whole, -begun, first, row.kind != RecordKind.COMPANY, name, row.id)


_THESE = RECORDS.where(among(record.c.id, "ids", BigInteger))
_ALIVE = (among(record.c.id, "ids", BigInteger), record.c.deleted_at.is_(None))
_LIVING = RECORDS.where(*_ALIVE)
# Enough to rank by: hundreds of candidates are read this way, and only the best of them whole.
_BRIEF = select(record.c.id, record.c.name, record.c.active, record.c.kind).where(*_ALIVE)

_AT_COMPANY = RECORDS.where(
    record.c.company_id == bindparam("company"),
    record.c.kind == RecordKind.CONTACT.value,
    record.c.deleted_at.is_(None),
)


def _newest(session: Session, within: Within, limit: int) -> list[Record]:
    """Nothing typed yet: the newest records, mine first come from the caller's scope."""
    criteria = [record.c.deleted_at.is_(None), record.c.kind.in_([kind.value for kind in within.kinds])]
    if within.owners is not None:
        criteria.append(record.c.owner_id.in_(list(within.owners)))
    newest = RECORDS.where(*criteria).order_by(record.c.id.desc())
    found = list(session.rows(newest.where(record.c.active).limit(limit)))
    # Inactive ones stay findable and are not suggested first; to sort by it would read all records.
    found += session.rows(newest.where(~record.c.active).limit(limit - len(found))) if len(found) < limit else []
    return [as_record(row) for row in found]


def index_records(session: Session, some: Sequence[Record]) -> None:
    """Make records findable, with two statements for each kind however many they are."""
    known = details_of(session, some)
    words.index(session, [row for one in some for row in _words(one, known.get(one.id))])
    likeness.index(session, some, known)


def spelt(session: Session, ids: Sequence[int]) -> set[str]:
    """The words that some records are found by, or were before they were deleted."""
    some = list(map(as_record, session.rows(_THESE, ids=list(ids))))
    known = details_of(session, some)
    return {row["word"] for one in some for row in _words(one, known.get(one.id))}


def _words(one: Record, fields: Any) -> list[dict[str, Any]]:
    return words_of(one.number, one.name, one.owner, one.id, fields=fields, company_name=one.company_name)


WORDED = frozenset({"name", "company_id", "website", *NAMES, *TEXTS, *PHONES})


def follow(session: Session, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """The words of some records follow what was changed: what they are found by, and by whom."""
    owned = {one: values["owner_id"] for one, values in changed.items() if "owner_id" in values}
    words.own(session, owned)
    reworded = [one for one, values in changed.items() if WORDED & values.keys()]
    if reworded:
        words.forget(session, reworded)
        index_records(session, list(map(as_record, session.rows(_LIVING, ids=reworded))))
        belonging.follow(session, [one for one in reworded if "name" in changed[one]])


def similar(
    session: Session, kind: RecordKind, *, name: str, email: str | None, company_id: int | None
) -> list[Record]:
    """Look-alikes: the same words in the name (of a contact: in the same company), or the same address."""
    same = _namesakes(session, kind, name, company_id) + _with_email(session, kind, email or "")
    return sorted({one.id: one for one in same}.values(), key=lambda one: one.id)


def _namesakes(session: Session, kind: RecordKind, name: str, company_id: int | None) -> list[Record]:
    if kind is RecordKind.CONTACT:
        near = list(map(as_record, session.rows(_AT_COMPANY, company=company_id)))
    else:
        near = _with_words(session, kind, folding.words(name))
    return [one for one in near if folding.same_name(one.name, name)]


def _with_email(session: Session, kind: RecordKind, email: str) -> list[Record]:
    """By the word index, since a lower() on a million addresses would read them all."""
    near = _with_words(session, kind, folding.words(email))
    table = contact if kind is RecordKind.CONTACT else company
    same = select(table.c.id).where(among(table.c.id, "ids", BigInteger), func.lower(table.c.email) == email.lower())
    found = {row.id for row in session.rows(same, ids=[one.id for one in near])} if near else set()
    return [one for one in near if one.id in found]


def _with_words(session: Session, kind: RecordKind, wanted: Sequence[str]) -> list[Record]:
    """Records that have all these words, whole."""
    ids = words.having(session, wanted[:WORDS_AT_MOST], Within(kinds=(kind,)), whole=True) if wanted else []
    return [as_record(row) for row in session.rows(_LIVING, ids=ids)] if ids else []
