"""Mail, both ways: is the server there, does it know us, and where do answers come in."""

from __future__ import annotations

import imaplib

from imap_tools.errors import ImapToolsError

from bot.doctor.finding import Findings, ill, note, well
from bot.mail.imap import Account, opened
from bot.mail.smtp import Connection, Server
from bot.settings import Settings
from crm.domain.delivery import Sent


def mail(settings: Settings) -> Findings:
    """Connects and logs in; sends nothing."""
    if not settings.carnet_smtp_url:
        yield note("mail", "no mail server: notices by mail wait", "Set CARNET_SMTP_URL; see docs/how-to/mail.md.")
        return
    server = Server.read(settings.carnet_smtp_url)
    connection = Connection(server)
    try:
        answer = connection.greet()
    finally:
        connection.close()
    where = f"{server.host}:{server.port}"
    if isinstance(answer, Sent):
        yield well("mail", f"{where} takes our mails, from {settings.carnet_mail_from}")
    else:
        yield ill("mail", f"{where}: {answer.reason}", "Look at host, port, user and password in CARNET_SMTP_URL.")


def answers(settings: Settings) -> Findings:
    """Where answers by mail come in, and by whose word a sender is believed."""
    if not (settings.carnet_mail_listen or settings.carnet_imap_url):
        cure = "Set CARNET_MAIL_LISTEN or CARNET_IMAP_URL; see docs/how-to/mail.md."
        yield note("answers", "answers by mail are not taken", cure)
        return
    if settings.carnet_mail_listen:
        yield well("answers", f"taken at {settings.carnet_mail_listen} for {settings.carnet_mail_reply_domain}")
    if settings.carnet_imap_url:
        yield from _mailbox(Account.read(settings.carnet_imap_url))
    if not settings.carnet_mail_authserv_id:
        said = "no mail server is trusted to tell who wrote: some answers wait for a person"
        yield note("senders", said, "Set CARNET_MAIL_AUTHSERV_ID to the name of your own mail server.")


def _mailbox(account: Account) -> Findings:
    where = f"{account.folder} at {account.host}:{account.port}"
    try:
        with opened(account):
            yield well("mailbox", f"{where} is open to us")
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as exc:
        yield ill("mailbox", f"{where}: {type(exc).__name__}", "Look at host, user and password in CARNET_IMAP_URL.")
