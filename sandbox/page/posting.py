"""The way out of the mailboxes: to the product over SMTP, and to each other."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.box import Box

SECONDS = 10
NOBODY_LISTENS = "Nothing takes mail for {whom} yet. Start the sandbox with --mail-out HOST:PORT, and it will be sent."


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What became of a mail, in a sentence for who sent it."""

    ok: bool
    said: str


def has_mailbox(box: Box, address: str) -> bool:
    """Whether somebody of the sandbox reads what comes to an address: a member, or whoever got mail before."""
    emails = {str(one["profile"].get("email", "")).lower() for one in box.workspace.people()}
    return address.lower() in emails or bool(box.mailbox.to(address))


async def send(box: Box, sender: str, recipients: Sequence[str], raw: bytes) -> Sent:
    """Hands a mail over: what is for mailboxes of the sandbox stays here, the rest goes out."""
    here = [one for one in recipients if has_mailbox(box, one)]
    away = [one for one in recipients if one not in here]
    if not recipients:
        return Sent(ok=False, said="There is nobody to send it to.")
    if away and not box.settings.mail_out:
        return Sent(ok=False, said=NOBODY_LISTENS.format(whom=", ".join(away)))
    if away and (problem := await asyncio.to_thread(submitted, box.settings.mail_out, sender, away, raw)):
        return Sent(ok=False, said=problem)
    if here:
        caught = box.mailbox.catch(sender, here, raw)
        box.news.tell("mail", mail=caught.id)
    return Sent(ok=True, said=f"Sent to {', '.join(recipients)}.")


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
    except (OSError, ValueError, smtplib.SMTPException) as error:
        return f"The server at {mail_out} could not take it: {error}"
    return " ".join(f"{one} was refused: {code} {spoken(words)}" for one, (code, words) in refused.items())


def spoken(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
