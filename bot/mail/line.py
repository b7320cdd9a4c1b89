"""One connection to the door: a mail is gathered in a file as it comes, so that many large ones may come at a time."""

from __future__ import annotations

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from aiosmtpd.smtp import SMTP

from crm.store.pieces import PIECE

NEW_LINE = b"\r\n"
END = b"\r\n.\r\n"
AT_ONCE = 2**20  # bytes; more than the socket hands over
# RFC 5321 §4.5.3.1.6 asks for 998 letters at most, and for no limit where none is needed; programs write longer ones.
LINE_AT_MOST = 2**20  # bytes
TOO_LONG = "500 Line too long (see RFC5321 4.5.3.1.6)"
TOO_MUCH = "552 Error: Too much mail data"


class Dotted:
    """What stands between DATA and the line with a dot alone; other dots at the beginning of a line are one too many.

    RFC 5321 §4.5.2. Only the five bytes end a mail: to be content with less lets mails be smuggled in.
    """

    def __init__(self) -> None:
        self.after: bytes | None = None  # what came behind the end, once it is there
        self._held = NEW_LINE  # what may be a part of the end; the command itself ended with a line's end
        self._drop = len(NEW_LINE)

    def taken(self, some: bytes) -> bytes:
        """As much of the mail as is certain by now."""
        some = self._held + some
        end = some.find(END)
        if end >= 0:
            self.after = some[end + len(END) :]
            some = some[: end + len(NEW_LINE)]
            self._held = b""
        else:
            held = next((size for size in range(len(END) - 1, 0, -1) if some.endswith(END[:size])), 0)
            self._held = some[len(some) - held :]
            some = some[: len(some) - held]
        drop, self._drop = self._drop, max(self._drop - len(some), 0)
        return some.replace(b"\r\n.", NEW_LINE)[drop:]


class Gathered:
    """What was sent so far; once something is wrong with it, nothing more is kept of it."""

    def __init__(self, size_at_most: int) -> None:
        self.wrong = ""
        self.size = 0
        # Shorter ones stay in memory.
        self.content: IO[bytes] = SpooledTemporaryFile(max_size=PIECE)  # noqa: SIM115 - whoever takes it closes it
        self._size_at_most = size_at_most
        self._line = 0  # how long the last one is so far

    def add(self, some: bytes) -> None:
        self.size += len(some)
        first, *others = map(len, some.split(NEW_LINE))
        if max(self._line + first, *others, 0) > LINE_AT_MOST:
            self.refuse(TOO_LONG)
        self._line = others[-1] if others else self._line + first
        if self.size > self._size_at_most:
            self.refuse(TOO_MUCH)
        if not self.wrong:
            self.content.write(some)

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
        said: Any = found.wrong or await self._kept(found)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(said)

    async def _kept(self, found: Gathered) -> Any:
        with found.content:
            self.mail = found
            return await self._call_handler_hook("DATA")

    async def _gathered(self) -> Gathered:
        """In pieces as large as they come: to wait for each line took most of what a small mail costs the door."""
        found, dotted = Gathered(self.data_size_limit or 0), Dotted()
        while dotted.after is None:
            some = await self._reader.read(AT_ONCE)
            if not some:
                raise asyncio.IncompleteReadError(b"", None)
            found.add(dotted.taken(some))
        # The next command, of one who did not wait for our answer.
        self._reader.feed_data(dotted.after)
        return found
