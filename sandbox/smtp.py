"""The mail catcher: takes every mail as a mail server would, and delivers none."""

from __future__ import annotations

import asyncio
import socket

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.box import Box
from sandbox.faults import Fault

BYTES_AT_MOST = 25 * 1024 * 1024
REJECTED = "450 4.2.1 Try again later"


class Catcher:
    """Looks at each recipient and each mail; faults strike by the recipient's address."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if slow := self.box.faults.strike(address, "smtp_latency"):
            await asyncio.sleep(slow.seconds)
        if fault := self.box.faults.strike(address, "smtp_reject"):
            self.box.news.tell("faults")
            return reply(fault)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        for address in envelope.rcpt_tos:
            if self.box.faults.strike(address, "smtp_drop") and isinstance(server.transport, asyncio.Transport):
                server.transport.abort()
                return "421 gone"
        raw = envelope.original_content or b""
        # A report has no sender, which the server writes as <>.
        sender = (envelope.mail_from or "").removeprefix("<").removesuffix(">")
        mail = self.box.mailbox.catch(sender, envelope.rcpt_tos, raw, envelope.mail_options)
        self.box.news.tell("mail", mail=mail.id)
        return f"250 OK {mail.id}"


def reply(fault: Fault) -> str:
    code = fault.code or int(REJECTED[:3])
    words = fault.error or ("4.2.1 Try again later" if code < 500 else "5.1.1 No such mailbox")  # noqa: PLR2004
    return f"{code} {words}"


async def catching(box: Box, sock: socket.socket) -> asyncio.Server:
    """Begins to catch mails on a socket that is bound."""

    def protocol() -> SMTP:
        return SMTP(
            Catcher(box), hostname="sandbox.example", data_size_limit=BYTES_AT_MOST, enable_SMTPUTF8=True, timeout=300
        )

    return await asyncio.get_running_loop().create_server(protocol, sock=sock)
