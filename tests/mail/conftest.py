"""A mail server on the loopback, and what sends to it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.mail.channel import MailChannel
from bot.mail.smtp import Connection, Server
from tests.mail.post import SENDER, PostOffice


@pytest.fixture
def post():
    return PostOffice()


@pytest.fixture
async def server(post):
    listening = await asyncio.get_running_loop().create_server(post.made, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    yield Server(host="127.0.0.1", port=port)
    post.hang_up()
    listening.close()
    await listening.wait_closed()


@pytest.fixture
def connection(server):
    found = Connection(server)
    yield found
    found.close()


@pytest.fixture
def executor():
    with ThreadPoolExecutor(4) as found:
        yield found


@pytest.fixture
def channel(connection, executor):
    return MailChannel(connection, SENDER, executor)


@pytest.fixture
def send(connection):
    """Hands one mail over, as the channel's thread does."""

    async def sent(recipient="paul@talents-jura.example", content=b"Subject: Hello\r\n\r\nDear Paul\r\n", by=None):
        return await asyncio.to_thread((by or connection).send, "b+1@reply.example", recipient, content)

    return sent
