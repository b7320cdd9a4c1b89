"""The door for mails: an MTA's transport hands them over by SMTP, and hears yes only once they stand in the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.mail import address
from bot.mail.keeping import Handed, Keeping
from bot.mail.line import Line
from bot.stop_links import StopLinks
from crm.domain.errors import Busy
from crm.store import raw_mail
from crm.store.base import Store
from scheduler.clock import Clock

SIZE_AT_MOST = 30 * 1024 * 1024
RECIPIENTS_AT_MOST = 100
IDLE_AT_MOST = 60.0  # seconds
TAKEN = "250 2.0.0 Kept"
LATER = "451 4.3.0 Try again in a moment"
UNKNOWN = "550 5.1.1 No such address"
log = structlog.get_logger()


@dataclass(kw_only=True)
class Door:
    """Takes mails for the reply domain. An unknown address is refused at once, so that the sender's server says so."""

    store: Store
    clock: Clock
    executor: Executor
    domain: str
    keys: tuple[bytes, ...]
    arrived: Callable[[], None] = lambda: None
    _begun: set[SMTP] = field(default_factory=set)
    _keeping: Keeping = field(init=False)

    def __post_init__(self) -> None:
        self._keeping = Keeping(store=self.store, clock=self.clock, executor=self.executor)

    def protocol(self) -> SMTP:
        server = Line(
            self,
            data_size_limit=SIZE_AT_MOST,
            enable_SMTPUTF8=True,
            hostname=self.domain,
            ident="Carnet",
            timeout=IDLE_AT_MOST,
        )
        self._begun.add(server)
        return server

    def ended(self, server: SMTP) -> None:
        self._begun.discard(server)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, recipient: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS_AT_MOST:
            return "452 4.5.3 Too many recipients"
        try:
            known = await self._run(lambda: self._known(recipient))
        except Busy:
            return LATER
        if not known:
            return UNKNOWN
        envelope.rcpt_tos.append(recipient)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Line, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = server.mail
        mail = Handed(envelope_from=envelope.mail_from or "", envelope_to=envelope.rcpt_tos, content=said.content)
        try:
            fresh = await self._keeping.keep(mail)
        except Busy:
            return LATER
        except Exception:
            # The edge of the loop: whatever is wrong with us, the sender's server still has the mail and comes again.
            log.exception("mail.not_kept")
            return LATER
        log.info("mail.kept", size=said.size, fresh=fresh)
        self.arrived()
        return TAKEN

    async def handle_exception(self, error: Exception) -> str:
        """The library's own is a 500, by which the sender's server would give the mail up."""
        log.error("mail.door_broken", exc_info=error)
        return LATER

    async def _run(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    def _known(self, recipient: str) -> bool:
        """Only what we made ourselves is an address here."""
        local, _at, domain = recipient.rpartition("@")
        if domain.lower() != self.domain.lower():
            return False
        if address.read_bounce(recipient, *self.keys) or address.read_calendar(recipient, *self.keys):
            return True
        if StopLinks(public="", keys=self.keys).read_address(recipient) is not None:
            return True
        token = address.read_reply(local)
        if token is None:
            return False
        with self.store.outside() as connection:
            return bool(raw_mail.leading(connection, [address.token_digest(token)]))

    def close(self) -> None:
        """Connections that stand open are told to come again."""
        for server in list(self._begun):
            if server.transport is not None:
                server.transport.close()


@asynccontextmanager
async def listening(door: Door, host: str, port: int) -> AsyncIterator[int]:
    """The port that mails are taken at while the block runs."""
    server = await asyncio.get_running_loop().create_server(door.protocol, host, port)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        door.close()
        await server.wait_closed()
