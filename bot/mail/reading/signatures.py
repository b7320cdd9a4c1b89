"""What people do not write anew each time: signatures, and what telephones add by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.mail.reading import phrases

MARK = re.compile(r"--|—|__|-- ?")
RULE = re.compile(r"[-_=*#~+—–ᐧ·\s]{1,200}")
LINES_AT_MOST = 14  # that say something; more is no signature behind “--” without its blank
SHORT_RULE = re.compile(r"_{3,}|-{5,}|—{2,}")
SHORT_AT_MOST = 6
PHONE_AT_MOST = 160
WORDS_AT_MOST = 14
DISCLAIMERS_AT_MOST = 4
PARAGRAPH_AT_MOST = 20  # lines that are looked at


def signature(lines: Sequence[str], plains: Sequence[str]) -> int | None:
    """The line where the signature begins, if there is one."""
    said = 0
    found: int | None = None
    for place in range(len(lines) - 1, -1, -1):
        line, strict = plains[place], lines[place].rstrip("\r") == "-- "
        marked = MARK.fullmatch(line) and said <= LINES_AT_MOST
        if strict or marked or (SHORT_RULE.fullmatch(line) and 0 < said <= SHORT_AT_MOST):
            found = place
        said += bool(line)
    phone = next((place for place, line in enumerate(plains) if by_phone(line)), None)
    return min((one for one in (found, phone, _last(plains)) if one is not None), default=None)


def _last(plains: Sequence[str]) -> int | None:
    """What says little anywhere else, as the last words of all."""
    last = next((place for place in range(len(plains) - 1, -1, -1) if plains[place]), 0)
    alone = last > 1 and not plains[last - 1]
    sent = last and phrases.SENT_FROM.match(plains[last]) and len(plains[last].split()) <= WORDS_AT_MOST
    return last if sent or (alone and phrases.SIGNED.fullmatch(plains[last])) else None


def disclaimer(plains: Sequence[str], end: int) -> int:
    """The end without the paragraphs that servers add."""
    for _paragraph in range(DISCLAIMERS_AT_MOST):
        last = next((place for place in range(end - 1, -1, -1) if plains[place]), -1)
        first = last
        while first > 0 and plains[first - 1]:
            first -= 1
        said = " ".join(plains[first : min(last + 1, first + PARAGRAPH_AT_MOST)])
        if last < 0 or not _added(said):
            break
        end = first
    return end


def by_phone(line: str) -> bool:
    """“Sent from my iPhone”, in its many ways."""
    if not line or len(line) > PHONE_AT_MOST or not phrases.PHONE.fullmatch(line):
        return False
    said, _sign, more = line.partition(",")
    named = phrases.MINE.match(said) or phrases.DEVICES.search(said)
    return named is not None and len(said.split()) <= WORDS_AT_MOST and (not more or bool(phrases.EXCUSE.search(line)))


def footer(line: str) -> bool:
    """What servers and lists add below everything."""
    return RULE.fullmatch(line) is not None or _added(line)


def _added(paragraph: str) -> bool:
    lawyers = phrases.DISCLAIMER.match(paragraph) and phrases.LAWYERS.search(paragraph)
    return bool(lawyers or phrases.STAMP.match(paragraph))
