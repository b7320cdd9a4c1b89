"""When a member was last told, by each way, and which notices were folded into one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, select, update

from crm.domain.delivery import DeliveryState
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import delivery, noise

Key = tuple[int, str]  # whose, and the channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Lately:
    """``told`` are the moments of the last notices; ``fold`` is the notice that gathers what was too much."""

    told: Sequence[datetime] = ()
    fold: int | None = None
    fold_at: datetime | None = None


_HELD = (
    select(noise)
    .where(among(noise.c.member_id, "members", BigInteger))
    .order_by(noise.c.member_id, noise.c.channel)
    .with_for_update()
)
_KEEP = (
    update(noise)
    .where(noise.c.member_id == bindparam("whose"), noise.c.channel == bindparam("way"))
    .values(
        told=bindparam("moments", type_=noise.c.told.type),
        fold_id=bindparam("into"),
        fold_at=bindparam("at", type_=noise.c.fold_at.type),
    )
)
_FOLD = update(delivery).where(delivery.c.id == bindparam("key")).values(about=bindparam("into"))
_FOLDED = (
    select(delivery)
    .where(
        among(delivery.c.about, "folds", BigInteger),
        delivery.c.state == DeliveryState.SKIPPED.value,
        delivery.c.reason == bindparam("why"),
    )
    .order_by(delivery.c.id)
)


def hold(session: Session, keys: Collection[Key]) -> dict[Key, Lately]:
    """How much each was told lately, held until the transaction ends."""
    found = _held(session, keys)
    missing = sorted(set(keys) - found.keys())
    if missing:
        session.insert_new(noise, [{"member_id": whose, "channel": way, "told": []} for whose, way in missing])
        found = _held(session, keys)
    return {key: found[key] for key in keys}


def _held(session: Session, keys: Collection[Key]) -> dict[Key, Lately]:
    rows = session.rows(_HELD, members=sorted({whose for whose, _way in keys}))
    return {(row.member_id, row.channel): _lately(row) for row in rows}


def _lately(row: Row[Any]) -> Lately:
    return Lately(told=[datetime.fromisoformat(one) for one in row.told], fold=row.fold_id, fold_at=row.fold_at)


def keep(session: Session, found: Mapping[Key, Lately]) -> None:
    session.run(
        _KEEP,
        [
            {
                "whose": whose,
                "way": way,
                "moments": [one.isoformat() for one in lately.told],
                "into": lately.fold,
                "at": lately.fold_at,
            }
            for (whose, way), lately in found.items()
        ],
    )


def fold(session: Session, into: Mapping[int, int]) -> None:
    """The ledger says of each notice which one it was folded into."""
    session.run(_FOLD, [{"key": key, "into": number} for key, number in into.items()])


def folded(session: Session, folds: Sequence[int], why: str) -> dict[int, list[Row[Any]]]:
    """The notices that were folded into some others, in the order they were owed."""
    found: dict[int, list[Row[Any]]] = {}
    for row in session.rows(_FOLDED, folds=list(folds), why=why) if folds else ():
        found.setdefault(row.about, []).append(row)
    return found
