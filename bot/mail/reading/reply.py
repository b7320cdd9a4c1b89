"""The new words of a mail: quotes and signatures off, answers between quotes kept; when unsure, everything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.mail.reading import html, ours, phrases
from bot.mail.reading.letter import Letter, Note
from bot.mail.reading.quotes import Begin, Why, begin, plain, quoted
from bot.mail.reading.signatures import NAMED, RULE, disclaimer, footer, signature

UNSURE = frozenset({Why.NOTHING, Why.QUOTES, Why.SIGNATURE})  # the other way to say it may tell more
LOOKED_AT = 5000  # lines that say something; nobody writes more above a quote
SEALS = re.compile(r"\A\s*-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: .*\n){0,5}")
CITED = re.compile(r"type=[\"']?cite", re.IGNORECASE)
RULED = re.compile(rf"(?:{RULE.pattern})?").fullmatch
Signed = tuple[int, int] | None  # the mark of a signature, and the line behind it
CLOSING_AT_MOST = 4  # lines
WRAPPED_FROM = 50  # letters of a quoted line that a mail program may have broken


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """The new words. ``quotes_left_out`` and ``files_left_out`` tell that there is more in the mail."""

    text: str
    why: Why
    quotes_left_out: bool = False
    files_left_out: bool = False


UNANSWERED = Cut(text="", why=Why.MARKER, quotes_left_out=True)  # nothing but our own notice


def new_words(letter: Letter) -> Cut:
    """What the sender wrote for this mail, from its text or its HTML, whichever tells it better."""
    return cut(letter.text, letter.html, files_left_out=Note.FILES_LEFT_OUT in letter.notes)


def cut(text: str, page: str = "", *, files_left_out: bool = False) -> Cut:
    best = _cut(SEALS.sub("", text).split("\n"), None)
    if page and (not best.text or best.why in UNSURE):
        found = html.page(page)
        other = _cut(found.lines, found.quote, found.signed)
        if other.text and (_tells(best, other, page) or not text.strip()):
            best = other
    elif page and NAMED.search(page):
        best = _unsigned(best, page)
    return replace(best, files_left_out=files_left_out)


def _tells(best: Cut, other: Cut, page: str) -> bool:
    """Does the page know more than the text? A blockquote that nobody announced may be an indented paragraph."""
    if other.why is Why.QUOTES and best.why is Why.NOTHING:
        return CITED.search(page) is not None
    return other.why is not Why.NOTHING


def _unsigned(best: Cut, page: str) -> Cut:
    """Without the lines of the text that the page, saying the same above them, calls a signature.

    With those below it, where the text does not tell that the signature ends.
    """
    found = html.page(page)
    other = _cut(found.lines, found.quote, found.signed)
    wanted, known = other.text.split(), best.text.split()
    if found.signed and other.why not in UNSURE and len(known) < len(wanted) and wanted[: len(known)] == known:
        return other
    lines, said = best.text.split("\n"), 0
    for place, line in enumerate(lines):
        words = line.split()
        if words != wanted[said : said + len(words)]:
            break
        said += len(words)
        if wanted and said == len(wanted):
            return replace(best, text="\n".join(_trimmed(lines, lines, 0, place + 1)))
    return best


def _cut(lines: Sequence[str], container: int | None, signed: Signed = None) -> Cut:
    plains = [plain(line) for line in lines]
    there = _begin(lines, plains, container)
    whole = "\n".join(_trimmed(lines, plains, 0, len(lines)))
    if there is None:
        top = _without_signature(lines, plains, 0, len(lines))
        kept = _around(lines, plains, signed, top, len(lines))
        if not kept and ours.foot(plains) is not None:
            return UNANSWERED
        why = Why.SIGNATURE if top < len(lines) else Why.NOTHING
        return _told(kept, whole, Why.QUOTES if len(kept) < len(_trimmed(lines, plains, 0, top)) else why)
    top = _without_signature(lines, plains, 0, there.start)
    above = _around(lines, plains, signed, top, there.start)
    below = _below(lines, plains, there.end, alone=not above)
    if there.why is Why.MARKER and not above:
        foot = ours.foot(plains, there.end)
        if not _quote_below(lines, plains, there.end):
            # Our own notice; who wrote below it can only be told from it where its foot is still there.
            return _below_notice(lines, plains, foot) if foot is not None else _told([], whole, Why.NOTHING)
        if not below:
            return UNANSWERED
    if not (above or below) and ours.foot(plains, there.end) is not None:
        return UNANSWERED
    return _told([*above, *below], whole, there.why)


def _around(lines: Sequence[str], plains: Sequence[str], signed: Signed, top: int, end: int) -> list[str]:
    """What is above the signature, and below: a program puts it where somebody may go on writing.

    Only a page tells where it ends. Where nothing is above, somebody may have written in it.
    """
    above = _trimmed(lines, plains, 0, _without_quotes(lines, plains, top))
    if not signed or not top <= signed[0] < signed[1] <= end or not all(map(RULED, plains[top : signed[0]])):
        return above
    last = _without_quotes(lines, plains, _without_signature(lines, plains, signed[1], end))
    below = _trimmed(lines, plains, signed[1], last)
    if below and not above:
        return _trimmed(lines, plains, signed[0] + 1, end)
    return [*above, "", *below] if below else above


def _below_notice(lines: Sequence[str], plains: Sequence[str], foot: int) -> Cut:
    end = _without_signature(lines, plains, foot, len(lines))
    kept = _trimmed(lines, plains, foot, end)
    return Cut(text="\n".join(kept), why=Why.MARKER, quotes_left_out=True) if kept else UNANSWERED


def _told(kept: Sequence[str], whole: str, why: Why) -> Cut:
    """Where nothing would be left, everything is kept: somebody will know what it means. Only our own notice is not."""
    text = "\n".join(kept).strip("\n")
    if not text.strip():
        return Cut(text=whole, why=Why.NOTHING)
    return Cut(text=text, why=why, quotes_left_out=why not in {Why.NOTHING, Why.SIGNATURE})


def _begin(lines: Sequence[str], plains: Sequence[str], container: int | None) -> Begin | None:
    """Where the mail that is answered is announced first, by whatever sign."""
    marker = ours.marker(plains)
    looked_at = 0
    for place, line in enumerate(plains):
        if place == marker:
            return Begin(start=_above_marker(plains, place), end=place + 1, why=Why.MARKER)
        if not line and place != container:
            continue
        looked_at += 1
        found = begin(lines, plains, place) if looked_at <= LOOKED_AT else None
        if found is None and place == container:
            found = Begin(start=place, end=place, why=Why.CONTAINER)
        if found:
            return replace(found, why=Why.MARKER) if marker is not None else found
    return None


def _above_marker(plains: Sequence[str], place: int) -> int:
    """An attribution in a language that we do not know stands right above our marker, and ends in a colon."""
    last = next((number for number in range(place - 1, max(place - 4, -1), -1) if plains[number]), None)
    if last is None or not plains[last].endswith((":", "：")):
        return place
    first = last
    while first > max(last - 3, 0) and plains[first - 1]:
        first -= 1
    return first if any("@" in line for line in plains[first : last + 1]) else last


def _quote_below(lines: Sequence[str], plains: Sequence[str], start: int) -> bool:
    first = next((place for place in range(start, len(lines)) if plains[place]), None)
    return first is not None and quoted(lines[first])


def _below(lines: Sequence[str], plains: Sequence[str], start: int, *, alone: bool) -> list[str]:
    """What the sender wrote under the announcement: answers between quotes, or all of it where nothing is above."""
    start = ours.behind(plains, start)
    first = next((place for place in range(start, len(lines)) if plains[place].strip("> ")), len(lines))
    if first == len(lines):
        return []
    end = _without_signature(lines, plains, start, len(lines))
    if not quoted(lines[first]):
        return _unannounced(lines, plains, first, max(_without_quotes(lines, plains, end), first)) if alone else []
    answers, last_quote = _answers(lines, plains, first, end)
    if not answers:
        return []
    closing = len(answers) <= CLOSING_AT_MOST and phrases.CLOSING.match(plains[answers[0]])
    if answers[0] > last_quote and (alone or closing):
        return ["", *_trimmed(lines, plains, answers[0], end)]
    return ["", *_trimmed(lines, plains, first, answers[-1] + 1)]


def _answers(lines: Sequence[str], plains: Sequence[str], first: int, end: int) -> tuple[list[int], int]:
    """Lines that nobody quoted, and the last one that somebody did."""
    answers: list[int] = []
    last_quote = first
    for place in range(first, end):
        if quoted(lines[place]) or (place == last_quote + 1 and _wrapped(lines, place)):
            last_quote = place if plains[place] else last_quote
        elif plains[place] and not footer(plains[place]):
            if begin(lines, plains, place):
                break
            answers.append(place)
    return answers, last_quote


def _wrapped(lines: Sequence[str], place: int) -> bool:
    """The rest of a long quoted line, which a mail program broke without a sign in front."""
    said = lines[place].strip()
    return len(lines[place - 1]) >= WRAPPED_FROM and bool(said) and (said[0].islower() or said[0] in ")],;.")


def _unannounced(lines: Sequence[str], plains: Sequence[str], first: int, end: int) -> list[str]:
    """All of it, without further announcements."""
    kept: list[str] = []
    place = first
    while place < end:
        found = begin(lines, plains, place) if plains[place] and len(kept) < LOOKED_AT else None
        if found is None:
            kept.append(lines[place].rstrip())
        place = found.end if found else place + 1
    return kept


def _without_signature(lines: Sequence[str], plains: Sequence[str], start: int, end: int) -> int:
    end = start + disclaimer(plains[start:end], end - start)
    found = signature(lines[start:end], plains[start:end])
    return end if found is None else start + found


def _without_quotes(lines: Sequence[str], plains: Sequence[str], end: int) -> int:
    """Quoted lines at the end are the mail that is answered, even if nothing announces it."""
    place = end
    while place and (not plains[place - 1] or quoted(lines[place - 1]) or _rest_of_quote(lines, place - 1)):
        place -= 1
    return place if any(quoted(line) for line in lines[place:end]) else end


def _rest_of_quote(lines: Sequence[str], place: int) -> bool:
    return place > 0 and quoted(lines[place - 1]) and _wrapped(lines, place)


def _trimmed(lines: Sequence[str], plains: Sequence[str], start: int, end: int) -> list[str]:
    """Without blank lines around, and without rules below."""
    while start < end and not plains[start]:
        start += 1
    while start < end and (not plains[end - 1] or RULE.fullmatch(plains[end - 1])):
        end -= 1
    return [line.rstrip() for line in lines[start:end]]
