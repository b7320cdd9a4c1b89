"""One connection to the door: a mail's lines are gathered in a file, so that many large ones may come at a time."""

from __future__ import annotations

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from aiosmtpd.smtp import SMTP

from crm.store.pieces import PIECE

END = b".\r\n"
TOO_LONG = "500 Line too long (see RFC5321 4.5.3.1.6)"
TOO_MUCH = "552 Error: Too much mail data"


class Gathered:
    """What was sent so far; once something is wrong with it, nothing more is kept of it."""

    def __init__(self, size_at_most: int) -> None:
        self.wrong = ""
        self.size = 0
        # Shorter ones stay in memory.
        self.content: IO[bytes] = SpooledTemporaryFile(max_size=PIECE)  # noqa: SIM115 - whoever takes it closes it
        self._size_at_most = size_at_most

    def add(self, line: bytes) -> None:
        """A line, without the dot that its sender put in front of one (RFC 5321 §4.5.2)."""
        self.size += len(line)
        if self.size > self._size_at_most:
            self.refuse(TOO_MUCH)
        if not self.wrong:
            self.content.write(line[1:] if line.startswith(b".") else line)

    def refuse(self, why: str) -> None:
        self.wrong = self.wrong or why
        self.content.close()


class Line(SMTP):
    """The door knows those that stand open. ``mail`` is the one that it is asked to keep."""

    mail: Gathered

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.ended(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd calls it so
        """The library's own keeps each line as an object and then joins them: four times the mail."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        found = await self._gathered()
        with found.content:
            self.mail = found
            said: Any = found.wrong or await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(said)

    async def _gathered(self) -> Gathered:
        found, whole = Gathered(self.data_size_limit or 0), True
        while True:
            try:
                line = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as exc:
                # Its sender is told at the end of the mail; until then the line is read and forgotten.
                found.refuse(TOO_LONG)
                line = await self._reader.read(exc.consumed)
            if whole and line == END:
                return found
            whole = line.endswith(b"\r\n")
            found.add(line)
