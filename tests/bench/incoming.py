"""Mails taken in and made comments, against merely parsing the same mails; and what a very large one costs.

The door and the mail room are a process of their own.
"""

from __future__ import annotations

import re
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from bot.mail import address
from crm.store.tables import member, raw_mail, reply_token
from tests.bench import databases, filling, performing
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, rate, side_by_side
from tests.bench.receiving import DOMAIN

MAILS, ROUNDS = 150, 5
CONNECTIONS = 10  # that an MTA opens at the same time; Postfix up to 20
AIM, AT_LEAST = 0.3, 100
LARGE, MEMORY_AT_MOST = 25_000_000, 150_000_000  # bytes
WRITER = 3
PATIENCE = 120  # seconds
NOTICE = "".join(f"<p>{number} They want to see <b>two</b> profiles by Friday.</p>" for number in range(40))


def measure(kind: str, _rows: int) -> Iterator[Figure]:
    database = databases.fresh(kind, "incoming")
    filling.fill(database.store, performing.CLIENTS, performing.CLIENTS)
    numbers = count()
    with tempfile.TemporaryDirectory() as folder, _serving(database, folder) as (process, port):
        make = partial(_answers, database, numbers)
        many = f"{CONNECTIONS} connections"
        for what, took in (
            ("mails taken in, one connection", partial(_taken, port, make, 1)),
            (f"mails taken in, {many}", partial(_taken, port, make, CONNECTIONS)),
            (f"mails taken in and sorted, {many}", partial(_sorted, database, port, make)),
        ):
            found = side_by_side(what, kind, took, partial(_parsed, make), aim=AIM, rounds=ROUNDS)
            yield found
            yield _at_least(found)
        with _serving(database, folder):
            # It gets no mails of its own, and helps to sort: any number of processes may.
            two = partial(_sorted, database, port, make)
            found = side_by_side("the same, two processes", kind, two, partial(_parsed, make), aim=AIM, rounds=ROUNDS)
            yield found
            yield _at_least(found)
        yield _memory(database, port, process.pid, kind, numbers, "after these")
    with tempfile.TemporaryDirectory() as folder, _serving(database, folder) as (process, port):
        yield _memory(database, port, process.pid, kind, numbers, "fresh")
    database.store.dispose()


def _at_least(found: Figure) -> Figure:
    each = int(found.measured.removesuffix("/s").replace(",", ""))
    return Figure(
        what=f"the same, of {AT_LEAST} a second",
        database=found.database,
        measured=found.measured,
        aim=f"≥ {AT_LEAST}/s",
        good=each >= AT_LEAST,
    )


def _answers(database: Database, numbers: Iterator[int], size: int = 0) -> list[tuple[str, bytes]]:
    """Answers to entries of their own, as Gmail writes them; each with the address that it goes to."""
    times = 1 if size else MAILS
    with database.store.read(WORKSPACE) as session:
        email = session.value(select(member.c.email).where(member.c.id == WRITER))
    found, rows = [], []
    for number in (next(numbers) for _ in range(times)):
        token, whose = address.new_token(), number % performing.CLIENTS + 1
        rows.append((address.token_digest(token), whose, number))
        to = address.reply_address(token, DOMAIN)
        found.append((to, _answer(email, to, number, size)))
    moment = datetime.now(UTC)
    with database.store.outside(write=True) as connection:
        for digest, entry, number in rows:
            connection.execute(
                reply_token.insert().values(
                    digest=digest,
                    workspace_id=WORKSPACE,
                    entry_id=entry,
                    member_id=WRITER,
                    delivery_id=number + 1,
                    created_at=moment,
                )
            )
    return found


def _answer(email: str, to: str, number: int, size: int) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = email, to, f"Re: Acme – Info (E-{number})"
    mail["Date"], mail["Message-ID"] = "Tue, 24 Nov 2026 10:31:00 +0100", f"<{number}.{time.time_ns()}@mail.example>"
    quoted = "\n".join(f"> {line}" for line in re.sub("<[^>]+>", "\n", NOTICE).split("\n") if line)
    mail.set_content(f"Yes, I call them back on Thursday ({number}).\n\nOn 24/11/2026 10:12, Carnet wrote:\n{quoted}\n")
    said = f"<div>Yes, I call them back on Thursday ({number}).</div><div class=gmail_quote>On … wrote:"
    mail.add_alternative(f"{said}<blockquote>{NOTICE}</blockquote></div>", subtype="html")
    if size:
        content = bytes(range(256)) * (size // 256 * 3 // 4)
        mail.add_attachment(content, maintype="application", subtype="pdf", filename="plan.pdf")
    return mail.as_bytes()


def _parsed(make: Callable[[], list[tuple[str, bytes]]]) -> float:
    mails = make()

    def parse() -> None:
        for _to, raw in mails:
            for part in message_from_bytes(raw).walk():
                part.get_payload(decode=True)

    return rate(len(mails), parse)


def _sent(port: int, mails: list[tuple[str, bytes]], connections: int) -> None:
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(partial(_send, port), [mails[one::connections] for one in range(connections)]))


def _send(port: int, mails: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as smtp:
        for to, raw in mails:
            smtp.sendmail("paul@agency.example", [to], raw)


def _taken(port: int, make: Callable[[], list[tuple[str, bytes]]], connections: int) -> float:
    mails = make()
    return rate(len(mails), lambda: _sent(port, mails, connections))


def _sorted(database: Database, port: int, make: Callable[[], list[tuple[str, bytes]]]) -> float:
    """Until the last of them became what it is."""
    _until(lambda: _waiting(database) == 0)
    mails, before = make(), _kept(database)

    def work() -> None:
        _sent(port, mails, CONNECTIONS)
        _until(lambda: _kept(database) >= before + len(mails))

    return rate(len(mails), work)


def _kept(database: Database) -> int:
    with database.store.read(WORKSPACE) as session:
        return int(session.value(select(func.count()).select_from(raw_mail)))


def _waiting(database: Database) -> int:
    before = _kept(database)
    time.sleep(1)
    return _kept(database) - before


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise RuntimeError("the mail room does not go on")
        time.sleep(0.02)


def _memory(database: Database, port: int, pid: int, kind: str, numbers: Iterator[int], when: str) -> Figure:
    usual, before = _peak(pid), _kept(database)
    _sent(port, _answers(database, numbers, size=LARGE), 1)
    _until(lambda: _kept(database) > before)
    peak = _peak(pid)
    return Figure(
        what=f"a mail of 25 MB: the process at its largest, {when}",
        database=kind,
        measured=f"{peak / 1e6:.0f} MB ({usual / 1e6:.0f} before)",
        aim=f"≤ {MEMORY_AT_MOST / 1e6:.0f} MB",
        good=peak <= MEMORY_AT_MOST,
    )


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


@contextmanager
def _serving(database: Database, folder: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "tests.bench.receiving", database.url, folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.terminate()
