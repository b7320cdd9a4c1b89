"""Mails fetched from a mailbox: told of by IDLE, kept in the store, and left where people read them."""

from __future__ import annotations

import imaplib
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from bot.mail.listener import SIZE_AT_MOST
from bot.mail.sorting import too_large
from crm.domain.errors import Busy
from crm.store import intake, mailboxes
from crm.store.base import Store
from crm.store.intake import TOGETHER_AT_MOST
from crm.store.mailboxes import Position
from scheduler.clock import Clock

TIMEOUT = 30.0  # seconds for an answer of the server
IDLE_FOR = 5.0  # seconds; we are to stop within ten
AGAIN_AFTER = (1.0, 5.0, 15.0, 60.0)  # seconds, when the server is away
OVERLAP = timedelta(days=2)  # that are looked through anew when a server has numbered its mails anew
TOGETHER = 20
SIZE = re.compile(rb"RFC822\.SIZE ([0-9]+)", re.IGNORECASE)
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Where mails are fetched; read from ``CARNET_IMAP_URL``."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True

    @classmethod
    def read(cls, url: str) -> Account:
        parts = urlsplit(url)
        tls = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (993 if tls else 143),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            tls=tls,
        )

    @property
    def name(self) -> str:
        return f"imap:{self.user}@{self.host}/{self.folder}"


@contextmanager
def opened(account: Account) -> Iterator[BaseMailBox]:
    """The mailbox, logged in to.

    Raises:
        ImapToolsError, imaplib.IMAP4.error, OSError: it is away, or does not know us.
    """
    box: BaseMailBox
    if account.tls:
        box = MailBox(account.host, account.port, TIMEOUT, ssl_context=ssl.create_default_context())
    else:
        box = MailBoxUnencrypted(account.host, account.port, TIMEOUT)
    try:
        box.login(account.user, account.password, initial_folder=account.folder)
        yield box
    finally:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            box.logout()


@dataclass(kw_only=True)
class Fetcher:
    """Reads one mailbox in a thread of its own until it is told to stop."""

    account: Account
    store: Store
    clock: Clock
    arrived: Callable[[], None] = lambda: None
    size_at_most: int = SIZE_AT_MOST
    _stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        failures = 0
        while not self._stopped.is_set():
            try:
                with opened(self.account) as box:
                    failures = 0
                    self._follow(box)
            except (ImapToolsError, imaplib.IMAP4.error, OSError, Busy) as exc:
                wait = AGAIN_AFTER[min(failures, len(AGAIN_AFTER) - 1)]
                failures += 1
                log.warning("mail.box_away", box=self.account.name, error=type(exc).__name__, again_in=wait)
                self._stopped.wait(wait)

    def stop(self) -> None:
        self._stopped.set()

    def _follow(self, box: BaseMailBox) -> None:
        """Fetch what is new, wait until the server says that there is more, and so on."""
        while not self._stopped.is_set():
            # The server's own count of what is there is asked for anew each time: IDLE can be silent and dead.
            self.fetch(box)
            if not self._stopped.is_set():
                box.idle.wait(IDLE_FOR)

    def fetch(self, box: BaseMailBox) -> int:
        """Keep what is new; gives how many mails that were."""
        status = box.folder.status(self.account.folder, ["UIDVALIDITY", "UIDNEXT"])
        before = self._position(status["UIDVALIDITY"], status["UIDNEXT"])
        wanted = self._wanted(box, before, status["UIDVALIDITY"])
        for some, uid in self._fetch(box, wanted):
            self._keep(some, Position(validity=status["UIDVALIDITY"], uid=uid, read_at=self.clock.now()))
        return len(wanted)

    def _fetch(self, box: BaseMailBox, uids: list[int]) -> Iterator[tuple[list[bytes], int]]:
        """Some mails at a time, fewer where they are large, and up to which one they are."""
        some: list[bytes] = []
        for uid in uids:
            if self._stopped.is_set():
                return
            some.append(self._content(box, uid))
            if uid == uids[-1] or len(some) == TOGETHER or sum(map(len, some)) > TOGETHER_AT_MOST:
                yield some, uid
                some.clear()  # whoever has them is done with them

    def _position(self, validity: int, following: int) -> Position:
        """Where we stand. A mailbox seen for the first time is read from now on: its old mails were not for us."""
        with self.store.outside() as connection:
            found = mailboxes.position(connection, self.account.name)
        if found is not None:
            return found
        fresh = Position(validity=validity, uid=following - 1, read_at=self.clock.now())
        with self.store.outside(write=True) as connection:
            mailboxes.advance(connection, self.account.name, fresh)
        return fresh

    def _wanted(self, box: BaseMailBox, before: Position, validity: int) -> list[int]:
        if before.validity == validity:
            # “n:*” gives the last message even when its UID is below n.
            return sorted(uid for uid in map(int, box.uids(f"UID {before.uid + 1}:*")) if uid > before.uid)
        since = (before.read_at - OVERLAP).strftime("%d-%b-%Y")
        log.warning("mail.box_renumbered", box=self.account.name, since=since)
        return sorted(map(int, box.uids(f"SINCE {since}")))

    def _keep(self, mails: list[bytes], position: Position) -> None:
        with self.store.outside(write=True) as connection:
            for content in mails:
                if content:
                    intake.put(
                        connection,
                        source=self.account.name,
                        envelope_from="",
                        envelope_to=[],
                        content=content,
                        now=position.read_at,
                    )
            mailboxes.advance(connection, self.account.name, position)
        log.info("mail.fetched", box=self.account.name, count=len(mails))
        self.arrived()

    def _content(self, box: BaseMailBox, uid: int) -> bytes:
        """The bytes as they are, without marking the mail as read; nothing for one that is gone meanwhile.

        Of one that is too large only the header is fetched: its sender is told, if they are known here.
        """
        size = SIZE.search(self._fetched(box, uid, "(RFC822.SIZE)")[0])
        if size and int(size[1]) > self.size_at_most:
            log.warning("mail.too_large", box=self.account.name, size=int(size[1]))
            head = self._fetched(box, uid, "(BODY.PEEK[HEADER])")[1]
            return head and too_large.marked(head, int(size[1]))
        return self._fetched(box, uid, "(BODY.PEEK[])")[1]

    @staticmethod
    def _fetched(box: BaseMailBox, uid: int, what: str) -> tuple[bytes, bytes]:
        """The server's line about a mail, and the bytes that it sent with it."""
        kind, found = box.client.uid("FETCH", str(uid), what)
        if kind != "OK":
            raise imaplib.IMAP4.error(f"FETCH: {kind}")
        line = next((one for one in found if isinstance(one, bytes)), b"")
        return line, next((bytes(one[1]) for one in found if isinstance(one, tuple)), b"")
