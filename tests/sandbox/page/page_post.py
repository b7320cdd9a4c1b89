"""A mail server of the tests' own, where the product's would be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP


@dataclass(kw_only=True)
class Product:
    """Takes mails for its own domain, and refuses addresses that nobody has."""

    got: asyncio.Queue = field(default_factory=asyncio.Queue)
    address: str = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # aiosmtpd calls it so
        if not address.endswith("@reply.lemanique.example"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd calls it so
        await self.got.put((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"

    async def mail(self):
        """The next mail: sender, recipients, message."""
        sender, recipients, raw = await asyncio.wait_for(self.got.get(), 5)
        return sender, recipients, message_from_bytes(raw, policy=policy.default)


@asynccontextmanager
async def product() -> AsyncIterator[Product]:
    made = Product()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(made, hostname="product.example", loop=loop), "127.0.0.1", 0)
    made.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()
    await server.wait_closed()
