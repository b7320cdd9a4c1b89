"""Finding records by the beginnings of their words: one mechanism for both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, delete, exists, func, select

from crm.domain import folding
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.store.among import among
from crm.store.records import RECORDS, as_record
from crm.store.session import Session
from crm.store.tables import company, contact, record, word

CANDIDATES = 500  # ranked at most; more matches than that want another letter
WORDS_AT_MOST = 8  # each costs a look at the index
COMMON = 2000  # a word with more matches than this is not counted any further
NAME, DETAIL, ELSEWHERE = 3, 2, 1  # how much a word says about its record


@dataclass(frozen=True, kw_only=True, slots=True)
class Within:
    """Which records may be found: kinds, and owners when the scope is narrower than all."""

    kinds: Collection[RecordKind]
    owners: Collection[int] | None = None


def words_of(
    number: RecordNumber,
    name: str,
    owner: int | None,
    record_id: int,
    *,
    fields: Any = None,
    company_name: str | None = None,
) -> list[dict[str, Any]]:
    """The rows that make a record findable: name, number, address parts, telephone digits, its company's name."""
    fields = fields or {}
    texts = [fields.get(key) for key in ("email", "second_email", "city", "function", "headline")]
    phones = folding.digits(fields.get(key) for key in ("phone", "mobile"))
    weights: dict[str, int] = {}
    for weight, found in (
        (ELSEWHERE, folding.words(company_name)),
        (DETAIL, [*folding.words(*texts), *phones]),
        (NAME, [*folding.words(name), f"{number.kind.prefix}{number.number}".lower()]),
    ):
        weights |= dict.fromkeys(found, weight)
    return [
        {"word": one, "record_id": record_id, "kind": number.kind.value, "owner_id": owner, "weight": weight}
        for one, weight in weights.items()
    ]


def query_words(text: str) -> list[str]:
    """What was typed, as words; ``CST-345`` is one word."""
    return (
        [f"{number.kind.prefix}{number.number}".lower()]
        if (number := RecordNumber.read(text))
        else folding.words(text)[:WORDS_AT_MOST]
    )


def find(session: Session, text: str, within: Within, limit: int = 20) -> list[Record]:
    """The best records for what was typed so far: every word of it begins a word of the record."""
    typed = query_words(text)
    if not typed:
        return _newest(session, within, limit)
    ids = _candidates(session, typed, within)
    if not ids:
        return []
    found = [as_record(row) for row in session.rows(_LIVING, ids=ids)]
    return sorted(found, key=lambda one: _rank(one, typed))[:limit]


def _rank(one: Record, typed: Sequence[str]) -> tuple[Any, ...]:
    """Active first, then whose name holds the typed words whole, then whose name holds them at all, then by name."""
    mine = folding.words(one.name)
    whole = sum(word_typed in mine for word_typed in typed)
    begun = sum(any(have.startswith(word_typed) for have in mine) for word_typed in typed)
    first = not (mine and mine[0].startswith(typed[0]))
    return (not one.active, -whole, -begun, first, one.kind != RecordKind.COMPANY, folding.fold(one.name), one.id)


_LIVING = RECORDS.where(among(record.c.id, "ids", BigInteger), record.c.deleted_at.is_(None))

_AT_COMPANY = RECORDS.where(
    record.c.company_id == bindparam("company"),
    record.c.kind == RecordKind.CONTACT.value,
    record.c.deleted_at.is_(None),
)


def _range(table: Any, name: str) -> Any:
    return and_(table.c.word >= bindparam(name), table.c.word < bindparam(f"{name}_end"))


def _bounds(typed: Sequence[str], *, whole: bool = False) -> dict[str, str]:
    """Where each word's range begins and ends; behind the whole word, before all longer ones, comes a space."""
    bounds: dict[str, str] = {}
    for place, one in enumerate(typed):
        bounds |= {f"w{place}": one, f"w{place}_end": f"{one} " if whole else folding.after(one)}
    return bounds


def _scope(table: Any, within: Within) -> list[Any]:
    kinds = [kind.value for kind in within.kinds]
    criteria = [table.c.kind.in_(kinds)] if len(kinds) < len(RecordKind) else []
    return criteria if within.owners is None else [*criteria, table.c.owner_id.in_(list(within.owners))]


def _candidates(session: Session, typed: Sequence[str], within: Within, *, whole: bool = False) -> list[int]:
    """Ids of at most ``CANDIDATES`` records; the walk starts from the word that fewest records have."""
    typed = typed[:WORDS_AT_MOST]
    ordered = _rarest_first(session, typed, within) if len(typed) > 1 else list(typed)
    criteria = [_range(word, "w0"), *_scope(word, within)]
    for place in range(1, len(ordered)):
        other = word.alias(f"word{place}")
        criteria.append(
            exists().where(
                other.c.workspace_id == word.c.workspace_id,
                other.c.record_id == word.c.record_id,
                _range(other, f"w{place}"),
            )
        )
    matches = select(word.c.record_id, word.c.weight, word.c.word).where(*criteria).limit(CANDIDATES)
    rows = session.rows(matches, **_bounds(ordered, whole=whole))
    return list(dict.fromkeys(row.record_id for row in rows))


def _rarest_first(session: Session, typed: Sequence[str], within: Within) -> list[str]:
    def frequency(one: str) -> int:
        some = select(word.c.record_id).where(_range(word, "w0"), *_scope(word, within)).limit(COMMON).subquery()
        return int(session.value(select(func.count()).select_from(some), **_bounds([one])))

    return sorted(typed, key=frequency)


def _newest(session: Session, within: Within, limit: int) -> list[Record]:
    """Nothing typed yet: the newest records, mine first come from the caller's scope."""
    criteria = [record.c.deleted_at.is_(None), record.c.kind.in_([kind.value for kind in within.kinds])]
    if within.owners is not None:
        criteria.append(record.c.owner_id.in_(list(within.owners)))
    rows = session.rows(RECORDS.where(*criteria).order_by(record.c.id.desc()).limit(limit))
    return [as_record(row) for row in rows]


_FORGET = delete(word).where(word.c.record_id == bindparam("record"))


def index(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.insert(word, rows)


def index_record(session: Session, one: Record, fields: Any) -> None:
    index(session, words_of(one.number, one.name, one.owner, one.id, fields=fields, company_name=one.company_name))


def forget(session: Session, ids: Iterable[int]) -> None:
    session.run(_FORGET, [{"record": one} for one in ids])


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


def _with_words(session: Session, kind: RecordKind, words: Sequence[str]) -> list[Record]:
    """Records that have all these words, whole."""
    ids = _candidates(session, words, Within(kinds=(kind,)), whole=True) if words else []
    return [as_record(row) for row in session.rows(_LIVING, ids=ids)] if ids else []
