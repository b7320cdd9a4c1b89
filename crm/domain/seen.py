"""What a form knew of its record: two who change the same one at once are told of each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm.domain.errors import Refused
from crm.domain.i18n import _

TOKEN = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Seen:
    """``120-135``: the newest change when the form began, and the newest that its reader was asked about."""

    begun: int
    asked: int = 0

    def __str__(self) -> str:
        return f"{self.begun}-{self.asked}"

    @classmethod
    def read(cls, raw: object, newest: int) -> Seen:
        """Read back what a form kept; ``newest`` is the newest change there is, so none of ours knows a later one.

        Raises:
            Refused: it was not written by us.
        """
        found = TOKEN.fullmatch(str(raw))
        seen = cls(int(found[1]), int(found[2])) if found else None
        if seen is None or max(seen.begun, seen.asked) > newest:
            raise Refused.because(_("This form could not be read. Please open it once more."))
        return seen
