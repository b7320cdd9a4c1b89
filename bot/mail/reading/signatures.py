"""What people do not write anew each time: signatures, and what telephones add by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.mail.reading import phrases

# What programs call it in HTML; their text may have no sign of it.
NAMED = re.compile(r"\b(?:gmail_signature|moz-signature|(?:x_)*ms-outlook-mobile-signature|id=\"?(?:x_)*Signature)\b")
MARK = re.compile(r"--|—|__|-- ?")
RULE = re.compile(r"[-_=*#~+—–ᐧ·\s]{1,200}")
SEALED = "-----BEGIN PGP SIGNATURE-----"
LINES_AT_MOST = 14  # that say something; more is no signature behind “--” without its blank
LINKS = re.compile(r"<(?:https?://|#)[^<>\s]{1,400}>\s?|\[(?:image|cid):[^\[\]]{0,100}\]\s?")
SHORT_RULE = re.compile(r"_{3,}|-{5,}|—{2,}")
ANY_RULE = re.compile(r"-{3,}|[=*~#]{3,}")  # says as much above a number or an address
REACHED = re.compile(r"@|\bwww\.|https?://|\+\d[\d /().-]{7,}|\b0\d[\d /().-]{7,}")
SHORT_AT_MOST = 6
UNDERLINED_BY = 3  # letters that a heading may differ from the line under it
SENTENCE = re.compile(r"(?=(?:\S+ ){2})[^@]{1,300}[.!?]")
ITEM = re.compile(r"[-*•] |\d{1,2}[.)] ")
PHONE_AT_MOST = 160
LEAVE_AT_MOST = 40  # letters
WORDS_AT_MOST = 16
DISCLAIMERS_AT_MOST = 4
PARAGRAPH_AT_MOST = 20  # lines that are looked at


def signature(lines: Sequence[str], plains: Sequence[str]) -> int | None:
    """The line where the signature begins, if there is one."""
    said = 0
    found: int | None = None
    for place in range(len(lines) - 1, -1, -1):
        line, strict = plains[place], lines[place].rstrip("\r") in {"-- ", SEALED}
        marked = MARK.fullmatch(line) and said <= LINES_AT_MOST and not _ends(plains[place + 1 :])
        if strict or marked or (0 < said <= SHORT_AT_MOST and _rules_off(plains, place)):
            found = place
        said += bool(line)
    phone = next((place for place, line in enumerate(plains) if by_phone(line)), None)
    if phone is not None and any(map(_goes_on, plains[phone + 1 :])):
        phone = None  # whoever taps below it goes on writing there
    return min((one for one in (found, phone, _last(plains)) if one is not None), default=None)


def _goes_on(line: str) -> bool:
    return (
        SENTENCE.fullmatch(line) is not None
        and line[0].isalpha()
        and not (by_phone(line) or phrases.EXCUSE.search(line))
    )


def _ends(plains: Sequence[str]) -> bool:
    """Who takes leave further down was still writing; some signatures begin with it."""
    below = [line for line in plains if line]
    return any(len(line) <= LEAVE_AT_MOST and phrases.CLOSING.match(line) for line in below[1:])


def _rules_off(plains: Sequence[str], place: int) -> bool:
    """A rule above a name and a number; not the line under a heading, nor one between two paragraphs."""
    rule, heading = plains[place], plains[place - 1] if place else ""
    short = SHORT_RULE.fullmatch(rule)
    if not (short or ANY_RULE.fullmatch(rule)) or _ends(plains[place + 1 :]):
        return False
    if rule.startswith("_"):
        return True
    below = [line for line in plains[place + 1 :] if line]
    if not short and (
        any(map(REACHED.search, plains[max(place - 4, 0) : place])) or not any(map(REACHED.search, below))
    ):
        return False
    underlines = heading and plains[place + 1] and abs(len(heading) - len(rule)) <= UNDERLINED_BY
    return not underlines and not any(SENTENCE.fullmatch(line) or ITEM.match(line) for line in below)


def _last(plains: Sequence[str]) -> int | None:
    """What says little anywhere else, as the last words of all."""
    last = next((place for place in range(len(plains) - 1, -1, -1) if plains[place]), 0)
    alone = last > 1 and not plains[last - 1]
    sent = last and phrases.SENT_FROM.match(plains[last]) and not _told(plains[last])
    sent = sent and len(plains[last].split()) <= WORDS_AT_MOST
    return last if sent or (alone and phrases.SIGNED.fullmatch(plains[last])) else None


def _told(line: str) -> bool:
    """A sentence about what was sent."""
    talks_on = phrases.TALKS_ON.search(line) and not phrases.EXCUSE.search(line)
    return bool(talks_on or phrases.POSTED.match(line))


def disclaimer(plains: Sequence[str], end: int) -> int:
    """The end without the paragraphs that servers add."""
    for _paragraph in range(DISCLAIMERS_AT_MOST):
        last = next((place for place in range(end - 1, -1, -1) if plains[place]), -1)
        first = last
        while first > 0 and plains[first - 1]:
            first -= 1
        looked_at = plains[first : min(last + 1, first + PARAGRAPH_AT_MOST)]
        said = " ".join(line for line in looked_at if not RULE.fullmatch(line))
        if last < 0 or not _added(said):
            break
        end = first
    return end


def by_phone(line: str) -> bool:
    """“Sent from my iPhone”, in its many ways."""
    if not line or len(line) > PHONE_AT_MOST or not phrases.PHONE.fullmatch(line):
        return False
    if phrases.POSTED.match(line):
        return False
    said, _sign, more = line.partition(",")
    excused = phrases.EXCUSE.search(line) is not None
    named = phrases.MINE.match(said) or phrases.DEVICES.search(line if excused else said)
    return named is not None and len(said.split()) <= WORDS_AT_MOST and (not more or excused)


def footer(line: str) -> bool:
    """What servers and lists add below everything."""
    return RULE.fullmatch(line) is not None or _added(line)


def _forbids(paragraph: str) -> bool:
    asks = paragraph.endswith("?") or phrases.ONESELF.search(paragraph)
    secret = phrases.ATTACHED.search(paragraph) and phrases.SECRET.search(paragraph)
    return bool(not asks and (secret or phrases.LAWYERS.search(paragraph)))


def _added(paragraph: str) -> bool:
    lawyers = phrases.DISCLAIMER.match(paragraph) and _forbids(paragraph)
    return bool(lawyers or phrases.STAMP.match(LINKS.sub("", paragraph)))
