"""What a channel must be able to do; the doors hand over theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How a channel is carried: how many are claimed together, how many are on their way at once."""

    batch: int
    at_once: int = 1


# Slack's lanes are counted from the claim: no more is claimed than can leave now. Mail goes over one connection, whose
# thread finds the next mail waiting when it is done with one.
MANNERS: Mapping[Channel, Manner] = {
    Channel.MAIL: Manner(batch=100, at_once=2),
    Channel.SLACK: Manner(batch=8, at_once=8),
    Channel.CARNET: Manner(batch=8),
}
