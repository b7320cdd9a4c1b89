"""A record of what the app and the workspace said to each other, with a verdict on each."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

KEPT = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One exchange: a call of the app (kind "api"), or something sent to it ("command", "event", …)."""

    number: int
    at: float
    kind: str
    name: str
    sent: Any
    answer: Any
    milliseconds: float
    problems: tuple[str, ...] = ()
    status: int = 200

    @property
    def red(self) -> bool:
        return bool(self.problems)


@dataclass(slots=True)
class Records:
    """The newest records, oldest first."""

    kept: deque[Record] = field(default_factory=lambda: deque(maxlen=KEPT))
    numbers: count[int] = field(default_factory=lambda: count(1))

    def note(
        self,
        kind: str,
        name: str,
        sent: Any,
        answer: Any,
        *,
        milliseconds: float = 0.0,
        problems: tuple[str, ...] = (),
        status: int = 200,
    ) -> Record:
        record = Record(
            number=next(self.numbers),
            at=time.time(),
            kind=kind,
            name=name,
            sent=sent,
            answer=answer,
            milliseconds=round(milliseconds, 2),
            problems=problems,
            status=status,
        )
        self.kept.append(record)
        return record

    def clear(self) -> None:
        self.kept.clear()
