"""The way out of the mailboxes: to the product over SMTP, and to each other."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.mailbox import Mail

SECONDS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What became of a mail, in a sentence for who sent it."""

    ok: bool
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PostOffice:
    """Hands mails over: those for addresses of the sandbox stay here, the others go out."""

    mail_out: str
    is_here: Callable[[str], bool]
    catch: Callable[[Mail], None]

    async def send(self, mail: Mail) -> Sent:
        here = [one for one in mail.recipients if self.is_here(one)]
        away = [one for one in mail.recipients if one not in here]
        if not mail.recipients:
            return Sent(ok=False, said="There is nobody to send it to.")
        if away and not self.mail_out:
            return Sent(
                ok=False, said=f"Nothing takes mail for {', '.join(away)} yet. Start the sandbox with --mail-out."
            )
        problem = await asyncio.to_thread(submitted, self.mail_out, mail.sender, away, mail.raw) if away else ""
        if problem:
            return Sent(ok=False, said=problem)
        if here:
            self.catch(mail)
        return Sent(ok=True, said=f"Sent to {', '.join(mail.recipients)}.")


def submitted(mail_out: str, sender: str, recipients: Sequence[str], raw: bytes) -> str:
    """Sends over SMTP; the answer is the problem there was, or nothing."""
    host, _, port = mail_out.rpartition(":")
    try:
        with smtplib.SMTP(host, int(port), timeout=SECONDS) as server:
            refused = server.sendmail(sender, recipients, raw)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    except smtplib.SMTPResponseException as error:
        return f"The mail was refused: {error.smtp_code} {spoken(error.smtp_error)}"
    except (OSError, smtplib.SMTPException) as error:
        return f"The server at {mail_out} could not take it: {error}"
    return " ".join(f"{one} was refused: {code} {spoken(words)}" for one, (code, words) in refused.items())


def spoken(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
