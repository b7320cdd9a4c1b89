"""One SMTP connection, kept and reused; what its answers mean for a delivery."""

from __future__ import annotations

import smtplib
import ssl
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from crm.domain.delivery import SEND_TIMEOUT, Again, Never, Receipt, Sent

IDLE_AT_MOST = 60.0  # seconds; servers close idle connections without a word
MAILS_AT_MOST = 100  # on one connection
ALERT_WAIT = timedelta(minutes=15)
WRONG_LOGIN = {530, 534, 535}


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
                smtp = self._ready()
                smtp.sendmail(sender, [recipient], content)
            except (smtplib.SMTPException, OSError) as exc:
                receipt = judge(exc)
                if not isinstance(
                    exc, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError
                ):
                    self._drop()
                return receipt
            self._used = time.monotonic()
            self._mails += 1
            return Sent(receipt={"to": recipient})

    def greet(self) -> Receipt:
        """Connect and log in, and send nothing: is the server there, and does it know us?"""
        with self._mutex:
            try:
                self._ready()
            except (smtplib.SMTPException, OSError) as exc:
                return judge(exc)
            return Sent()

    def close(self) -> None:
        with self._mutex:
            self._drop()

    def _ready(self) -> smtplib.SMTP:
        tired = time.monotonic() - self._used > IDLE_AT_MOST or self._mails >= MAILS_AT_MOST
        if self._smtp is not None and tired:
            self._drop()
        if self._smtp is None:
            self._smtp = _connect(self._server)
            self._used, self._mails = time.monotonic(), 0
        return self._smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _connect(server: Server) -> smtplib.SMTP:
    # smtplib's own context does not verify certificates.
    context = ssl.create_default_context()
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SEND_TIMEOUT, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SEND_TIMEOUT)
    try:
        if server.starttls:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp


def judge(exc: Exception) -> Receipt:
    """Try again or give up: by the server's code, and by what is known when the connection broke (RFC 5321 §4.2.1)."""
    words: bytes | str
    if isinstance(exc, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(exc.recipients.values()))
    elif isinstance(exc, smtplib.SMTPResponseException):
        code, words = exc.smtp_code, exc.smtp_error
    else:
        return Again(reason=f"mail server unreachable: {type(exc).__name__}")
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    reason = f"{code} {' '.join(text.split())[:200]}"
    if code in WRONG_LOGIN:
        # Not this mail's fault: all wait until somebody mends the login, none is lost.
        return Again(reason=reason, after=ALERT_WAIT)
    return Never(reason=reason) if 500 <= code < 600 else Again(reason=reason)  # noqa: PLR2004 - SMTP's permanent codes
