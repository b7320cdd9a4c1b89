"""A mail server that keeps what it gets and answers as a test likes."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from bot.mail.channel import Sender

HANG_UP = "hang up"
SILENCE = "silence"
SENDER = Sender(
    address="Carnet <notify@talents-jura.example>",
    reply_domain="reply.talents-jura.example",
    secret=b"a long random text",
)


@dataclass
class PostOffice:
    """``answers`` are said first, in order, to the step they are for: MAIL, RCPT or DATA."""

    mails: list[Any] = field(default_factory=list)
    answers: deque[tuple[str, str]] = field(default_factory=deque)
    sessions: int = 0
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    options: dict[str, Any] = field(default_factory=dict)
    _servers: list[SMTP] = field(default_factory=list)

    def _next(self, step, server):
        if not self.answers or self.answers[0][0] != step:
            return None
        answer = self.answers.popleft()[1]
        if answer == HANG_UP:
            server.transport.abort()
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        envelope.mail_from = address
        envelope.mail_options = options
        return self._next("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        answer = self._next("RCPT", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        self.mails.append(envelope)
        answer = self._next("DATA", server)
        if answer == SILENCE:
            self.silent.set()
            await asyncio.Event().wait()
        return answer or f"250 OK: queued as {len(self.mails)}"

    def made(self):
        self.sessions += 1
        server = SMTP(self, hostname="mx.example", **{"enable_SMTPUTF8": True, **self.options})
        self._servers.append(server)
        return server

    def hang_up(self):
        """The server is restarted."""
        for one in self._servers:
            if one.transport:
                one.transport.abort()

    @property
    def messages(self):
        return [message_from_bytes(one.original_content, policy=policy.default) for one in self.mails]


def nobody_knows(_server, _session, _envelope, _mechanism, _data):
    return AuthResult(success=False, handled=False)
