"""What is carried, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

EVENT, INTERACTIVE, COMMAND = "events_api", "interactive", "slash_commands"
# What the person hears when the app does not answer in time, is not there, or answers with a failure.
TIMEOUT, NO_APP, FAILED = "operation_timeout", "no_app", "http_service_error"
RETRY_REASONS = {TIMEOUT: "http_timeout", NO_APP: "connection_failed", FAILED: "http_error"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A payload with its kind; retries of events count up."""

    kind: str
    payload: Node
    attempt: int = 0
    reason: str = ""

    @property
    def name(self) -> str:
        """What faults and records call it."""
        if self.kind == EVENT:
            return str(self.payload["event"]["type"])
        return str(self.payload.get("command") or self.payload["type"])

    @property
    def wants_answer(self) -> bool:
        return self.kind == COMMAND or self.payload.get("type") in ("view_submission", "block_suggestion")


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """Whether the app took it, and what it said."""

    error: str = ""
    body: Any = None
    stop: bool = False
    milliseconds: float = 0.0
    headers: Mapping[str, str] | None = None

    @property
    def ok(self) -> bool:
        return not self.error
