"""Answers are quoted as Gmail, Outlook and Apple Mail do it."""

from __future__ import annotations

import re

import pytest
from page_letters import EMMA, TOKEN, letter, writer

from sandbox.page.answering import answer, forward, named_after
from sandbox.page.quoting import LANGUAGES, PROGRAMS, prefixed

AUTHOR = "Thomas Brönnimann via Carnet <notify@lemanique.example>"
TO = f"Emma Whitfield <{EMMA}>"
ATTRIBUTIONS = {
    ("gmail", "en"): f"On Tue, Dec 1, 2026 at 10:30\u202fAM {AUTHOR} wrote:",
    ("gmail", "fr"): f"Le mar. 1 déc. 2026 à 10:30, {AUTHOR} a écrit :",
    ("gmail", "de"): f"Am Di., 1. Dez. 2026 um 10:30 Uhr schrieb {AUTHOR}:",
    ("apple", "en"): f"On 1 Dec 2026, at 10:30, {AUTHOR} wrote:",
    ("apple", "fr"): f"Le 1 déc. 2026 à 10:30, {AUTHOR} a écrit :",
    ("apple", "de"): f"Am 01.12.2026 um 10:30 schrieb {AUTHOR}:",
}
HEADERS = {
    "en": f"From: {AUTHOR}\nSent: Tuesday, December 1, 2026 10:30 AM\nTo: {TO}\nCc: ",
    "fr": f"De : {AUTHOR}\nEnvoyé : mardi 1 décembre 2026 10:30\nÀ : {TO}\nCc : ",
    "de": f"Von: {AUTHOR}\nGesendet: Dienstag, 1. Dezember 2026 10:30\nAn: {TO}\nCc: ",
}


def text_of(message):
    return message.get_body(("plain",)).get_content()


def html_of(message):
    return message.get_body(("html",)).get_content()


@pytest.mark.parametrize(("program", "language"), ATTRIBUTIONS)
def test_gmail_and_apple_mail_say_who_wrote_and_quote_below(program, language):
    text = text_of(answer(letter(), writer(program, language), "Merci."))
    words, _, below = text.partition("\n\n")
    assert words == "Merci."
    said = " ".join(line.removeprefix("> ") for line in below.split("\n> Visit")[0].split("\n") if line.strip("> "))
    assert said == ATTRIBUTIONS[program, language]
    assert text.endswith("> Visit at Acme\n>\n>> quoted before\n")


@pytest.mark.parametrize("language", HEADERS)
def test_outlook_puts_a_header_above_what_it_leaves_as_it_was(language):
    text = text_of(answer(letter(), writer("outlook", language), "Danke."))
    assert text.startswith(f"Danke.\n\n{'_' * 32}\n{HEADERS[language]}")
    assert text.endswith("\n\nVisit at Acme\n\n> quoted before\n")


@pytest.mark.parametrize(
    ("program", "mark"),
    [("gmail", 'class="gmail_quote"'), ("outlook", 'id="divRplyFwdMsg"'), ("apple", '<blockquote type="cite">')],
)
def test_the_html_is_that_of_the_program_around_the_mails_own(program, mark):
    html = html_of(answer(letter(), writer(program), "a < b\nc"))
    assert mark in html
    assert "<p>Visit at <b>Acme</b></p>" in html
    assert "bgcolor" not in html
    assert html.index("a &lt; b<br>\nc") < html.index("Acme")


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_answer_goes_where_replies_are_wanted_and_belongs_to_its_thread(program):
    message = answer(letter(), writer(program), "Yes.")
    assert (message["To"], message["Cc"]) == (f"Carnet <{TOKEN}>", None)
    assert message["From"] == TO
    assert message["In-Reply-To"] == "<d.12.x@lemanique.example>"
    assert message["References"] == "<t.7@lemanique.example> <d.12.x@lemanique.example>"
    assert re.fullmatch(r"<[^<>\s]+@[^<>\s]+>", message["Message-ID"])


def test_a_reply_to_all_reaches_the_others_but_not_oneself():
    message = answer(letter(), writer("apple"), "Yes.", everyone=True)
    assert (message["To"], message["Cc"]) == (f"Carnet <{TOKEN}>", "Élodie Rey <elodie.rey@acme.example>")


@pytest.mark.parametrize(
    ("program", "language", "first", "subject"),
    [
        ("gmail", "fr", "---------- Forwarded message ---------\nDe : Thomas", "Fwd: Acme SA: visit"),
        ("outlook", "de", f"{'_' * 32}\nVon: Thomas", "WG: Acme SA: visit"),
        ("outlook", "fr", f"{'_' * 32}\nDe : Thomas", "TR: Acme SA: visit"),
        ("apple", "en", "Begin forwarded message:\n\nFrom: Thomas", "Fwd: Acme SA: visit"),
        ("apple", "de", "Anfang der weitergeleiteten Nachricht:\n\nVon: Thomas", "Fwd: Acme SA: visit"),
    ],
)
def test_a_forwarded_mail_has_its_header_above_it(program, language, first, subject):
    message = forward(letter(), writer(program, language), "See below.", "claire.favre@lemanique.example")
    assert text_of(message).startswith(f"See below.\n\n{first}")
    assert (message["Subject"], message["To"]) == (subject, "claire.favre@lemanique.example")


@pytest.mark.parametrize(
    ("before", "after"),
    [("Acme", "AW: Acme"), ("Re: Acme", "AW: Acme"), ("AW: Acme", "AW: Acme"), ("Regen", "AW: Regen")],
)
def test_a_subject_has_one_mark(before, after):
    assert answer(letter(subject=before), writer("outlook", "de"), "Ja.")["Subject"] == after


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_without_text_or_date_can_be_answered(language):
    bare = letter(text="", html="<p>Only <i>HTML</i></p>", date="")
    text = text_of(answer(bare, writer("gmail", language), "Fine."))
    assert "> Only HTML" in text
    assert "10:30" in text
    assert "<pre>Visit at Acme" in html_of(answer(letter(html=""), writer("gmail", language), "Fine."))


def test_names_are_guessed_from_addresses_and_quotes_deepen():
    assert named_after("elodie.rey+jobs@acme.example") == "Elodie Rey"
    assert prefixed("one\n> two\n") == "> one\n>> two\n>"
