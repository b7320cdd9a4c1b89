"""What is kept of a mail: answers wherever they stand, and what people write that looks like something else."""

from __future__ import annotations

import pytest

from bot.mail.reading.quotes import Why
from bot.mail.reading.reply import cut

NOTICE = ["-- Please write your answer above this line. Everybody concerned will read it. --", "", "Emma Whitfield"]
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
    "a label of one's own": (
        ["Subject: to approval", "", "From: Emma <e@x.ch>", "Sent: 24 November 2026 10:12", "To: J", "Subject: Two"],
        "Subject: to approval",
        Why.HEADERS,
    ),
    "a copy for somebody": (
        ["Cc: Helen, next time", "From: Emma <e@x.ch>", "Sent: 24 November 2026 10:12", "To: J", "Subject: Two"],
        "Cc: Helen, next time",
        Why.HEADERS,
    ),
    "a day above an iPhone’s quote": (
        ["On 3 December 2026 at 10:12 we meet.", "", f"> {ON}", "> ", "> Two?"],
        "On 3 December 2026 at 10:12 we meet.",
        Why.QUOTES,
    ),
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
    "right below our line": ([ON, "", f"> {NOTICE[0]}", "", "Yes.", "", "> Emma"], "Yes.", Why.MARKER),
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


def test_html_is_asked_where_the_text_does_not_tell():
    page = '<div>Yes.</div><div class="yahoo_quoted"><div>Two?</div></div>'
    assert cut("Yes.\nTwo?", page).text == "Yes."
    assert cut("", page).text == "Yes."
    assert cut("\n \n", "<p>Yes.</p>").text == "Yes."
    assert cut("Yes.", "").why is Why.NOTHING


INDENTED = {
    "gmail, apple": '<blockquote style="margin: 0 0 0 40px; border: none; padding: 0px">{}</blockquote>',
    "thunderbird": "<blockquote>{}</blockquote>",
    "gmail, a quote of one's own": '<blockquote class="gmail_quote" style="border-left:1px #ccc solid">{}</blockquote>',
}


@pytest.mark.parametrize("block", INDENTED.values(), ids=INDENTED)
def test_what_is_indented_is_no_quote(block):
    page = f"<div>We need:</div>{block.format('5 years<br>English')}"
    assert cut("We need:\n\n5 years\nEnglish\n", page).text == "We need:\n\n5 years\nEnglish"
    cited = (
        block.replace("<blockquote", '<blockquote type="cite"').replace("none", "solid").format("5 years<br>English")
    )
    assert cut("We need:\n\n5 years\nEnglish\n", f"<div>We need:</div>{cited}").text == "We need:"


def test_what_is_indented_stays_without_a_text_beside_it():
    bar = "border:none;border-left:solid #CCCCCC 1.0pt;padding:0cm"
    assert cut("", f'<p>Yes.</p><blockquote style="{bar}">Two?</blockquote>').text == "Yes."
    assert cut("", f"<p>We need:</p>{INDENTED['gmail, apple'].format('English')}").text == "We need:\nEnglish"


@pytest.mark.parametrize(
    "text",
    [
        "Two things:\n\n-Anna\n-Bruno",
        "-Anna",
        "This message is for Marie.\n\nShe asked for it.",
        "Is this confidential?\n\nThis should stay between us, it is confidential.",
        "If you are not the recipient of such offers, who is?",
        "I sent a new one.\n\nNote this message: the attachment is old.",
        "This message stays between us.\n\nThis mail is confidential.",
        "Think before you answer him.",
        "Diese Nachricht ist für Marie bestimmt.",
        "Sent from Basel to Zurich.\n\nJulien",
        "Karl\n+41 79 555 00 01\n---\nMarie\n+41 79 555 00 02",
        "Le 24 novembre à 10:00, rendez-vous avec marie@acme.example :\n\n1. salaire\n2. date",
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


def test_a_notice_of_ours_alone_is_nothing_new():
    """Somebody sent a file without a word. Where nothing marks the quote, there might be more in it: that is kept."""
    found = cut("\n".join([ON, "", *(f"> {line}" for line in NOTICE)]))
    assert (found.text, found.why, found.quotes_left_out) == ("", Why.MARKER, True)
    unmarked = "\n".join([ON, "", *NOTICE, "", "Yes."])
    assert (cut(unmarked).text, cut(unmarked).why) == (unmarked, Why.NOTHING)
    page = f"<div>{ON}</div><blockquote>{'<br>'.join(NOTICE)}</blockquote>"
    assert cut("\n".join([ON, *(f"> {line}" for line in NOTICE)]), page).text == ""
