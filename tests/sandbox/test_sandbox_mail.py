"""The mail catcher takes mails as they are, and refuses or drops them when asked."""

from __future__ import annotations

import asyncio
import base64
import smtplib
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sandbox_here import EMMA

ADDRESS = "emma.whitfield@lemanique.example"


def written(subject="Compte rendu d’Aïoli Frères", to=ADDRESS):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "carnet@lemanique.example", to
    mail.set_content("Élodie a signé.\n")
    return mail


async def sent(sandbox, *mails, sender="bounce+7@lemanique.example", to=(ADDRESS,)):
    def send():
        with smtplib.SMTP(sandbox.running.smtp_host, sandbox.running.smtp_port, timeout=5) as smtp:
            return [smtp.sendmail(sender, list(to), mail.as_bytes(policy=SMTP)) for mail in mails]

    return await asyncio.to_thread(send)


async def test_a_mail_is_kept_with_envelope_and_bytes(sandbox):
    mail = written()
    await sent(sandbox, mail, written("Deux"), to=(ADDRESS, "claire.favre@lemanique.example"))
    first, second = (await sandbox.look("mails", wait=5, least=2))["mails"]
    assert (first["from"], first["to"]) == ("bounce+7@lemanique.example", [ADDRESS, "claire.favre@lemanique.example"])
    whole = await sandbox.look(f"mails/{first['id']}")
    assert base64.b64decode(whole["content"]) == mail.as_bytes(policy=SMTP)
    assert "Subject: Deux" in second["raw"]
    assert [one["id"] for one in (await sandbox.look("mails", to=ADDRESS.upper()))["mails"]] == [
        first["id"],
        second["id"],
    ]
    assert (await sandbox.look("mails", to="somebody.else@acme.example"))["mails"] == []


@pytest.mark.parametrize(("code", "words"), [(451, "4.3.0 Later"), (550, ""), (0, "")])
async def test_a_recipient_is_refused(sandbox, code, words):
    await sandbox.ask("POST", "faults", kind="smtp_reject", match="emma.*", code=code, error=words)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await sent(sandbox, written())
    given, text = refused.value.recipients[ADDRESS]
    assert given == (code or 450)
    assert text.startswith((words or {550: "5."}.get(code, "4.")).encode())
    assert await sent(sandbox, written()) == [{}]


async def test_a_connection_is_dropped_in_the_middle(sandbox):
    await sandbox.ask("POST", "faults", kind="smtp_drop", match=ADDRESS)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        await sent(sandbox, written())
    assert (await sandbox.look("mails"))["mails"] == []


async def test_a_slow_server_and_a_mail_that_is_too_large(sandbox):
    await sandbox.ask("POST", "faults", kind="smtp_latency", match="*", seconds=0.05)
    assert await sent(sandbox, written()) == [{}]
    large = written()
    large.add_attachment(b"x" * 20_000_000, maintype="application", subtype="pdf", filename="Dossier.pdf")
    with pytest.raises(smtplib.SMTPException):
        await sent(sandbox, large)
    assert len((await sandbox.look("mails"))["mails"]) == 1
    assert (await sandbox.look("views", user=EMMA))["views"] == []
