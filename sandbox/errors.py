"""What the sandbox refuses, in Slack's own words."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A call that real Slack refuses: its error code, and what it says beside it."""

    def __init__(self, code: str, *messages: str, status: int = 200, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.status = status
        self.more = more

    def answer(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in self.messages]}
        return body
