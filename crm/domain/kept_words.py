"""Words as data, to be said later in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.domain.i18n import Text


def as_data(words: Text) -> dict[str, Any]:
    found: dict[str, Any] = {"msgid": words.msgid, "blanks": {name: _kept(one) for name, one in words.blanks.items()}}
    return found | ({"plural": words.plural, "count": words.count} if words.plural else {})


def _kept(value: Any) -> Any:
    if isinstance(value, Text):
        return as_data(value)
    if isinstance(value, list | tuple):
        return [_kept(one) for one in value]
    return value if isinstance(value, int) else str(value)


def from_data(kept: Mapping[str, Any]) -> Text:
    blanks = {name: _said(one) for name, one in kept["blanks"].items()}
    return Text(kept["msgid"], blanks, kept.get("plural", ""), kept.get("count", 0))


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return from_data(value)
    return [_said(one) for one in value] if isinstance(value, list) else value
