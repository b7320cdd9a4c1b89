"""One action for many clients: what a job is, and what became of each of its clients."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

JOB = re.compile(r"J-([1-9][0-9]{0,17})")
AT_MOST = 10_000  # clients
AT_ONCE_AT_MOST = 100  # clients of one entry; more are a job
LEASE = timedelta(seconds=30)


class ItemState(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    KEPT = "kept"  # undone, but for what somebody changed since
    PASSED = "passed"  # there was nothing to do


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """``records`` are its clients' ids, in order. ``undoes`` is the job that it takes back.

    ``told`` are the members who hear of it in the end, each with an entry that concerns them.
    """

    id: int
    action: str
    actor: int
    inputs: Mapping[str, Any]
    records: Sequence[int]
    created_at: datetime
    undoes: int | None = None
    told: Mapping[int, int] = field(default_factory=dict)
    place: str | None = None
    mark: str | None = None
    finished_at: datetime | None = None

    @property
    def number(self) -> str:
        return f"J-{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A job in the queue that is ours for a while: how many of its clients are over, and where that is shown."""

    workspace: int
    job: int
    token: str
    position: int = 0
    shown: str = ""


def job_number(text: str) -> int | None:
    found = JOB.fullmatch(text.strip())
    return int(found[1]) if found else None
