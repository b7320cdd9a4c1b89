"""One SMTP connection, kept and reused; it knows how far a mail came when something breaks."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from bot.mail import verdicts
from crm.domain.delivery import SEND_TIMEOUT, Never, Receipt, Sent

IDLE_AT_MOST = 60.0  # seconds; servers close idle connections without a word
MAILS_AT_MOST = 100  # on one connection
DEADLINE = SEND_TIMEOUT - 5.0  # seconds for one mail; this thread must have ended when the relay gives up waiting
CONNECT_WITHIN = 8.0  # seconds; nobody can cut a line that is not there yet, and a process is to stop within ten
OK, GO_ON, CLOSING = 250, 354, 421


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where and how mail leaves; read from ``CARNET_SMTP_URL``."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False

    @classmethod
    def read(cls, url: str) -> Server:
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (465 if tls else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
            starttls=parse_qs(parts.query).get("starttls", [""])[0] == "required",
        )

    @property
    def private(self) -> bool:
        """May a password be said on the way there?"""
        with suppress(ValueError):
            return self.tls or self.starttls or ip_address(self.host).is_loopback
        return self.tls or self.starttls or self.host == "localhost"


class _HungUp(Exception):
    """The server closed a connection that had served before, and had not begun to take this mail."""


class Connection:
    """A connection for one thread at a time; it opens when needed and is renewed before servers tire of it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._used = 0.0
        self._mails = 0
        self._mutex = threading.Lock()

    def send(self, sender: str, recipient: str, content: bytes) -> Receipt:
        """Hand one mail over; one recipient a mail, so that the answer speaks for it alone."""
        with self._mutex:
            try:
                return self._try(sender, recipient, content)
            except _HungUp:
                # Servers do so when they were idle or are restarted; the mail is not to blame and loses no attempt.
                return self._try(sender, recipient, content)

    def greet(self) -> Receipt:
        """Connect and log in, and send nothing: is the server there, and does it know us?"""
        with self._mutex:
            try:
                self._ready()
            except (smtplib.SMTPException, OSError) as exc:
                return verdicts.not_connected(exc)
            return Sent()

    def abort(self) -> None:
        """Somebody gave up waiting: the thread that sends finds its line cut, and ends."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._mutex:
            self._drop()

    def _try(self, sender: str, recipient: str, content: bytes) -> Receipt:
        deadline = time.monotonic() + DEADLINE
        try:
            smtp = self._ready()
        except (smtplib.SMTPException, OSError) as exc:
            return verdicts.not_connected(exc)
        if not recipient.isascii() and not smtp.has_extn("smtputf8"):
            return Never(reason="the mail server takes no address with such letters (SMTPUTF8)")
        handing = _Handing(smtp, deadline)
        try:
            code, answer = handing.over(sender, recipient, content)
        except (smtplib.SMTPException, OSError) as exc:
            self._drop()
            if self._mails and not handing.begun and not isinstance(exc, TimeoutError):
                raise _HungUp from exc
            return verdicts.broke_off(exc, handed=handing.handed)
        return self._answered(smtp, recipient, code, answer)

    def _answered(self, smtp: smtplib.SMTP, recipient: str, code: int, answer: bytes) -> Receipt:
        self._used = time.monotonic()
        self._mails += 1
        if code == OK:
            return Sent(receipt={"to": recipient, "answer": verdicts.said(code, answer)})
        if code == CLOSING:
            self._drop()
        else:
            self._forget_mail(smtp)
        return verdicts.refused(code, answer)

    def _ready(self) -> smtplib.SMTP:
        tired = time.monotonic() - self._used > IDLE_AT_MOST or self._mails >= MAILS_AT_MOST
        if self._smtp is not None and tired:
            self._drop()
        if self._smtp is None:
            self._mails = 0
            self._smtp = _connect(self._server)
            self._used = time.monotonic()
        return self._smtp

    def _forget_mail(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            # The socket's own file must be closed too, or it is reported as left open.
            self._smtp.close()
        self._smtp = None


class _Handing:
    """One mail on its way. ``begun``: the server took its sender; ``handed``: all of it was sent, the answer is due."""

    def __init__(self, smtp: smtplib.SMTP, deadline: float) -> None:
        self._smtp = smtp
        self._deadline = deadline
        self.begun = False
        self.handed = False

    def over(self, sender: str, recipient: str, content: bytes) -> tuple[int, bytes]:
        """The answer to the first command that is not taken, or to the last."""
        smtp = self._timed()
        options = [f"size={len(content)}"] if smtp.has_extn("size") else []
        options += [] if recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        code, answer = smtp.mail(sender, options)
        if code != OK:
            return code, answer
        self.begun = True
        code, answer = self._timed().rcpt(recipient)
        if code not in {OK, 251}:
            return code, answer
        code, answer = self._timed().docmd("DATA")
        if code != GO_ON:
            return code, answer
        # What is rendered has CRLF everywhere already; a dot that begins a line is doubled (RFC 5321 §4.5.2).
        self._timed().send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self.handed = True
        return self._timed().getreply()

    def _timed(self) -> smtplib.SMTP:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(max(self._deadline - time.monotonic(), 0.01))
        return self._smtp


@cache
def _verifying() -> ssl.SSLContext:
    """A context that verifies; smtplib's own does not. Reading the trusted certificates takes as long as 100 mails."""
    return ssl.create_default_context()


def _connect(server: Server) -> smtplib.SMTP:
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=CONNECT_WITHIN, context=_verifying())
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=CONNECT_WITHIN)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            smtp.starttls(context=_verifying())
        if server.user and not server.private:
            raise smtplib.SMTPAuthenticationError(530, b"the password is not said over a line that all can read")
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp
