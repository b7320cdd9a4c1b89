"""The relay's transactions: making deliveries ready, and writing down what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crm.domain.delivery import Again, Channel, DeliveryKind, DeliveryState, Receipt, Sent, given_up, next_wait
from crm.store import claims, outbox
from crm.store.base import Store
from crm.store.claims import Claimed, Outcome
from crm.store.session import Session
from crm.store.tables import link
from crm.views.parcels import Parcel, Skip, parcels
from scheduler.channel import Carrier, Rendered

LATE_AFTER = timedelta(minutes=5)


def prepare(
    store: Store, carrier: Carrier, token: str, workspace: int, ids: Sequence[int], now: datetime
) -> list[tuple[Parcel, bytes]]:
    """Look at each delivery again (state, right, recipient), render what was not rendered yet and keep the bytes."""
    ready: list[tuple[Parcel, bytes]] = []
    fresh: dict[int, Rendered] = {}
    skipped: list[Skip] = []
    with store.read(workspace) as session:
        packed = parcels(session, ids)
    for one in packed:
        if isinstance(one, Skip):
            skipped.append(one)
        elif one.kept is not None:
            ready.append((one, one.kept))
        else:
            fresh[one.id] = carrier.render(one)
            ready.append((one, fresh[one.id].content))
    if fresh or skipped:
        with store.begin(workspace, background=True) as session:
            _keep(session, fresh, {parcel.id: parcel for parcel, _content in ready})
            for one in skipped:
                _finish(session, token, _skipped(one, now))
    return ready


def _keep(session: Session, fresh: dict[int, Rendered], packed: dict[int, Parcel]) -> None:
    """Bytes, tokens and Message-IDs stand in the store before the first attempt."""
    outbox.keep_bodies(session, {number: one.content for number, one in fresh.items()})
    outbox.keep_tokens(session, [dict(row) for one in fresh.values() for row in one.tokens])
    session.insert(
        link,
        [
            {
                "place": "mail",
                "mark": one.message_id,
                "entry_id": packed[number].entry.id,
                "member_id": packed[number].reader.id,
            }
            for number, one in fresh.items()
            if one.message_id
        ],
    )
    outbox.keep_message_ids(session, {number: one.message_id for number, one in fresh.items() if one.message_id})


def _skipped(one: Skip, now: datetime) -> Outcome:
    return Outcome(delivery=one.id, state=DeliveryState.SKIPPED, at=now, reason=one.reason, tried=0)


def record(
    store: Store,
    token: str,
    workspace: int,
    done: Sequence[tuple[Parcel, Receipt]],
    now: datetime,
    rest: Sequence[int] = (),
) -> None:
    """Write receipts where the claim is still ours, and renew the leases of what is still to be sent."""
    with store.begin(workspace, background=True, patience=10) as session:
        for parcel, receipt in done:
            if _finish(session, token, outcome_of(parcel, receipt, now)) and isinstance(receipt, Sent):
                _link(session, parcel, receipt.receipt)
    paused = [(parcel, receipt) for parcel, receipt in done if isinstance(receipt, Again) and receipt.after]
    if paused or rest:
        with store.outside(write=True) as connection:
            for parcel, receipt in paused:
                _pause(connection, parcel, receipt)
            waiting = [Claimed(workspace=workspace, delivery=one, channel=Channel.MAIL) for one in rest]
            if waiting:
                claims.still_mine(connection, token, waiting)


def _pause(connection: Any, parcel: Parcel, receipt: Receipt) -> None:
    if isinstance(receipt, Again) and receipt.after and parcel.channel is Channel.SLACK:
        whom = parcel.place or f"M-{parcel.reader.id}"
        claims.block_lane(connection, f"{parcel.workspace.id}/{whom}", claims.database_now(connection) + receipt.after)


def _finish(session: Session, token: str, outcome: Outcome) -> bool:
    mine = claims.finish(session, token, outcome)
    if mine and outcome.again_at is None:
        outbox.forget_body(session, outcome.delivery)
    return mine


def outcome_of(parcel: Parcel, receipt: Receipt, now: datetime) -> Outcome:
    """What the ledger says after an attempt."""
    match receipt:
        case Sent(receipt=proof):
            late = parcel.kind is DeliveryKind.REMINDER and now - parcel.due_at > LATE_AFTER
            state = DeliveryState.LATE if late else DeliveryState.SENT
            return Outcome(delivery=parcel.id, state=state, at=now, receipt=proof)
        case Again(reason=reason, after=after) if not given_up(parcel.created_at, now):
            again = now + (after or next_wait(parcel.attempts + 1))
            return Outcome(delivery=parcel.id, state=DeliveryState.OWED, at=None, reason=reason, again_at=again)
        case _:
            return Outcome(delivery=parcel.id, state=DeliveryState.FAILED, at=now, reason=receipt.reason)


def _link(session: Session, parcel: Parcel, proof: Any) -> None:
    """Where the entry now stands in Slack, so that thread replies find it."""
    channel, ts = proof.get("channel"), proof.get("ts")
    if channel and ts and parcel.kind is DeliveryKind.ENTRY:
        whose = None if parcel.place else parcel.reader.id
        session.insert(link, [{"place": channel, "mark": ts, "entry_id": parcel.entry.id, "member_id": whose}])
