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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a field may need to understand raw input: who types, and the workspace's lists."""

    now: datetime
    zone: ZoneInfo
    language: Language = "en"
    statuses: Sequence[StatusOption] = ()


def tokens(raw: Any) -> list[str]:
    """One thing or several, as any door may name them."""
    return [str(one) for one in raw] if isinstance(raw, list | tuple) else [str(raw)]


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
