"""What a check came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    WELL = "ok"
    NOTE = "note"  # works, but somebody may want it otherwise
    ILL = "wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line of the report. ``cure`` is what to do about it."""

    about: str
    health: Health
    said: str
    cure: str = ""


def well(about: str, said: str) -> Finding:
    return Finding(about=about, health=Health.WELL, said=said)


def note(about: str, said: str, cure: str = "") -> Finding:
    return Finding(about=about, health=Health.NOTE, said=said, cure=cure)


def ill(about: str, said: str, cure: str) -> Finding:
    return Finding(about=about, health=Health.ILL, said=said, cure=cure)


Findings = Iterator[Finding]
