"""What is no part of an answer though programs put it there: signatures, telephones, lawyers and stamps."""

from __future__ import annotations

import pytest

from bot.mail.reading.quotes import Why
from bot.mail.reading.reply import cut

ON = "On 24/11/2026 10:12, Emma Whitfield wrote:"
SIGNED = """\
Sent from my iPhone
Sent from my iPad, please excuse typos
Sent from Outlook for Android
Sent with Proton Mail secure email.
Sent via Superhuman iOS <https://sprh.mn/?vip=anna@lemanique.example>
Sent from Canary (https://canarymail.io)
Get BlueMail for Android
Please excuse typos, sent from my phone
Get Outlook for iOS<https://aka.ms/o0ukef>
Envoyé de mon iPhone
Envoyé depuis mon mobile Android
Envoyé depuis Yahoo Mail pour Android
Envoyé à partir d’Outlook pour Android
Envoyé à partir de Courrier pour Windows
Télécharger Outlook pour Android <https://aka.ms/AAb9ysg>
Télécharger Yahoo Mail pour iPhone
Envoyé via Bluewin Mail
Provenance : Courrier pour Windows 10
Cet email a été envoyé depuis mon téléphone Android avec K-9 Mail. Excusez la brièveté.
Von meinem iPhone gesendet
Von meinem Samsung Galaxy Smartphone gesendet.
Von unterwegs gesendet – bitte Tippfehler entschuldigen
Bitte entschuldigen Sie Tippfehler, vom Handy gesendet
Gesendet von Mail für Windows
\u2063Gesendet mit BlueMail \u200b
Gesendet mit der GMX Mail App
Gesendet mit der WEB.DE Mail App
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Holen Sie sich Outlook für Android
Inviato da iPhone
Enviado desde mi iPhone
Verstuurd vanaf mijn iPhone
--
—
__
---
*****
-----------------------------""".split("\n")  # noqa: SIM905 - a page of signatures
UNSIGNED = """\
Sent from my desk, which is much easier than from my phone.
Sent by post on Monday.
Sent by mail on Monday
Sent from Basel to Geneva
Get Outlook installed on his phone first
Sent from my side already, you should have it by now.
Please consider the environment he will work in.
Please delete this message and any attachment of mine.
Envoyé de mon côté hier, vous devriez l’avoir.
Télécharger Outlook n’est pas possible chez nous.
Pensez à l’environnement de travail qu’elle souhaite.
Avant d’imprimer le contrat, vérifiez la date.
Si vous avez reçu ce dossier par erreur, merci de me le dire.
Bitte denken Sie beim Druck an die Umweltvorschriften.
Ce message fait suite à notre entretien, avec deux pièces jointes.
Diese Nachricht haben wir an den Empfänger gesendet.
Von meiner Seite ist alles gesendet.
Envoyé par la poste lundi.
Envoyé par courriel ce matin
Unterlagen per E-Mail gesendet
Von meinem Handy aus kann ich das nicht öffnen
Von meinem Kollegen per Mail gesendet
Von meinem Chef habe ich nichts gehört.
Das Profil habe ich Ihnen am Montag gesendet.
We agreed - more or less - on Monday.
* first
- second""".split("\n")  # noqa: SIM905 - a page of sentences


@pytest.mark.parametrize("mark", [*SIGNED, "-- "])
def test_signatures_are_left_out(mark):
    found = cut(f"Gern.\n\nMarie\n\n{mark}\nMarie Dubois\n+41 32 555 02 00")
    assert (found.text, found.why, found.quotes_left_out) == ("Gern.\n\nMarie", Why.SIGNATURE, False)


@pytest.mark.parametrize("line", UNSIGNED)
def test_a_sentence_is_no_signature(line):
    for text in (f"Gern.\n\n{line}\nMarie", f"Gern.\n\n{line}"):
        assert cut(text).text == text


def test_a_mail_of_nothing_but_a_signature_is_kept():
    assert cut("Sent from my iPhone").text == "Sent from my iPhone"


SIGNING = {
    "gmail": ('<div>Yes.</div><div class="gmail_signature">Anna<br>Talents</div>', "Yes."),
    "outlook": ('<p>Yes.</p><div id="Signature"><div>Anna</div><div>Talents</div></div>', "Yes."),
    "outlook, opened again": ('<p>Yes.</p><div id="x_Signature"><div>Anna</div><div>Talents</div></div>', "Yes."),
    "outlook, telephone": ('<p>Yes.</p><div id="x_ms-outlook-mobile-signature">Anna<br>Talents</div>', "Yes."),
    "written in it": ('<div id="Signature">Yes.<br>Anna<br>Talents</div>', "Yes.\nAnna\nTalents"),
    "nothing but it": ('<div class="gmail_signature">Talents</div>', "Yes.\nAnna\nTalents"),
    "a stamp below it": ('<p>Yes.</p><div id="Signature">Anna</div><p>Virus-free. www.avast.com</p>', "Yes."),
    "says more": ('<p>Yes and no.</p><div class="gmail_signature">Anna<br>Talents</div>', "Yes.\nAnna\nTalents"),
}


@pytest.mark.parametrize(("page", "kept"), SIGNING.values(), ids=SIGNING)
def test_a_page_may_know_the_signature_of_a_text(page, kept):
    quote = '<div class="gmail_quote">Two?</div>'
    assert cut(f"Yes.\nAnna\nTalents\n\n{ON}\n> Two?", f"{page}{quote}").text == kept


@pytest.mark.parametrize("text", ["Yes.\n\n-- \nAnna\nTalents\n\nPS: Now?", ""])
def test_what_is_written_below_a_signature_is_kept(text):
    signed, more = '<div class="gmail_signature">Anna<br>Talents</div>', "<p>PS: Now?</p>"
    quote = '<div class="gmail_quote">Two?</div>'
    text = text and f"{text}\n\n{ON}\n> Two?"
    assert cut(text, f"<p>Yes.</p>{signed}{more}{quote}").text == "Yes.\n\nPS: Now?"
    # Where nothing is above, the answer may stand in it.
    assert cut("", f"{signed}{more}{quote}").text == "Anna\nTalents\n\nPS: Now?"


BELOW_A_PHONE = {
    "goes on": ("Please book a parking space, too.", True),
    "excuses": ("Please excuse any typos in this message.", False),
    "name": ("Julien Rochat\n+41 32 555 02 00", False),
    "link": ("https://www.mobisystems.com/aqua-mail", False),
}


@pytest.mark.parametrize(("line", "kept"), BELOW_A_PHONE.values(), ids=BELOW_A_PHONE)
def test_who_goes_on_below_a_telephones_words_is_heard(line, kept):
    text = f"Yes.\n\nSent from my iPhone\n\n{line}"
    assert cut(f"{text}\n\n{ON}\n> Two?").text == (text if kept else "Yes.")


@pytest.mark.parametrize("mark", ["--", "__", "_____________", "-----"])
def test_what_ends_in_a_farewell_is_no_signature_unless_it_begins_with_one(mark):
    text = f"Two ways:\n\n{mark}\nIn January, 80 %\nIn March, 100 %\n\nMerci et à bientôt\nClaire"
    assert cut(f"{text}\n\n{ON}\n> Two?").text == text
    assert cut(f"Gern.\n\n{mark}\nMit freundlichen Grüßen\nJulien Rochat\n\n{ON}\n> Two?").text == "Gern."


LAST = {
    "sent from": "Sent from a magnificent torch of pixels",
    "name": "-Julien Rochat",
    "english": "This e-mail and any attachments are confidential and may be privileged.\nPlease delete it.",
    "virus": "Virus-free. www.avast.com",
    "german": "Diese E-Mail enthält vertrauliche Informationen.\nBitte löschen Sie sie.",
    "german, scanned": "Diese E-Mail wurde von Avast-Antivirussoftware auf Viren geprüft.",
    "english, with a word before": "IMPORTANT: If you are not the intended recipient of this e-mail, please delete it.",
    "english, its contents": "The contents of this email are privileged.",
    "german, under a rule": "____________________\nWenn Sie nicht der Adressat sind, löschen Sie bitte diese Mail.",
    "link around a stamp": "<https://www.avast.com/sig-email>\nGaranti sans virus. www.avast.com\n<#DAB4FAD8>",
    "a tree that was a letter": "P Pensez à l’environnement avant d’imprimer.",
    "french": "Ce message et ses pièces jointes sont confidentiels.",
    "french, paper": "Avant d’imprimer ce message, pensez à l’environnement.",
    "a thumb of Gmail": "Julien Rochat reacted via Gmail\n<https://www.google.com/gmail/about/?utm_source=gmail#app>",
    "a thumb of Gmail, french": "Julien Rochat a réagi via Gmail",
    "a thumb of Gmail, german": "Julien Rochat hat über Gmail reagiert",
    "several": "Please consider the environment.\n\nThis message is intended solely for Emma.\n\nVirus-free.",
}


@pytest.mark.parametrize("last", LAST.values(), ids=LAST)
def test_what_is_added_to_every_mail_is_left_out(last):
    for below in ("", f"\n\n{ON}\n> Two?"):
        assert cut(f"Yes.\n\nJulien\n\n{last}{below}").text == "Yes.\n\nJulien"
