"""Quotations as real mail programs write them, in three languages."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime

GMAIL, OUTLOOK, APPLE = "gmail", "outlook", "apple"
PROGRAMS = {GMAIL: "Gmail", OUTLOOK: "Outlook", APPLE: "Apple Mail"}
LANGUAGES = {"en": "English", "fr": "Français", "de": "Deutsch"}
# Gmail folds what it sends as text; the other two leave long lines alone.
WIDTH = 76


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How one program speaks in one language; the names are those of From, Date, To, Cc and Subject."""

    date: str
    wrote: str
    forwarded: str
    names: tuple[str, str, str, str, str]
    answer: str = "Re: "
    forward: str = "Fwd: "


# In which order the names of a header stand.
ORDER = {
    OUTLOOK: ("author", "date", "to", "cc", "subject"),
    GMAIL: ("author", "date", "subject", "to", "cc"),
    APPLE: ("author", "subject", "date", "to", "cc"),
}
MARKED = re.compile(r"^((re|aw|fwd?|wg|tr)\s?:\s*)+", re.IGNORECASE)
OUTLOOK_LINE = "_" * 32
GMAIL_LINE = "---------- Forwarded message ---------"
MANNERS = {
    (GMAIL, "en"): Manner(
        date="EEE, MMM d, y 'at' h:mm\u202fa",
        wrote="On {date} {who} wrote:",
        forwarded=GMAIL_LINE,
        names=("From: ", "Date: ", "To: ", "Cc: ", "Subject: "),
    ),
    (GMAIL, "fr"): Manner(
        date="EEE d MMM y 'à' HH:mm",
        wrote="Le {date}, {who} a écrit :",
        forwarded=GMAIL_LINE,
        names=("De : ", "Date: ", "To: ", "Cc: ", "Subject: "),
    ),
    (GMAIL, "de"): Manner(
        date="EEE, d. MMM y 'um' HH:mm 'Uhr'",
        wrote="Am {date} schrieb {who}:",
        forwarded=GMAIL_LINE,
        names=("Von: ", "Date: ", "To: ", "Cc: ", "Subject: "),
    ),
    (OUTLOOK, "en"): Manner(
        date="EEEE, MMMM d, y h:mm a",
        wrote="",
        forwarded=OUTLOOK_LINE,
        names=("From: ", "Sent: ", "To: ", "Cc: ", "Subject: "),
        forward="Fw: ",
    ),
    (OUTLOOK, "fr"): Manner(
        date="EEEE d MMMM y HH:mm",
        wrote="",
        forwarded=OUTLOOK_LINE,
        names=("De : ", "Envoyé : ", "À : ", "Cc : ", "Objet : "),
        answer="RE: ",
        forward="TR: ",
    ),
    (OUTLOOK, "de"): Manner(
        date="EEEE, d. MMMM y HH:mm",
        wrote="",
        forwarded=OUTLOOK_LINE,
        names=("Von: ", "Gesendet: ", "An: ", "Cc: ", "Betreff: "),
        answer="AW: ",
        forward="WG: ",
    ),
    (APPLE, "en"): Manner(
        date="d MMM y, 'at' HH:mm",
        wrote="On {date}, {who} wrote:",
        forwarded="Begin forwarded message:",
        names=("From: ", "Date: ", "To: ", "Cc: ", "Subject: "),
    ),
    (APPLE, "fr"): Manner(
        date="d MMM y 'à' HH:mm",
        wrote="Le {date}, {who} a écrit :",
        forwarded="Début du message réexpédié :",
        names=("De: ", "Date: ", "À: ", "Cc: ", "Objet: "),
    ),
    (APPLE, "de"): Manner(
        date="dd.MM.y 'um' HH:mm",
        wrote="Am {date} schrieb {who}:",
        forwarded="Anfang der weitergeleiteten Nachricht:",
        names=("Von: ", "Datum: ", "An: ", "Cc: ", "Betreff: "),
        answer="Aw: ",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """The mail that is quoted, as the program of its reader shows it."""

    author: str
    at: datetime
    to: str
    cc: str
    subject: str
    text: str


def manner_of(program: str, language: str) -> Manner:
    return MANNERS[program, language]


def attribution(quoted: Quoted, program: str, language: str) -> str:
    """The sentence that says who wrote what follows; Outlook has none."""
    manner = manner_of(program, language)
    return manner.wrote.format(date=format_datetime(quoted.at, manner.date, locale=language), who=quoted.author)


def header_rows(quoted: Quoted, program: str, language: str) -> list[tuple[str, str]]:
    """The quoted mail's header as names and values, in the order of the program."""
    manner = manner_of(program, language)
    date = format_datetime(quoted.at, manner.date, locale=language)
    values = (quoted.author, date, quoted.to, quoted.cc, quoted.subject)
    rows = dict(zip(ORDER[OUTLOOK], zip(manner.names, values, strict=True), strict=True))
    return [rows[one] for one in ORDER[program] if rows[one][1]]


def prefixed(text: str) -> str:
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n"))


def folded(text: str) -> str:
    lines = (textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join("\n".join(line) for line in lines)


def answer_text(words: str, quoted: Quoted, program: str, language: str) -> str:
    """A reply as text."""
    said = attribution(quoted, program, language)
    if program == GMAIL:
        return f"{folded(words)}\n\n{folded(said)}\n\n{prefixed(folded(quoted.text))}\n"
    if program == APPLE:
        return "\n\n".join((words, prefixed(f"{said}\n\n{quoted.text}"))) + "\n"
    return forward_text(words, quoted, program, language)


def forward_text(words: str, quoted: Quoted, program: str, language: str) -> str:
    """A forwarded mail as text."""
    rows = "\n".join(f"{name}{value}" for name, value in header_rows(quoted, program, language))
    line = manner_of(program, language).forwarded
    above = f"{line}\n\n{rows}" if program == APPLE else f"{line}\n{rows}"
    return f"{words}\n\n{above}\n\n{quoted.text}\n"


def subject_line(mark: str, subject: str) -> str:
    """The subject with the program's mark, once."""
    return subject if subject.lower().startswith(mark.lower()) else mark + MARKED.sub("", subject)
