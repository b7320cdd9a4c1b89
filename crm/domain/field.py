"""What every form field is: a name, a label, an example, and how raw input is read."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from crm.domain.clients import StatusOption
from crm.domain.errors import Refused
from crm.domain.i18n import Language, Text, Words, _
from crm.domain.richtext_runs import cleaned

SHOWN_AT_MOST = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a field may need to understand raw input: who types, and the workspace's lists."""

    now: datetime
    zone: ZoneInfo
    language: Language = "en"
    statuses: Sequence[StatusOption] = ()


def tokens(raw: Any) -> list[str]:
    """One thing or several, as any door may name them; blank ones are none."""
    several = raw if isinstance(raw, list | tuple) else [raw]
    return [found for one in several if (found := str(one).strip())]


def shown(raw: Any) -> str:
    """What was given, cut so that a refusal which repeats it stays a sentence."""
    text = cleaned(str(raw))
    return text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST]}…"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its stored key and its label; ``aliases`` are other words a shell or workbook may use."""

    key: str
    label: Words
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Field(ABC):
    """One line of a form. ``read`` gives the value, None for empty, or refuses with the reason."""

    name: str
    label: Words
    required: bool = False
    hint: Words | None = None
    example: Any = ""
    advanced: bool = False
    under: str = ""  # the check box that must be ticked before this is asked
    empty: ClassVar[Collection[Any]] = (None, "", [], (), {})

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", self.name):
            raise ValueError(f"field name {self.name!r}: lower case letters, digits and _ only")
        if self.required and self.example in self.empty:
            raise ValueError(f"field {self.name!r} is required and has no example")

    def read(self, raw: Any, reading: Reading) -> Any:
        if isinstance(raw, str):
            raw = raw.strip()
        if raw in self.empty:
            if self.required:
                raise self.refused(_("Please fill in “{field}”.", field=self.label))
            return self.default(reading)
        return self.understand(raw, reading)

    def default(self, reading: Reading) -> Any:
        return None

    @abstractmethod
    def understand(self, raw: Any, reading: Reading) -> Any:
        """The value of what was given, which is not empty."""

    def refused(self, text: Text) -> Refused:
        return Refused.because(text, self.name)
