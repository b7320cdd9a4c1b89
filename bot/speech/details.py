"""What was said about a client, taken apart: the note word for word, its date, the reminder, the people named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.speech import moments
from bot.speech.moments import Found
from bot.speech.phrases import EARLIER, REMIND
from crm.domain.i18n import Text, _
from crm.domain.reminders import AHEAD

PERSON = re.compile(r"<@([UW][A-Z0-9]+)>")
# It begins only where separators begin, and gives none of them back: as much work as there are letters.
LAST_PEOPLE = re.compile(
    r"(?:^|(?<=[^\s,;:–-]))(?P<before>[\s,;:–-]*+(?:\(?cc:?\s+)?)(?:<@[UW][A-Z0-9]+>[\s,;]*+)++[.)]*+\s*$",
    re.IGNORECASE,
)
SETS_APART = ",;:.!?–—-\n"
BELONGS_AT_MOST = 30  # letters
LOOKED_AT = 14  # words at the end of a text in which a date may begin
# “By Friday”, “since Monday”, “or tomorrow”: the day is part of what was said.
BELONGS = re.compile(
    r"(?:^|[\s(])(?:by|until|till|from|since|before|after|for|of|to|and|or|between|last|every|each|the|than|not|except"
    r"|d['’]ici|d['’]ici\s+à|jusqu['’]à|jusqu['’]au|depuis|dès|avant|après|pour|de|du|et|ou|entre|dernier|chaque|tous\s+les"
    r"|am|on|in|dans|le|at|à|um|bis|guten|seit|vor|nach|für|fuer|von|vom|zum|zu|und|oder|zwischen|letzten|letzter|jeden|ab|der|die|als|nicht|erst)\s*$",
    re.IGNORECASE,
)
KEYS = {offset: key for key, offset in AHEAD.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """``taken`` is what was understood as a date, a reminder or people, and is no longer in the text."""

    text: str
    when: datetime | None = None
    remind: str = "none"
    people: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    problems: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A wish to be reminded: at a moment of its own, or so long before what is planned."""

    at: datetime | None = None
    earlier: timedelta | None = None


def details(text: str, now: datetime, zone: ZoneInfo, *, dated: bool = True) -> Details:
    """Take apart what was said. ``dated`` tells whether the action has a date at all.

    Dates are only looked for behind “remind me” and where the text begins or ends; all else stays as it was said.
    """
    text = text.strip()
    people = tuple(dict.fromkeys(PERSON.findall(text)))
    found = Details(text=text, people=people)
    if not dated:
        return _without_people(found, apart=False)
    found, asked = _reminder(found, now, zone)
    found = _planned(_without_people(found, apart=False), now, zone)
    return _settled(found, asked, now)


def _reminder(found: Details, now: datetime, zone: ZoneInfo) -> tuple[Details, Asked | None]:
    """The first wish to be reminded that says when; else the wish alone."""
    wish: Asked | None = None
    for match in REMIND.finditer(found.text):
        earlier = EARLIER.match(found.text, match.end())
        if earlier:
            count, unit = moments.amount(f"{earlier['number']} {earlier['unit']}")
            if unit in {"minutes", "hours", "days", "weeks"}:
                return _cut(found, match.start(), earlier.end()), Asked(earlier=timedelta(**{unit: count}))
        when = moments.at(found.text, match.end())
        meant = moments.moment(when, now, zone, later=True) if when else None
        if when and meant and meant > now:
            return _cut(found, match.start(), when.end), Asked(at=meant)
        if when:
            return _problem(found, _past(found.text[when.start : when.end])), None
        wish = wish or Asked()
    return found, wish


def _past(phrase: str) -> Text:
    return _("“{when}” is no time to come. Please choose one in the form.", when=phrase.strip(" ,;"))


def _planned(found: Details, now: datetime, zone: ZoneInfo) -> Details:
    """A date at the end of the text, else at its beginning."""
    for when in (*_at_end(found.text), *_at_beginning(found.text)):
        meant = moments.moment(when, now, zone, later=False)
        if meant and meant > now:
            cut = _cut(replace(found, when=meant), when.start, when.end)
            # Whoever is named right behind the date is only named to take part.
            return _without_people(cut, apart=True) if PERSON.match(found.text[when.end :].lstrip(" ,;")) else cut
    return found


def _at_end(text: str) -> Iterator[Found]:
    people = LAST_PEOPLE.search(text)
    whole = (text[: people.start()] if people else text).rstrip(" \t\n,;!")
    # The last full stop may be the date's own: “3.3.”.
    for body in dict.fromkeys((whole, whole.rstrip(" ."))):
        for begin in _word_starts(body)[-LOOKED_AT:]:
            when = moments.at(body, begin, len(body))
            if when and _counts(when, before=body[:begin], apart=_apart(body[:begin])):
                yield when


def _at_beginning(text: str) -> Iterator[Found]:
    when = moments.at(text, 0)
    if when and when.end < len(text):
        behind = text[when.end :].lstrip(" ")[:1]
        if (when.day and when.clock and not when.numeric) or (
            behind in SETS_APART and _counts(when, before="", apart=True)
        ):
            yield when


def _word_starts(text: str) -> list[int]:
    return [one.start() for one in re.finditer(r"(?<!\S)\S", text)]


def _apart(before: str) -> bool:
    """Is what follows set off from what was said before it?"""
    return not before.strip() or before.rstrip(" \t")[-1:] in SETS_APART


def _counts(when: Found, *, before: str, apart: bool) -> bool:
    """Is it said for the calendar, and no part of the sentence?"""
    if BELONGS.search(before[-BELONGS_AT_MOST:]) or when.bare:
        return False
    if not when.day:
        return "at" in when.parts or (apart and when.to_the_minute)
    if "tomorrow" in when.parts and "lead" in when.parts:
        # “Am Morgen” is any morning.
        return False
    if when.vague:
        return apart and "today" not in when.parts
    return not when.numeric


def _without_people(found: Details, *, apart: bool) -> Details:
    """Without those named at the very end, when they are set off from what was said."""
    last = LAST_PEOPLE.search(found.text)
    if last is None:
        return found
    before = found.text[: last.start()]
    set_off = apart or not before or last["before"].strip() or before[-1:] in SETS_APART or _ends_with_date(before)
    if not set_off or _ends_with_date(before):
        return found
    return _cut(found, last.start(), len(found.text))


def _ends_with_date(text: str) -> bool:
    """People stand behind it until it has been taken."""
    return any(True for _one in _at_end(text))


def _cut(found: Details, start: int, end: int) -> Details:
    text = _joined(found.text[:start], found.text[end:])
    return replace(found, text=text, taken=(*found.taken, found.text[start:end].strip()))


def _joined(before: str, after: str) -> str:
    """What is left, with one sign between where there were two."""
    if not after.strip(" \t,;.!"):
        return before.rstrip(" \t\n,;:–—-") + ("" if before.rstrip()[-1:] in ".!?" else after.strip(" \t,;"))
    if not before.strip():
        return after.lstrip(" \t\n,;:.–—-")
    if after.lstrip(" \t")[:1] in SETS_APART:
        return before.rstrip(" \t,;") + after.lstrip(" \t")
    return before.rstrip() + " " + after.lstrip(" \t")


def _problem(found: Details, text: Text) -> Details:
    return replace(found, problems=(*found.problems, text))


def _settled(found: Details, asked: Asked | None, now: datetime) -> Details:
    """The date and the reminder made one: a reminder is so long before what is planned."""
    if asked is None:
        return found
    if found.when is None and asked.at is not None:
        return replace(found, when=asked.at, remind="at")
    if found.when is None:
        return _problem(found, _("It is not clear when you want to be reminded. Please choose it in the form."))
    earlier = asked.earlier if asked.earlier is not None else found.when - (asked.at or found.when)
    if earlier in KEYS and found.when - earlier > now:
        return replace(found, remind=KEYS[earlier])
    return _problem(found, _("Carnet cannot remind you at that time. Please choose the reminder in the form."))
