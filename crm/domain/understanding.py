"""What was understood of something that somebody said, kept until they have looked at it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.domain.field import Field, Reading
from crm.domain.i18n import _

LETTERS_AT_MOST = 100_000  # a message of Slack's has 40,000


@dataclass(frozen=True, kw_only=True, slots=True)
class Understanding(Field):
    """An action's name and its inputs, as the door that heard it will hand them over; nothing where there are none."""

    def default(self, reading: Reading) -> Any:
        return {}

    def understand(self, raw: Any, reading: Reading) -> Any:
        if not isinstance(raw, Mapping) or len(json.dumps(raw, default=str, ensure_ascii=False)) > LETTERS_AT_MOST:
            raise self.refused(_("This text could not be read. Please type it again."))
        return dict(raw)
