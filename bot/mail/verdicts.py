"""What a mail server's answers mean for a delivery, and for the channel (RFC 5321 §4.2.1)."""

from __future__ import annotations

import smtplib
import ssl
from datetime import timedelta

from crm.domain.delivery import Again, Never, Receipt

# Somebody has to mend the login or the certificate; none of the mails that wait is lost meanwhile.
MEND = timedelta(minutes=15)
# A server that is away or closes its doors is asked again soon, by one mail.
AWAY = timedelta(seconds=30)
WRONG_LOGIN = frozenset({530, 534, 535})
CLOSING = 421
PERMANENT = range(500, 600)


def said(code: int, answer: bytes | str) -> str:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {' '.join(words.split())[:200]}"


def refused(code: int, answer: bytes) -> Receipt:
    """The server said no to this mail, or to all."""
    reason = said(code, answer)
    if code in WRONG_LOGIN:
        return Again(reason=reason, after=MEND, pause=MEND)
    if code == CLOSING:
        return Again(reason=reason, pause=AWAY)
    return Never(reason=reason) if code in PERMANENT else Again(reason=reason)


def not_connected(exc: Exception) -> Receipt:
    """No mail is to blame for that, whatever the server's code is."""
    if isinstance(exc, smtplib.SMTPResponseException):
        pause = MEND if exc.smtp_code in WRONG_LOGIN else AWAY
        return Again(reason=f"mail server: {said(exc.smtp_code, exc.smtp_error)}", after=pause, pause=pause)
    mend = isinstance(exc, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError)
    pause = MEND if mend else AWAY
    return Again(reason=f"mail server unreachable: {type(exc).__name__}", after=pause, pause=pause)


def broke_off(exc: Exception, *, handed: bool) -> Receipt:
    """The line broke while a mail was handed over; after the final dot nobody knows whether it was taken."""
    if handed:
        return Again(reason=f"no answer after the mail was handed over: {type(exc).__name__}", doubtful=True)
    return Again(reason=f"mail server broke off: {type(exc).__name__}")
