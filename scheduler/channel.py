"""What a channel must be able to do; the doors hand over theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from crm.domain.delivery import Channel, Receipt
from crm.views.parcels import Parcel


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """What is going to be sent. ``tokens`` are rows that let answers find their way, written before it is sent."""

    content: bytes
    message_id: str | None = None
    tokens: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


class Carrier(Protocol):
    """Brings parcels to people by one channel.

    ``render`` gives the bytes that are sent; they are kept for the retries, so that a repeat is the same. It touches no
    network. ``deliver`` hands them over and says what became of them; it finishes within
    ``crm.domain.delivery.SEND_TIMEOUT`` seconds and raises only on bugs.
    """

    def render(self, parcel: Parcel) -> Rendered: ...

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt: ...


@runtime_checkable
class BulkCarrier(Carrier, Protocol):
    """A carrier that is quicker with several parcels in one go.

    ``deliver_all`` gives the receipts of those it tried, in their order; it may stop anywhere, and tries no more when
    one of them asks for a pause.
    """

    async def deliver_all(self, parcels: Sequence[tuple[Parcel, bytes]]) -> Sequence[Receipt]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How a channel is carried: how many are claimed, how many leave at once, and how many go in one hand."""

    batch: int
    at_once: int = 1
    together: int = 1


# Slack's lanes are counted from the claim: no more is claimed than can leave now. Mail goes over one connection; from
# one thread to another and back for each mail would take a third as long as sending it.
MANNERS: Mapping[Channel, Manner] = {
    Channel.MAIL: Manner(batch=100, together=10),
    Channel.SLACK: Manner(batch=8, at_once=8),
    Channel.CARNET: Manner(batch=8),
}
