"""What a performed action came to."""

from __future__ import annotations

from dataclasses import dataclass

from crm.domain.i18n import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """``result`` names what stands now: ``E-12`` (entry), ``C-3`` (comment) or ``A-4`` (audit row).

    ``repeat`` tells that this source was done before; ``notes`` are what the person should still know. ``told`` are
    the members concerned, told already or, of an item of a job, to be told when that is done.
    """

    result: str
    records: tuple[str, ...] = ()
    repeat: bool = False
    notes: tuple[Text, ...] = ()
    told: tuple[int, ...] = ()

    @classmethod
    def again(cls, result: str) -> Done:
        return cls(result=result, repeat=True)

    @property
    def entry(self) -> int | None:
        return int(self.result[2:]) if self.result.startswith("E-") else None
