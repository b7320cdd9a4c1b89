"""Our own notice in a mail that answers it: the line on top, and the one at its foot, whatever quoting did to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.mail.reading.quotes import plain
from crm.domain.i18n import LANGUAGES, Text
from templates.catalogue import Reader, say
from templates.mail import ANSWER_HERE, ANSWER_THERE, MARKER, MUTE
from templates.reminders import footer

BEGINS = 12  # letters by which a line is looked at more closely
MARKER_SPAN = 3  # lines over which a quoting program may break the line on top
FOOT_SPAN = 8  # and the one at the foot
LINK_SPAN = 3
LINK = "/unsubscribe/"
QUOTING = "> "


def marker(plains: Sequence[str]) -> int | None:
    """The line on top of each notice, which quoting may have prefixed and broken."""
    begins = ("-- ", "– ", "— ", *(one[:BEGINS] for one in _markers()))
    bare = [line.lstrip(QUOTING) for line in plains]
    for place, line in enumerate(bare):
        if line.startswith(begins):
            joined = " ".join(bare[place : place + MARKER_SPAN])
            if any(one in joined for one in _markers()):
                return place
    return None


def behind(plains: Sequence[str], start: int) -> int:
    """The line behind the line on top, where that is the first to say something."""
    first = next((place for place in range(start, len(plains)) if plains[place].strip(QUOTING)), len(plains))
    if marker(plains[first : first + MARKER_SPAN]) != 0:
        return start
    for end in range(first + 1, min(first + MARKER_SPAN, len(plains)) + 1):
        if plains[end - 1].endswith(("--", "–", "—")):
            return end
    return first + 1


def foot(plains: Sequence[str], start: int = 0) -> int | None:
    """The line behind the foot of our notice, where there is one."""
    begins = tuple(one[:BEGINS] for one in _feet())
    bare = [line.lstrip(QUOTING) for line in plains]
    for place in range(start, len(bare)):
        # Some programs write a paragraph's lines as one.
        if any(one in bare[place] for one in begins):
            for end in range(place + 1, min(place + FOOT_SPAN, len(bare)) + 1):
                if any(one in " ".join(bare[place:end]) for one in _feet()):
                    return _behind_link(bare, end)
    return None


def _behind_link(bare: Sequence[str], end: int) -> int:
    """The link that mutes stands right below, and its address may have a line of its own."""
    if end < len(bare) and bare[end].startswith(tuple(one[:BEGINS] for one in _mutes())):
        links = [place for place in range(end, min(end + LINK_SPAN, len(bare))) if LINK in bare[place]]
        return links[-1] + 1 if links else end
    return end


@cache
def _markers() -> tuple[str, ...]:
    """The first sentence of the marker, in each language in which we write."""
    return tuple(plain(one.partition(".")[0]) for one in _in_all(MARKER))


@cache
def _feet() -> tuple[str, ...]:
    found = (ANSWER_HERE, ANSWER_THERE, *(footer(answerable=one) for one in (True, False)))
    return tuple(plain(one) for text in found for one in _in_all(text))


@cache
def _mutes() -> tuple[str, ...]:
    return tuple(plain(one) for one in _in_all(MUTE))


def _in_all(text: Text) -> list[str]:
    return [say(text, Reader.of(language, "UTC")) for language in LANGUAGES]
