"""Deliveries per second to a mail server on the loopback, against a bare loop that sends the same bytes."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count

from bot.mail.channel import MailChannel, Sender
from bot.mail.smtp import Connection, Server
from crm.domain.delivery import Channel, Receipt
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.bench import databases, filling, performing
from tests.bench.databases import Database
from tests.bench.figures import Figure, rate, side_by_side

ACTIONS_A_ROUND = 120  # each is told to two people
ROUNDS = 5
AIM = 0.5
SENDER = Sender(address="Carnet <notify@agency.example>", reply_domain="reply.agency.example", secret=b"a long one")
Mail = tuple[str, str, bytes]


class Noting(Connection):
    """Sends like the application, and notes what it sent."""

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.mails: list[Mail] = []

    def send(self, sender: str, recipient: str, content: bytes) -> Receipt:
        self.mails.append((sender, recipient, content))
        return super().send(sender, recipient, content)


def measure(kind: str, _rows: int) -> Iterator[Figure]:
    database = databases.fresh(kind, "mails")
    filling.fill(database.store, performing.CLIENTS, performing.CLIENTS)
    numbers = count()
    with _sink() as server, ThreadPoolExecutor(2) as executor:
        connection = Noting(server)
        channel = MailChannel(connection, SENDER, executor)
        relay = Relay(store=database.store, carriers={Channel.MAIL: channel}, clock=Clock(), executor=executor)
        yield side_by_side(
            "mails delivered, one connection",
            kind,
            partial(_delivered, database, relay, connection, numbers),
            lambda: _sent(server, connection.mails),
            aim=AIM,
            rounds=ROUNDS,
        )
        connection.close()
    database.store.dispose()


def _delivered(database: Database, relay: Relay, connection: Noting, numbers: Iterator[int]) -> float:
    """Owe some mails, then carry them; only the carrying is timed."""
    for _ in range(ACTIONS_A_ROUND):
        performing.perform(database, numbers)
    connection.mails.clear()

    async def carried() -> None:
        while await relay.turn():
            pass

    return rate(2 * ACTIONS_A_ROUND, lambda: asyncio.run(carried()))


def _sent(server: Server, mails: list[Mail]) -> float:
    def loop() -> None:
        with smtplib.SMTP(server.host, server.port) as smtp:
            for sender, recipient, content in mails:
                smtp.sendmail(sender, [recipient], content)

    assert len(mails) == 2 * ACTIONS_A_ROUND, "a delivery is missing"
    return rate(len(mails), loop)


@contextmanager
def _sink() -> Iterator[Server]:
    """A mail server that throws everything away, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-u", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        try:
            _until_it_listens(port)
            yield Server(host="127.0.0.1", port=port)
        finally:
            process.terminate()


def _until_it_listens(port: int) -> None:
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the mail server does not listen")
