"""How dates and times are written in English, French and German: patterns that only find, and understand nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

NUMBERS: Mapping[str, int] = {
    **dict.fromkeys(("a", "an", "one", "un", "une", "ein", "eine", "einen", "einem", "einer"), 1),
    **dict.fromkeys(("two", "deux", "zwei"), 2),
    **dict.fromkeys(("three", "trois", "drei"), 3),
    **dict.fromkeys(("four", "quatre", "vier"), 4),
    **dict.fromkeys(("five", "cinq", "fünf", "fuenf"), 5),
    **dict.fromkeys(("six", "sechs"), 6),
    **dict.fromkeys(("seven", "sept", "sieben"), 7),
    **dict.fromkeys(("eight", "huit", "acht"), 8),
    **dict.fromkeys(("nine", "neuf", "neun"), 9),
    **dict.fromkeys(("ten", "dix", "zehn"), 10),
    **dict.fromkeys(("eleven", "onze", "elf"), 11),
    **dict.fromkeys(("twelve", "douze", "zwölf", "zwoelf"), 12),
    **dict.fromkeys(("fourteen", "quatorze", "vierzehn"), 14),
    **dict.fromkeys(("fifteen", "quinze", "fünfzehn", "fuenfzehn"), 15),
    **dict.fromkeys(("twenty", "vingt", "zwanzig"), 20),
    **dict.fromkeys(("thirty", "trente", "dreißig", "dreissig"), 30),
}
# Minutes and hours are counted on the clock; days, weeks and so on in the calendar.
UNITS: Mapping[str, tuple[str, ...]] = {
    "minutes": ("minutes", "minute", "mins", "min", "minuten"),
    "hours": ("hours", "hour", "hrs", "hr", "heures", "heure", "stunden", "stunde", "std", "h"),
    "days": ("days", "day", "jours", "jour", "tagen", "tage", "tag"),
    "weeks": ("weeks", "week", "semaines", "semaine", "wochen", "woche"),
    "months": ("months", "month", "mois", "monaten", "monate", "monat"),
    "years": ("years", "year", "ans", "an", "jahren", "jahre", "jahr"),
}
WEEKDAYS: Mapping[str, int] = {
    # No “mon”, “sat” and “sun”: they are words of their own.
    name: day
    for day, names in enumerate(
        (
            ("monday", "lundi", "montag"),
            ("tuesday", "tue", "tues", "mardi", "dienstag"),
            ("wednesday", "wed", "mercredi", "mittwoch"),
            ("thursday", "thu", "thurs", "jeudi", "donnerstag"),
            ("friday", "fri", "vendredi", "freitag"),
            ("saturday", "samedi", "samstag", "sonnabend"),
            ("sunday", "dimanche", "sonntag"),
        )
    )
    for name in names
}
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"),
    *("janvier", "février", "fevrier", "mars", "avril", "mai", "juin", "juillet", "août", "aout", "septembre"),
    *("octobre", "novembre", "décembre", "decembre", "janv", "févr", "avr", "juil", "déc"),
    *("januar", "jänner", "februar", "märz", "maerz", "juni", "juli", "oktober", "dezember", "okt", "dez"),
)
# Hours for who names no time but a part of the day.
PARTS: Mapping[str, int] = {
    **dict.fromkeys(
        ("morning", "in the morning", "matin", "le matin", "früh", "frueh", "vormittag", "am vormittag"), 9
    ),
    **dict.fromkeys(("noon", "midday", "midi", "mittag", "mittags"), 12),
    **dict.fromkeys(("afternoon", "in the afternoon", "après-midi", "apres-midi", "l’après-midi", "l'après-midi"), 14),
    **dict.fromkeys(("nachmittag", "am nachmittag"), 14),
    **dict.fromkeys(("evening", "in the evening", "soir", "le soir", "abend", "am abend"), 18),
}
TODAY = ("today", "aujourd'hui", "aujourd’hui", "heute")
TONIGHT = ("tonight", "this evening", "ce soir", "heute abend")
TOMORROW = ("tomorrow", "demain", "morgen")
AFTER = (
    *("the day after tomorrow", "day after tomorrow"),
    *("après-demain", "apres-demain", "après demain", "apres demain", "übermorgen", "uebermorgen"),
)
NEXT = (
    *("next week", "next month", "la semaine prochaine", "semaine prochaine", "le mois prochain", "mois prochain"),
    *("nächste woche", "naechste woche", "kommende woche", "nächsten monat", "naechsten monat"),
)
COMING = (
    *("next", "this", "this coming", "coming", "ce", "nächsten", "naechsten", "kommenden", "diesen"),
    *("nächster", "kommender"),
)


def _one_of(words: Iterable[str]) -> str:
    """The longest first, so that none hides another."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


END = r"(?![\w’'])"
START = r"(?<![\w’'+.,/:-])"
_number = rf"(?:\d{{1,3}}|{_one_of(NUMBERS)})"
_unit = rf"(?:{_one_of(one for units in UNITS.values() for one in units)})"
_coming = rf"(?:(?:{_one_of(COMING)})\s+)?"
_weekday = rf"(?:{_one_of(WEEKDAYS)})"
_month = rf"(?:{_one_of(MONTHS)})\.?"
_day = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|\.)?"

SPOKEN_DATE = rf"{_day}\s*(?:of\s+)?{_month}(?:,?\s*20\d\d)?{END}|{_month}\s+{_day}(?:,?\s+20\d\d)?{END}"
NUMERIC_DATE = (
    r"20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.(?:20\d\d)?(?![\d])"
    r"|(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])(?:[./]20\d\d)?(?![\d./])"
)
DAY = "|".join(
    (
        rf"(?P<relative>(?:in|dans)\s+{_number}\s*{_unit}{END})",
        rf"(?P<next>(?:{_one_of(NEXT)}){END})",
        rf"(?:{_weekday}\.?,?\s+(?:(?:the|le|den|dem)\s+)?)?(?P<spoken>{SPOKEN_DATE})",
        rf"(?:{_weekday}\.?,?\s+(?:(?:the|le|den|dem)\s+)?)?(?P<numeric>{NUMERIC_DATE})",
        rf"(?P<after>(?:{_one_of(AFTER)}){END})",
        rf"(?P<tonight>(?:{_one_of(TONIGHT)}){END})",
        rf"(?P<today>(?:{_one_of(TODAY)}){END})",
        rf"(?P<tomorrow>(?:{_one_of(TOMORROW)}){END})",
        rf"(?P<coming>{_coming})(?P<weekday>{_weekday}){END}(?P<following>\s+prochaine?{END})?",
    )
)
_at = r"(?:at|@|à|a|um|gegen|vers|around|about|ab)"
TIME = "|".join(
    (
        r"(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d)(?!\d)(?:\s*(?P<clock_half>[ap]\.?m\.?)(?!\w))?(?:\s*uhr(?!\w))?",
        r"(?P<dotted>(?:[01]?\d|2[0-3])\.[0-5]\d)(?:\s*uhr" + END + r"|(?P<dotted_half>\s*[ap]m)" + END + ")",
        r"(?P<hours>[01]?\d|2[0-3])\s*(?:heures?|h)(?:\s*(?P<minutes>[0-5]\d))?(?![\w])",
        r"(?P<half>[1-9]|1[0-2])\s*(?P<half_of>[ap]\.?m\.?)(?!\w)",
        r"(?P<uhr>[01]?\d|2[0-3])\s*uhr(?:\s*(?P<uhr_minutes>[0-5]\d)(?!\d))?" + END,
        r"(?P<oclock>[1-9]|1[0-2])\s*o['’]clock" + END,
        rf"(?P<part>{_one_of(PARTS)})" + END,
    )
)
# A number alone is a time only behind “at”, “à”, “um”.
BARE = rf"{_at}\s+(?P<bare>[01]?\d|2[0-3])(?![\d.,:/%\w]|\s*(?:%|€|\$|chf|eur|usd|k\b|percent|prozent))"
LEAD = r"(?:(?P<lead>on|le|am|den|dem)\s+(?:the\s+|den\s+)?)?"
_clock = rf"(?:(?P<at>{_at})\s*)?(?:{TIME})|{BARE}"
_gap = r"(?:\s*,\s*|\s+)(?:und\s+)?"


def _numbered(pattern: str, mark: str) -> str:
    """The same pattern a second time, with names of its own."""
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1{mark}>", pattern)


_PHRASE = (
    rf"{START}(?:{LEAD}(?:{DAY})(?:\s+(?P<daypart>{_one_of(PARTS)}){END})?(?:{_gap}(?:{_clock}))?"
    rf"|(?:{_numbered(_clock, '_2')})(?:{_gap}{_numbered(LEAD, '_2')}(?:{_numbered(DAY, '_2')}))?)"
)


@cache
def phrase() -> re.Pattern[str]:
    """A date, a time, or both. It takes a while to compile, and is first needed where nobody waits for it."""
    return re.compile(_PHRASE, re.IGNORECASE)


# “I must be reminded”: what follows says when, or what of.
REMIND = re.compile(
    r"(?<!\w)(?:(?:and|et|und|then|puis|dann|please|bitte)\s+){0,2}"
    r"(?:remind\s+me(?:\s+again)?|(?:set\s+)?(?:a\s+)?reminder"
    r"|rappel(?:le|les|ez|er)?[-\s]moi|me\s+rappeler|(?:avec\s+(?:un\s+)?)?rappel(?=\s|:)"
    r"|erinner[en]?\s+(?:sie\s+)?mich(?:\s+bitte)?|erinnere\s+(?:sie\s+)?mich|(?:mit\s+)?erinnerung)"
    r"(?!\w)[\s:,]*(?:(?:for|pour|für|fuer)\s+)?(?:please\s+|bitte\s+|daran\s+)?",
    re.IGNORECASE,
)
EARLIER = re.compile(
    rf"(?P<number>{_number})\s*(?P<unit>{_unit})\s+"
    r"(?:before(?:hand)?|earlier|in\s+advance|avant|à\s+l['’]avance|plus\s+tôt|vorher|davor|zuvor|im\s+voraus|früher)"
    r"(?!\w)",
    re.IGNORECASE,
)
