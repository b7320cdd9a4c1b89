"""Mail: is the server there, and does it know us."""

from __future__ import annotations

from bot.doctor.finding import Findings, ill, note, well
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
