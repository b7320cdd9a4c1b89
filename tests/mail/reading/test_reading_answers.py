"""What is kept of a mail: answers wherever they stand; and what is no answer: quotes, signatures, footers."""

from __future__ import annotations

import pytest

from bot.mail.reading.quotes import Why
from bot.mail.reading.reply import cut

ON = "On 24/11/2026 10:12, Emma Whitfield wrote:"
BETWEEN = {
    "above": (["Yes.", "", ON, "> Two?"], "Yes.", Why.ATTRIBUTION),
    "below": ([ON, "> Two?", "", "Yes."], "Yes.", Why.ATTRIBUTION),
    "right below": ([ON, "> Two?", "Yes."], "Yes.", Why.ATTRIBUTION),
    "below, signed": ([ON, "> Two?", "", "Yes.", "", "-- ", "Julien"], "Yes.", Why.ATTRIBUTION),
    "between": ([ON, "> Two?", "Yes.", "> Now?", "No.", "> Bye"], "> Two?\nYes.\n> Now?\nNo.", Why.ATTRIBUTION),
    "above and between": (["Hi,", "", ON, "> Two?", "Yes."], "Hi,\n\n> Two?\nYes.", Why.ATTRIBUTION),
    "above, closing below": (
        ["Yes.", "", ON, "> Two?", "", "Regards, Julien"],
        "Yes.\n\nRegards, Julien",
        Why.ATTRIBUTION,
    ),
    "a word of lawyers": (
        ["Hi,", "", ON, "> Two?", "Yes, but confidential."],
        "Hi,\n\n> Two?\nYes, but confidential.",
        Why.ATTRIBUTION,
    ),
    "a name and a day": (["Yes.", "", "Emma Whitfield, 24.11.2026 10:12:", "> Two?"], "Yes.", Why.ATTRIBUTION),
    "mutt": (["Yes.", "", "* Emma <e@x.ch> [2026-11-24]:", "> Two?"], "Yes.", Why.ATTRIBUTION),
    "a quote of one's own": (["> Two?", "", "Yes."], "> Two?\n\nYes.", Why.NOTHING),
    "quote without a word about it": (["Yes.", "", "> Two?", "> Or three?"], "Yes.", Why.QUOTES),
    "quote only": (["> Two?"], "> Two?", Why.NOTHING),
    "announcement only": ([ON, "> Two?"], f"{ON}\n> Two?", Why.NOTHING),
    "unmarked below": ([ON, "", "Two?", "Yes."], "Two?\nYes.", Why.ATTRIBUTION),
    "nothing": ([""], "", Why.NOTHING),
    "list footer": (
        ["Yes.", "", ON, "> Two?", "", "_______________________", "Mailing list: talents@lemanique.example"],
        "Yes.",
        Why.ATTRIBUTION,
    ),
    "narrow": (
        ["Yes.", "", "On Tue, Nov", "24, 2026 at 10:12 AM Emma <e@x.ch> wrote:", "> Two?"],
        "Yes.",
        Why.ATTRIBUTION,
    ),
    "sealed": (
        ["-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "", "Yes.", "-----BEGIN PGP SIGNATURE-----", "", "iQEz"],
        "Yes.",
        Why.SIGNATURE,
    ),
    "our line, too": (
        [
            "Hi,",
            "",
            ON,
            *(f"> {line}" for line in ("-- Please write your answer above this", "line. --", "", "Two?")),
            "Yes.",
        ],
        "Hi,\n\n> Two?\nYes.",
        Why.MARKER,
    ),
    "the name on a line of its own": (
        [
            "شكرا",
            "",
            "في الثلاثاء، 24 نوفمبر 2026 في 10:12 ص تمت كتابة ما يلي بواسطة Emma <",
            "emma@x.ch>:",
            "",
            "> Two?",
        ],
        "شكرا",
        Why.ATTRIBUTION,
    ),
    "broken quote": (
        [
            "Yes.",
            "",
            ON,
            "> We have two positions that might be of interest to you, one of",
            "them in Bienne.",
            "> Emma",
        ],
        "Yes.",
        Why.ATTRIBUTION,
    ),
}


@pytest.mark.parametrize(("lines", "kept", "why"), BETWEEN.values(), ids=BETWEEN)
def test_answers_are_kept_wherever_they_stand(lines, kept, why):
    found = cut("\n".join(lines))
    assert (found.text, found.why) == (kept, why)


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
    text = f"Gern.\n\n{line}\nMarie"
    assert cut(text).text == text


def test_a_mail_of_nothing_but_a_signature_is_kept():
    assert cut("Sent from my iPhone").text == "Sent from my iPhone"


def test_html_is_asked_where_the_text_does_not_tell():
    page = '<div>Yes.</div><div class="yahoo_quoted"><div>Two?</div></div>'
    assert cut("Yes.\nTwo?", page).text == "Yes."
    assert cut("", page).text == "Yes."
    assert cut("\n \n", "<p>Yes.</p>").text == "Yes."
    assert cut("Yes.", "").why is Why.NOTHING


SIGNING = {
    "gmail": ('<div>Yes.</div><div class="gmail_signature">Anna<br>Talents</div>', "Yes."),
    "outlook": ('<p>Yes.</p><div id="Signature"><div>Anna</div><div>Talents</div></div>', "Yes."),
    "written in it": ('<div id="Signature">Yes.<br>Anna<br>Talents</div>', "Yes.\nAnna\nTalents"),
    "nothing but it": ('<div class="gmail_signature">Talents</div>', "Yes.\nAnna\nTalents"),
    "says more": ('<p>Yes and no.</p><div class="gmail_signature">Anna<br>Talents</div>', "Yes.\nAnna\nTalents"),
}


@pytest.mark.parametrize(("page", "kept"), SIGNING.values(), ids=SIGNING)
def test_a_page_may_know_the_signature_of_a_text(page, kept):
    quote = '<div class="gmail_quote">Two?</div>'
    assert cut(f"Yes.\nAnna\nTalents\n\n{ON}\n> Two?", f"{page}{quote}").text == kept


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
    "several": "Please consider the environment.\n\nThis message is intended solely for Emma.\n\nVirus-free.",
}


@pytest.mark.parametrize("last", LAST.values(), ids=LAST)
def test_what_is_added_to_every_mail_is_left_out(last):
    for below in ("", f"\n\n{ON}\n> Two?"):
        assert cut(f"Yes.\n\nJulien\n\n{last}{below}").text == "Yes.\n\nJulien"


@pytest.mark.parametrize(
    "text",
    [
        "Two things:\n\n-Anna\n-Bruno",
        "-Anna",
        "This message is for Marie.\n\nShe asked for it.",
        "Is this confidential?\n\nThis should stay between us, it is confidential.",
        "If you are not the recipient of such offers, who is?",
        "This message stays between us.\n\nThis mail is confidential.",
        "Think before you answer him.",
        "Diese Nachricht ist für Marie bestimmt.",
        "Sent from Basel to Zurich.\n\nJulien",
        "Salaries:\n\nKarl 110k\n---\nMarie 95k",
        "To do\n===\n- call marie@acme.example\n- call 032 555 02 00",
        "Summary\n-------\nMarie agrees\nKarl, too",
        "First:\n\n-----\n\nKarl can come on Monday.\n\n-----\n\nWhich day suits you?",
        "Open:\n\n-----\n- Karl\n- Marie",
        "Am 12. November um 10:30 schrieb Frau Dubois:\n“Wir warten.”\nIch auch.",
        "On 24 November 2026 at 10:30 Marie wrote:\n\n“We take Karl.”\n\nGreat news.",
        "Le 24 novembre 2026 à 10:30, Marie a écrit :\n« Nous prenons Karl. »",
        "At 10:30 on 24 November 2026 Marie wrote to us:\nWe take Karl.",
        "As they wrote on their page:\n\n> We like watches.\n\nI think that Karl fits.",
        "Am 24. November 2026 um 10:30 habe ich an marie@acme.example geschrieben:\nkeine Antwort.",
        "De : Berne\nÀ : Genève\nObjet : un déménagement",
        "Voici :\n\nObjet : un poste d’horloger\nDate : 12 décembre\nÀ : Bienne",
        "The table:\n\n| a | b |\n| 1 | 2 |",
    ],
)
def test_what_people_write_is_kept(text):
    assert cut(text).text == text


NOTICE = ["-- Please write your answer above this line. Everybody concerned will read it. --", "", "Emma Whitfield"]


def test_a_notice_of_ours_alone_is_nothing_new():
    """Somebody sent a file without a word. Where nothing marks the quote, there might be more in it: that is kept."""
    found = cut("\n".join([ON, "", *(f"> {line}" for line in NOTICE)]))
    assert (found.text, found.why, found.quotes_left_out) == ("", Why.MARKER, True)
    unmarked = "\n".join([ON, "", *NOTICE, "", "Yes."])
    assert (cut(unmarked).text, cut(unmarked).why) == (unmarked, Why.NOTHING)
    page = f"<div>{ON}</div><blockquote>{'<br>'.join(NOTICE)}</blockquote>"
    assert cut("\n".join([ON, *(f"> {line}" for line in NOTICE)]), page).text == ""
