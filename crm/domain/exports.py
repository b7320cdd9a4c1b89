"""What a workbook is to hold: one client, or the list of clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.domain.clients import RecordNumber
from crm.domain.filters import Filters

ROWS_AT_MOST = 50_000  # of one workbook, all its sheets together


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """One client with its infobox; without one, the clients that the filters find."""

    client: RecordNumber | None = None
    filters: Filters = field(default_factory=Filters)

    def as_data(self) -> dict[str, Any]:
        return {"client": str(self.client)} if self.client else {"filters": self.filters.as_data()}

    @classmethod
    def kept(cls, data: Mapping[str, Any]) -> Extent:
        """From what an audit row says."""
        return cls(client=RecordNumber.read(str(data.get("client", ""))), filters=Filters.kept(data.get("filters")))
