"""Slack's rates, held when asked: so many calls a minute for each method, and a message a second in a channel."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

MINUTE = 60.0
IN_A_CHANNEL = 1.0
# Slack lets short bursts pass.
BURST = 3


@dataclass(slots=True)
class Rates:
    """When each method was called, and each channel spoken in, lately."""

    calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, key: str, at_most: int, seconds: float) -> float:
        """Counts a call; says for how long there may be no other if it was one too many."""
        now, lately = time.monotonic(), self.calls[key]
        while lately and lately[0] <= now - seconds:
            lately.popleft()
        if len(lately) >= at_most:
            return lately[0] + seconds - now
        lately.append(now)
        return 0.0

    def method(self, name: str, each_minute: int) -> float:
        return self.wait(name, each_minute, MINUTE)

    def channel(self, channel: str) -> float:
        return self.wait(f"channel {channel}", BURST, BURST * IN_A_CHANNEL)
