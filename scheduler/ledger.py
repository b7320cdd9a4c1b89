"""The relay's transactions: making deliveries ready, and writing down what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from crm import budget, notices, removing
from crm.domain.delivery import (
    Again,
    Channel,
    DeliveryKind,
    DeliveryState,
    Needless,
    Receipt,
    Sent,
    given_up,
    next_wait,
)
from crm.store import bodies, bundles, claims, entries, lanes, outbox
from crm.store.base import Store
from crm.store.bodies import Body
from crm.store.claims import Claimed, Outcome
from crm.store.session import Session
from crm.store.tables import link
from crm.views.parcels import Parcel, Skip
from scheduler import bundling
from scheduler.channel import Carrier, Rendered
from scheduler.putting_off import folded, put_off

UNREADABLE = timedelta(hours=1)
PATIENCE = 10.0  # seconds; nobody waits for a receipt
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A parcel with the bytes that stand in the store by now."""

    parcel: Parcel
    content: bytes


def prepare(
    store: Store, carrier: Carrier, token: str, workspace: int, claimed: Sequence[Claimed], now: datetime
) -> list[Ready]:
    """Look at each delivery again (state, right, recipient), render what is not rendered yet and keep the bytes."""
    packed = bundling.packed(store, token, workspace, [one.delivery for one in claimed], now)
    fresh: dict[int, tuple[Parcel, Rendered]] = {}
    ready: list[Ready] = []
    ended = [_skipped(one, now) for one in packed if isinstance(one, Skip)]
    for parcel in (one for one in packed if isinstance(one, Parcel)):
        later = put_off(parcel, now)
        if later:
            ended.append(later)
            continue
        made = _rendered(carrier, parcel)
        if isinstance(made, Again):
            ended.append(outcome_of(parcel, made, now))
            continue
        if parcel.kept is None:
            fresh[parcel.id] = parcel, made
        ready.append(Ready(parcel=parcel, content=made.content))
    # Whoever held it before may have sent it, if it ever came so far that there were bytes to send.
    begun = {one.parcel.id for one in ready if one.parcel.begun}
    doubtful = {one.delivery for one in claimed if one.taken_over} & begun
    if fresh or ended or doubtful:
        with store.begin(workspace, background=True, patience=PATIENCE) as session:
            too_much = budget.weigh(session, [parcel for parcel, _made in fresh.values()], now)
            ended += [folded(one, now) for one in too_much]
            _keep(session, {number: one for number, one in fresh.items() if number not in too_much})
            claims.doubt(session, sorted(doubtful))
            mine = _finish(session, token, ended)
            skipped = (one for one in packed if isinstance(one, Skip) and one.id in mine)
            outbox.owe(session, [one.instead for one in skipped if one.instead], now)
            bundles.end(session, bundling.skipped([one for one in packed if isinstance(one, Skip)], mine, now))
        ready = [one for one in ready if one.parcel.id not in too_much]
    return ready


def postpone(store: Store, token: str, one: Claimed, reason: str, now: datetime) -> None:
    """Put back what cannot even be read."""
    later = Outcome(delivery=one.delivery, state=DeliveryState.OWED, at=None, reason=reason, again_at=now + UNREADABLE)
    with store.begin(one.workspace, background=True, patience=PATIENCE) as session:
        _finish(session, token, [later])


def _rendered(carrier: Carrier, parcel: Parcel) -> Rendered | Again:
    if parcel.kept is not None:
        return Rendered(content=parcel.kept)
    try:
        return carrier.render(parcel)
    except Exception as exc:
        # The edge of the loop: what one delivery's words break on must not hold up all the others.
        log.exception("delivery.not_rendered", delivery=parcel.id)
        return Again(reason=f"not rendered: {type(exc).__name__}")


def _keep(session: Session, fresh: Mapping[int, tuple[Parcel, Rendered]]) -> None:
    """Bytes, tokens and Message-IDs stand in the store before the first attempt."""
    kept = {
        number: Body(version=parcel.version, content=made.content)
        for number, (parcel, made) in fresh.items()
        if made.content
    }
    bodies.keep(session, kept)
    bodies.keep_tokens(session, [row for _parcel, made in fresh.values() for row in made.tokens])
    mails = [(parcel, made.message_id) for parcel, made in fresh.values() if made.message_id]
    bodies.keep_message_ids(session, {parcel.id: message_id for parcel, message_id in mails})
    session.insert(
        link,
        [
            {"place": "mail", "mark": message_id, "entry_id": parcel.entry.id, "member_id": parcel.reader.id}
            for parcel, message_id in mails
            if parcel.entry_or_none
        ],
    )


def _skipped(one: Skip, now: datetime) -> Outcome:
    return Outcome(delivery=one.id, state=DeliveryState.SKIPPED, at=now, reason=one.reason, tried=0)


def _finish(session: Session, token: str, outcomes: Sequence[Outcome]) -> Collection[int]:
    """Write outcomes where the claim is still ours, and say which; the bytes of what is over are dropped."""
    if not outcomes:
        return ()
    mine = claims.finish(session, token, outcomes)
    bodies.forget(session, [one.delivery for one in outcomes if one.again_at is None and one.delivery in mine])
    return mine


def record(store: Store, token: str, workspace: int, done: Sequence[tuple[Parcel, Receipt]], now: datetime) -> None:
    """Write the receipts of some attempts."""
    with store.begin(workspace, background=True, patience=PATIENCE) as session:
        outcomes = [(parcel, outcome_of(parcel, receipt, now)) for parcel, receipt in done]
        mine = _finish(session, token, [bundling.own(parcel, one) for parcel, one in outcomes])
        bundles.end(session, bundling.carried(outcomes, mine))
        for parcel, receipt in done:
            if isinstance(receipt, Sent):
                _stands(session, parcel, receipt, now)
    paused = [(parcel, receipt.after) for parcel, receipt in done if isinstance(receipt, Again) and receipt.after]
    if any(parcel.channel is Channel.SLACK for parcel, _after in paused):
        with store.outside(write=True) as connection:
            real = claims.database_now(connection)
            for parcel, after in paused:
                lanes.block(
                    connection, outbox.lane_of(parcel.workspace.id, parcel.place, parcel.reader.id), real + after
                )


def outcome_of(parcel: Parcel, receipt: Receipt, now: datetime) -> Outcome:
    """What the ledger says after an attempt."""
    match receipt:
        case Sent(receipt=proof):
            state = bundling.sent(parcel.kind, parcel.due_at, now)
            return Outcome(delivery=parcel.id, state=state, at=now, receipt=proof)
        case Again(reason=reason, after=after, doubtful=doubtful) if _goes_on(parcel, now):
            again = now + (after or next_wait(parcel.attempts + 1))
            return Outcome(
                delivery=parcel.id,
                state=DeliveryState.OWED,
                at=None,
                reason=reason,
                doubtful=int(doubtful),
                again_at=again,
            )
        case Needless(reason=reason):
            return Outcome(delivery=parcel.id, state=DeliveryState.SKIPPED, at=now, reason=reason)
        case _:
            return Outcome(delivery=parcel.id, state=DeliveryState.FAILED, at=now, reason=receipt.reason)


def _goes_on(parcel: Parcel, now: datetime) -> bool:
    """What was deleted goes for good, however long that takes."""
    return parcel.kind is DeliveryKind.PURGE or not given_up(parcel.wanted_at, now)


def _stands(session: Session, parcel: Parcel, receipt: Sent, now: datetime) -> None:
    """Where the entry now stands in Slack, so that thread replies find it, whoever's claim it is by now."""
    channel, ts = receipt.receipt.get("channel"), receipt.receipt.get("ts")
    if not (channel and ts and parcel.entry_or_none and parcel.kind in removing.TOLD):
        return
    row = outbox.told_of(session, parcel.entry.id)
    whose = None if parcel.place else parcel.reader.id
    if row is None or row.removal_id is not None:
        # It was deleted while it was on its way.
        late = removing.blank(row.removal_id, parcel.place, whose, receipt.receipt, now) if row else None
        outbox.owe(session, [late] if late else [], now)
    if row is None or parcel.kind is not DeliveryKind.ENTRY:
        return
    if entries.linked(session, channel, ts) is not None:
        # The connection broke at the commit before, which had arrived all the same.
        return
    session.insert(link, [{"place": channel, "mark": ts, "entry_id": parcel.entry.id, "member_id": whose}])
    if row.removal_id is None and (row.undone_at is not None, row.data or {}) != (
        parcel.entry.undone,
        parcel.entry.data,
    ):
        # It was changed while it was on its way, when nothing stood yet that could be told.
        outbox.owe(session, [notices.update_of(parcel.entry.id, parcel.place, whose)], now)
