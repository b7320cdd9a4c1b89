"""Reminders that are due to one person together leave in one message; the ledger is true for each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crm.domain.delivery import DeliveryKind, DeliveryState
from crm.store import bundles
from crm.store.base import Store
from crm.store.claims import Outcome
from crm.views.parcels import Parcel, Skip, parcels

LATE_AFTER = timedelta(minutes=5)
PATIENCE = 10.0  # seconds; nobody waits for a reminder to be packed


def packed(store: Store, token: str, workspace: int, claimed: Sequence[int], now: datetime) -> list[Parcel | Skip]:
    """What was claimed, made ready; of reminders to one person the first, which brings the others along."""
    with store.read(workspace) as session:
        chosen = bundles.firsts(session, token, claimed, now)
        if not chosen:
            return parcels(session, claimed)
    with store.begin(workspace, background=True, patience=PATIENCE) as session:
        tied = bundles.tie(session, token, chosen)
        return parcels(session, [one for one in claimed if one not in tied])


def sent(kind: DeliveryKind, due_at: datetime, now: datetime) -> DeliveryState:
    late = kind is DeliveryKind.REMINDER and now - due_at > LATE_AFTER
    return DeliveryState.LATE if late else DeliveryState.SENT


def own(parcel: Parcel, outcome: Outcome) -> Outcome:
    """What became of the one that carried the others: its message may say nothing of its own entry any more."""
    reason = dict(parcel.left).get(parcel.id)
    if reason is None or outcome.again_at is not None:
        return outcome
    return replace(outcome, state=DeliveryState.SKIPPED, reason=reason, receipt=None)


def carried(outcomes: Sequence[tuple[Parcel, Outcome]], mine: Collection[int]) -> list[Outcome]:
    """What became of those that came along, where that is for us to say."""
    return [
        each
        for parcel, one in outcomes
        if parcel.kind is DeliveryKind.REMINDER and parcel.id in mine and one.again_at is None
        for each in _carried(parcel, one)
    ]


def _carried(parcel: Parcel, one: Outcome) -> Iterator[Outcome]:
    for each in parcel.reminded:
        if each.delivery != parcel.id:
            arrived = one.state in {DeliveryState.SENT, DeliveryState.LATE} and one.at is not None
            state = sent(parcel.kind, each.due_at, one.at) if arrived and one.at else one.state
            yield replace(one, delivery=each.delivery, state=state)
    yield from _left(parcel.left, parcel.id, one.at)


def skipped(some: Sequence[Skip], mine: Collection[int], now: datetime) -> list[Outcome]:
    """Nothing of a message was of any use any more."""
    return [each for one in some if one.id in mine for each in _left(one.left, one.id, now)]


def _left(left: Sequence[tuple[int, str]], carrier: int, at: datetime | None) -> Iterator[Outcome]:
    for number, reason in left:
        if number != carrier:
            yield Outcome(delivery=number, state=DeliveryState.SKIPPED, at=at, reason=reason, tried=0)
