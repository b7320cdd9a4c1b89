"""New words and old: what mail programs write above a quote, and what people write that looks like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.mail.reading.quotes import Why
from bot.mail.reading.reply import cut
from crm.domain.i18n import LANGUAGES
from templates.catalogue import Reader, say
from templates.mail import MARKER

EMMA = "Emma Whitfield <emma.whitfield@lemanique.example>"
QUOTE = ("Kann Karl-Heinz im März anfangen?", "", "Two watchmakers, please. À bientôt.")
# What stands above the mail that is answered. Lines as the program breaks them.
ANNOUNCED = {
    "airmail": ["On 24 November 2026 at 10:12:13, Emma Whitfield (emma.whitfield@lemanique.example) wrote:"],
    "android": ["---- Emma Whitfield wrote ----"],
    "aol": ["In a message dated 11/24/2026 10:12:13 A.M. W. Europe Standard Time, emma@lemanique.example writes:"],
    "apple de": [f"Am 24.11.2026 um 10:12 schrieb {EMMA}:"],
    "apple en": [f"On Nov 24, 2026, at 10:12 AM, {EMMA} wrote:"],
    "apple es": [f"El 24 nov 2026, a las 10:12, {EMMA} escribió:"],
    "apple fr": [f"Le 24 nov. 2026 à 10:12, {EMMA} a écrit\u00a0:"],
    "apple it": [f"Il giorno 24 nov 2026, alle ore 10:12, {EMMA} ha scritto:"],
    "apple nl": [f"Op 24 nov. 2026 om 10:12 heeft {EMMA} het volgende geschreven:"],
    "apple sv": [f"24 nov. 2026 kl. 10:12 skrev {EMMA}:"],
    "bold headers": [
        f"*From:* {EMMA}",
        "*Sent:* Tuesday, November 24, 2026 10:12 AM",
        "*To:* Marie Dubois",
        "*Subject:* March",
    ],
    "em client": ["------ Original Message ------", f"From {EMMA}", "To marie.dubois@acme-horlogerie.example"],
    "from and date": [f"From: {EMMA}", "Date: Tue, 24 Nov 2026 10:12:13 +0100"],
    "gmail da": ["Den tir. 24. nov. 2026 kl. 10.12 skrev Emma Whitfield <", "emma.whitfield@lemanique.example>:"],
    "gmail de": ["Am Di., 24. Nov. 2026 um 10:12 Uhr schrieb Emma Whitfield <", "emma.whitfield@lemanique.example>:"],
    "gmail en": ["On Tue, Nov 24, 2026 at 10:12 AM Emma Whitfield <", "emma.whitfield@lemanique.example> wrote:"],
    "gmail en 24h": ["On Tue, 24 Nov 2026 at 10:12, Emma Whitfield", "<emma.whitfield@lemanique.example> wrote:"],
    "gmail es": ["El mar, 24 nov 2026 a las 10:12, Emma Whitfield (<", "emma.whitfield@lemanique.example>) escribió:"],
    "gmail fr": ["Le mar. 24 nov. 2026 à 10:12, Emma Whitfield <", "emma.whitfield@lemanique.example> a écrit :"],
    "gmail it": ["Il giorno mar 24 nov 2026 alle ore 10:12 Emma Whitfield <", "emma@lemanique.example> ha scritto:"],
    "gmail nl": ["Op di 24 nov 2026 om 10:12 schreef Emma Whitfield <", "emma.whitfield@lemanique.example>:"],
    "gmail pl": ["wt., 24 lis 2026 o 10:12 Emma Whitfield <emma.whitfield@lemanique.example>", "napisał(a):"],
    "gmail pt": ["Em ter., 24 de nov. de 2026 às 10:12, Emma Whitfield <", "emma@lemanique.example> escreveu:"],
    "gmail ru": ["вт, 24 нояб. 2026 г. в 10:12, Emma Whitfield <emma.whitfield@lemanique.example>:"],
    "gmail cs": ["út 24. 11. 2026 v 10:12 odesílatel Emma Whitfield <", "emma@lemanique.example> napsal:"],
    "gmail hu": ["Emma Whitfield <emma@lemanique.example> ezt írta (időpont: 2026. nov. 24., K,", "10:12):"],
    "gmail tr": ["Emma Whitfield <emma@lemanique.example>, 24 Kas 2026 Sal, 10:12 tarihinde şunu", "yazdı:"],
    "gmail vi": ["Vào 10:12 24 tháng 11, 2026, Emma Whitfield <emma@lemanique.example> đã viết:"],
    "gmail zh": ["Emma Whitfield <emma@lemanique.example> 于2026年11月24日周二 10:12写道："],
    "gmx": [
        "Gesendet: Dienstag, 24. November 2026 um 10:12 Uhr",
        f"Von: {EMMA}",
        "An: marie.dubois@acme-horlogerie.example",
        "Betreff: März",
    ],
    "groupwise": [f">>> {EMMA} 24.11.2026 10:12 >>>"],
    "hotmail rule": [
        "________________________________",
        f"De: {EMMA}",
        "Enviado: martes, 24 de noviembre",
        "Asunto: x",
        "Para: y",
    ],
    "horde de": [f"----- Nachricht von {EMMA} ---------", "     Datum: Tue, 24 Nov 2026 10:12", f"       Von: {EMMA}"],
    "horde fr": [f"----- Message de {EMMA} ---------", "      De : Emma Whitfield"],
    "initial fr": ["-----Message initial-----", f"De : {EMMA}"],
    "name first de": ["Emma Whitfield schrieb am 24.11.2026 um 10:12:"],
    "name first en": ["Emma Whitfield wrote on 24/11/2026 10:12:13:"],
    "name first fr": ["Emma Whitfield a écrit le 24/11/2026 à 10:12 :"],
    "kmail en": ["On Tuesday, 24 November 2026 10:12:13 CET Emma Whitfield wrote:"],
    "kmail fr": ["Le mardi 24 novembre 2026, 10:12:13 CET Emma Whitfield a écrit :"],
    "mail.ru": [f"Вторник, 24 ноября 2026, 10:12 +03:00 от {EMMA}:"],
    "message du": ["Message du 24/11/2026 à 10:12", f"De : {EMMA}", "À : Marie", "Objet : Mars"],
    "notes": ["-----emma.whitfield@lemanique.example wrote: -----", "To: Marie", f"From: {EMMA}", "Date: 11/24/2026"],
    "old yahoo": [f"--- On Tue, 11/24/26, {EMMA} wrote:"],
    "original de": [
        "-----Ursprüngliche Nachricht-----",
        f"Von: {EMMA}",
        "Gesendet: Dienstag",
        "An: Marie",
        "Betreff: März",
    ],
    "original fr": ["-----Message d'origine-----", f"De : {EMMA}", "Envoyé : mardi", "À : Marie", "Objet : Mars"],
    "outlook blank lines": [f"From: {EMMA}", "", "Sent: Tuesday", "", "To: Marie", "", "Subject: March"],
    "outlook de": [
        f"Von: {EMMA}",
        "Gesendet: Dienstag, 24. November 2026 10:12",
        "An: Marie Dubois",
        "Betreff: AW: März",
    ],
    "outlook fr cc": [f"De : {EMMA}", "Envoyé : mardi 24 novembre", "À : Marie", "Cc : James", "Objet : RE: Mars"],
    "outlook long to": [
        f"From: {EMMA}",
        "Sent: Tuesday",
        "To: Marie Dubois; James Fairbairn;",
        "Oliver Bright",
        "Subject: RE: x",
    ],
    "outlook mobile": [f"From: {EMMA}", "Date: Tuesday, 24 November 2026 at 10:12", "To: Marie", "Subject: March"],
    "proton de": [f"{EMMA} schrieb am Dienstag, 24. November 2026 um 10:12:"],
    "proton fr": [f"Le mardi 24 novembre 2026 à 10:12, {EMMA} a écrit :"],
    "samsung": [
        "-------- Original message --------",
        f"From: {EMMA}",
        "Date: 24/11/2026 10:12 (GMT+01:00)",
        "To: Marie",
    ],
    "spark": ["On 24 Nov 2026, 10:12 +0100, Emma Whitfield <emma.whitfield@lemanique.example>, wrote:"],
    "thunderbird de": ["Am 24.11.26 um 10:12 schrieb Emma Whitfield:"],
    "thunderbird en": ["On 24/11/2026 10:12, Emma Whitfield wrote:"],
    "thunderbird fr": ["Le 24/11/2026 à 10:12, Emma Whitfield a écrit :"],
    "thunderbird it": ["Il 24/11/2026 10:12, Emma Whitfield ha scritto:"],
    "yahoo de": [f"Am Dienstag, 24. November 2026 um 10:12:13 MEZ hat {EMMA} Folgendes geschrieben:"],
    "yahoo en": ["On Tuesday, November 24, 2026 at 10:12:13 AM GMT+1, Emma Whitfield <emma@lemanique.example> wrote:"],
    "yandex": ['24.11.2026, 10:12, "Emma Whitfield" <emma.whitfield@lemanique.example>:'],
    "zoho": [" ---- On Tue, 24 Nov 2026 10:12:13 +0100 Emma Whitfield <emma@lemanique.example> wrote ---"],
}
# What people write themselves.
SAID = {
    "one word": "Oui",
    "sign": "👍",
    "am montag": "Am Montag schrieb er mir, dass es passt.\nVon Montag bis Freitag bin ich da.",
    "elle m’a écrit": "Le profil de Mme Perret-Gentil est complet.\nElle m’a écrit hier.",
    "from monday": "from: Monday\nOn Tuesday I am away.",
    "a list": "Two things:\n\n- the salary\n- the 3 weeks of notice\n\n1. first\n2. second",
    "numbers above": "He wants 110, we could do 105.",
    "a colon at the end": "On 3 December, one more question:",
    "times": "Le 3 décembre à 14:00 ou le 4 à 9:30 ?",
    "a date and an address": "Le 12 mai à 10:00, Mme Dubois (dubois@acme.example) nous attend :\nvenez tôt.",
    "an address": "Write to Lucie <l.perret-gentil@vuilleumier-fils.example> instead, please.",
    "closing": "Great, thanks.\n\nBest regards\nMarie Dubois\nHead of Production",
    "a word for from": "De quoi parle-t-on ?\nÀ mon avis : rien ne presse.\nDate : à fixer.",
}


def mails(announced, said):
    """With and without a sign before each quoted line, and with and without blank lines above."""
    marked = [f"> {line}".rstrip() for line in QUOTE]
    for quote in (QUOTE, marked):
        for space in ([""], ["", ""]):
            yield "\n".join([said, *space, *announced, "", *quote])
    yield "\n".join([said, *announced, *marked])


@pytest.mark.parametrize("announced", ANNOUNCED.values(), ids=ANNOUNCED)
def test_what_is_above_is_new_and_what_is_announced_is_not(announced):
    assert [(mail, said) for said in SAID.values() for mail in mails(announced, said) if cut(mail).text != said] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [200, 60, 34])
def test_our_own_line_is_known_in_each_language_however_it_was_broken(language, width):
    words = f"-- {say(MARKER, Reader.of(language, 'UTC'))} --".split()
    lines = [""]
    for word in words:
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) < width else [*lines, word]
    notice = [*lines, "", "Emma Whitfield", "", "-- ", "Lémanique Talents"]
    for quote in (notice, [f"> {line}" for line in notice]):
        for announced in ([], [f"Sagte {EMMA} gestern:", ""], ["tlhIngan Hol:", ""]):
            found = cut("\n".join(["Gern, am Montag.", "", *announced, *quote]))
            assert (found.text, found.why, found.quotes_left_out) == ("Gern, am Montag.", Why.MARKER, True)


REPLIES = Path(__file__).parents[4] / "shared/mail-corpus/replies.json"


def test_mails_of_other_projects_are_cut_as_a_person_would():
    """They are not ours to copy: looked at where they lie beside the checkout."""
    cases = json.loads(REPLIES.read_text(encoding="utf-8")) if REPLIES.exists() else []
    wrong = [one["id"] for one in cases if cut(one["text"], one["html"] or "").text.split() != one["expected"].split()]
    assert len(wrong) <= len(cases) * 0.04, wrong
