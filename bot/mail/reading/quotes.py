"""Where the mail that is answered begins: by what its program wrote above it.

Each question looks at a few lines and a few hundred letters only, so that all of them together take linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.reading import phrases

QUOTED = re.compile(r"\s{0,3}(?:>|[A-Z]{1,3}>)")
BARRED = re.compile(r"\s{0,3}\| ?")  # also how tables are drawn: a quote only where one is announced
LINE_AT_MOST = 500
SPAN_AT_MOST = 7  # lines of an attribution, blank ones counted
LETTERS_AT_MOST = 600
ALONE_AT_MOST = 100  # letters of a line that names somebody
BLOCK_AT_MOST = 14  # lines of a block of headers
KINDS_AT_LEAST = 3
SPACES = {ord(space): " " for space in "\u00a0\u2007\u2009\u202f\u3000\t"} | dict.fromkeys(
    (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
)


class Why(StrEnum):
    """What told the new words from the rest."""

    ATTRIBUTION = "attribution"
    CONTAINER = "container"
    HEADERS = "headers"
    MARKER = "marker"
    NOTHING = "nothing"
    QUOTES = "quotes"
    SEPARATOR = "separator"
    SIGNATURE = "signature"


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """Lines ``start`` to ``end`` announce the mail that is answered; it stands below them."""

    start: int
    end: int
    why: Why


def plain(line: str) -> str:
    """The line as phrases are looked for: no odd blanks, no marks of emphasis around it."""
    if not line:
        return ""
    bare = line if line.isascii() else line[: LINE_AT_MOST + 1].translate(SPACES)
    said = " ".join(bare[: LINE_AT_MOST + 1].split())
    return said.strip("*_ ") or said


def quoted(line: str) -> bool:
    return QUOTED.match(line) is not None


def begin(lines: Sequence[str], plains: Sequence[str], place: int) -> Begin | None:
    """Does the mail that is answered begin at this line?"""
    if phrases.BETWEEN_SIGNS.fullmatch(plains[place]):
        return Begin(start=place, end=place + 1, why=Why.ATTRIBUTION)
    if not plains[place] or len(plains[place]) > LINE_AT_MOST or quoted(lines[place]):
        return None
    return _separator(plains, place) or _attribution(lines, plains, place) or _headers(plains, place)


def _separator(plains: Sequence[str], place: int) -> Begin | None:
    if not _separates(plains[place]):
        return None
    behind = _next(plains, place + 1)
    block = _headers(plains, behind) if behind < len(plains) else None
    return Begin(start=place, end=block.end if block else place + 1, why=Why.SEPARATOR)


def _separates(line: str) -> bool:
    found = phrases.SEPARATOR.fullmatch(line) or phrases.WROTE_BETWEEN.fullmatch(line) or phrases.FORWARDED.match(line)
    return found is not None


def _next(plains: Sequence[str], place: int) -> int:
    """The next line that says something, a few lines ahead at most."""
    for number in range(place, min(place + 3, len(plains))):
        if plains[number]:
            return number
    return len(plains)


def _attribution(lines: Sequence[str], plains: Sequence[str], place: int) -> Begin | None:
    if not phrases.BEGINS.match(plains[place]):
        return _name_alone(lines, plains, place)
    joined = ""
    for end in range(place, min(place + SPAN_AT_MOST, len(plains))):
        if not plains[end] and not (phrases.DATE.search(joined) and phrases.TIME.search(joined)):
            break
        if quoted(lines[end]) and phrases.BEGINS.match(plains[end].lstrip("> ")):
            break  # iPhones quote their attribution, too
        joined = f"{joined} {plains[end]}".strip()
        if len(joined) > LETTERS_AT_MOST:
            return None
        if plains[end] and phrases.ENDS.search(joined[-40:]) and _attributes(joined, lines, end + 1):
            return Begin(start=_latest(lines, plains, place, end), end=end + 1, why=Why.ATTRIBUTION)
        if phrases.SENTENCE.fullmatch(plains[end]):
            break
    dated = phrases.DATED.match(plains[place])
    if dated and (dated[1] or _quote_follows(lines, place + 1)):
        return Begin(start=place, end=place + 1, why=Why.ATTRIBUTION)
    return _name_alone(lines, plains, place)


def _latest(lines: Sequence[str], plains: Sequence[str], place: int, end: int) -> int:
    """Where the attribution itself opens, if a line of the author's that looks like one stands right above it."""
    for opens in (phrases.OPENED, phrases.BEGINS):
        for number in range(end, place, -1):
            joined = " ".join(plains[number : end + 1])
            whole = phrases.DATE.search(joined) and opens.match(plains[number])
            if whole and _attributes(joined, lines, end + 1):
                return number
        if opens.match(plains[place]):
            return place
    return place


def _attributes(joined: str, lines: Sequence[str], behind: int) -> bool:
    """Is that who wrote it, and when?"""
    if phrases.TOLD.search(joined):
        return False
    verb, email = phrases.VERB.search(joined), phrases.EMAIL.search(joined)
    date, time = phrases.DATE.search(joined), phrases.TIME.search(joined)
    if not joined.endswith((":", "：")):
        return bool(verb and date and time)
    if not email and _cites(lines, behind):
        return False
    # It may be a sentence of the author's, who goes on in the next line.
    follows = _quote_follows(lines, behind)
    apart = follows or behind >= len(lines) or not lines[behind].strip()
    if verb:
        return bool(email or (date and (follows or (time and (apart or phrases.YEAR.search(joined))))))
    return bool(email and apart and phrases.YEAR.search(joined) and phrases.BEGINS_DATED.match(joined))


def _cites(lines: Sequence[str], place: int) -> bool:
    first = next((line for line in lines[place : place + 3] if line.strip()), "")
    return phrases.CITES.match(first) is not None


def _name_alone(lines: Sequence[str], plains: Sequence[str], place: int) -> Begin | None:
    """“Marie wrote:” says little; with a quote below, it is enough."""
    line = plains[place]
    if len(line) > ALONE_AT_MOST or not line.endswith((":", "：")) or not _quote_follows(lines, place + 1):
        return None
    dated = phrases.DATE.search(line) and phrases.TIME.search(line)
    named = phrases.NAMED.search(line) or phrases.EMAIL.search(line) or dated
    return Begin(start=place, end=place + 1, why=Why.ATTRIBUTION) if named and not phrases.TOLD.search(line) else None


def _quote_follows(lines: Sequence[str], place: int) -> bool:
    for number in range(place, min(place + 3, len(lines))):
        if lines[number].strip():
            return quoted(lines[number]) or BARRED.match(lines[number]) is not None
    return False


def _headers(plains: Sequence[str], place: int) -> Begin | None:
    """A block of at least three different headers; values may go on in the next line."""
    if _label(plains[place]) in {"", "other"}:
        return None
    kinds: set[str] = set()
    address, sent, end, blanks = False, False, place, 0
    for number in range(place, min(place + BLOCK_AT_MOST, len(plains))):
        line = plains[number]
        kind = _label(line)
        apart, blanks = blanks > 0, 0 if line else blanks + 1
        kind, sent = ("date", True) if kind == "sent" else (kind, sent)
        if kind and kind != "other" and kind in kinds:
            if _complete(kinds) and (kind == "from" or kind != _label(plains[place])):
                break  # another one, of a mail within this one
            return None  # the block itself begins further down
        if kind:
            kinds.add(kind)
            end = number + 1
        elif blanks > 1 or (
            line and (_separates(line) or (apart and _complete(kinds)) or not _goes_on(plains, number))
        ):
            break
        address = address or "@" in line
    # Lines of a list may look the same: “From: Geneva”, “To: Basel”, “Date: 5 May”.
    sure = address or sent or {"from", "subject", "date"} <= kinds
    if not sure or (len(kinds - {"other"}) < KINDS_AT_LEAST and not _sent_by(plains[place : place + 2])):
        return None
    return Begin(start=place, end=end, why=Why.HEADERS)


def _complete(kinds: set[str]) -> bool:
    return "from" in kinds and len(kinds - {"other"}) >= KINDS_AT_LEAST


def _sent_by(plains: Sequence[str]) -> bool:
    """An address, and right below a day with its time: two headers say enough."""
    first, *others = plains
    dated = others and phrases.DATE.search(others[0]) and phrases.TIME.search(others[0])
    return bool(_label(first) == "from" and "@" in first and dated and _label(others[0]) in {"date", "sent"})


def _goes_on(plains: Sequence[str], number: int) -> bool:
    """A line without a name of its own, with another header right below."""
    return any(_label(line) for line in plains[number + 1 : number + 3])


def _label(line: str) -> str:
    found = phrases.LABEL.match(line) if ":" in line[:40] or "：" in line[:40] else None
    return next(kind for kind in phrases.LABELS if found[kind]) if found else ""
