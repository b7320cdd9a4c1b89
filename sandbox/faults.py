"""Bad weather on demand: faults that strike calls, events and mails a number of times."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from typing import Any

# Where a fault strikes: the app's calls, what is sent to the app, or mails.
API_KINDS = ("ratelimited", "error", "status", "timeout", "drop", "lost", "latency")
EVENT_KINDS = ("repeat", "reorder", "drop_socket", "event_latency")
MAIL_KINDS = ("smtp_reject", "smtp_drop", "smtp_latency")
KINDS = (*API_KINDS, *EVENT_KINDS, *MAIL_KINDS)


@dataclass(kw_only=True, slots=True)
class Fault:
    """One fault: its kind, whom it strikes (a method, event or address, with * as a wild card), and how often."""

    id: int
    kind: str
    match: str = "*"
    times: int = 1
    seconds: float = 0.0
    code: int = 0
    error: str = ""

    def node(self) -> dict[str, Any]:
        shown = {"id": self.id, "kind": self.kind, "match": self.match, "times": self.times}
        more = {"seconds": self.seconds, "code": self.code, "error": self.error}
        return shown | {key: value for key, value in more.items() if value}


@dataclass(slots=True)
class Faults:
    """Faults that wait for their moment; the oldest strikes first. ``times`` below one means until cleared."""

    waiting: list[Fault] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def add(self, kind: str, **more: Any) -> Fault:
        fault = Fault(id=next(self.numbers), kind=kind, **more)
        self.waiting.append(fault)
        return fault

    def strike(self, name: str, *kinds: str) -> Fault | None:
        """The fault that strikes now, counted as used."""
        found = next((one for one in self.waiting if one.kind in kinds and fnmatchcase(name, one.match)), None)
        if found and found.times > 0:
            found.times -= 1
            if found.times == 0:
                self.waiting.remove(found)
        return found

    def clear(self) -> None:
        self.waiting.clear()
