"""A mail that was forwarded: who wrote it to whom, and when, as the forwarding program says in the text above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.mail.address import deliverable
from bot.mail.reading import dates, html, phrases, reply
from bot.mail.reading.letter import Address, File, Letter
from bot.mail.reading.quotes import Why, begin, plain

FORWARDS_AT_MOST = 5  # one within the other
LOOKED_AT = 2000  # lines
ADDRESSES_AT_MOST = 50
FORWARDED = re.compile(r"forward|weitergeleitet|transféré|réexpédié", re.IGNORECASE)
SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|i)\s*:", re.IGNORECASE)
QUOTE = re.compile(r"\s{0,3}> ?")
BRACKETS = re.compile(r"[<\[(].*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Forward:
    """``above`` is what was written for the forwarding, ``text`` the forwarded mail without what it answers itself."""

    above: str
    sender: Address | None
    to: tuple[Address, ...]
    subject: str
    date: datetime | None
    text: str = field(repr=False)
    files: tuple[File, ...] = ()

    @property
    def people(self) -> tuple[Address, ...]:
        return (*((self.sender,) if self.sender else ()), *self.to)


def forwarded(letter: Letter, zone: tzinfo) -> Forward | None:
    """The innermost of the mails that this one forwards; None when it forwards none.

    What it says is claimed by whoever forwarded it. ``zone`` is theirs, for dates that name none.
    """
    enclosed = next(iter(letter.enclosed), None)
    if enclosed is not None:
        return _enclosed(letter, enclosed)
    lines = letter.text.split("\n") if letter.text.strip() else list(html.page(letter.html).lines)
    found = list(_blocks(lines[:LOOKED_AT], letter.subject))
    if not found:
        return None
    first, last = found[0], found[-1]
    return Forward(
        above=_told(lines[: first.start]),
        sender=next(iter(_addresses(last.said.get("from", ""))), None),
        to=tuple(_addresses(last.said.get("to", ""))),
        subject=last.said.get("subject", ""),
        date=dates.written(last.said.get("date", "") or last.said.get("sent", ""), zone, days_first=last.days_first),
        text=_told(last.body),
    )


def _enclosed(letter: Letter, enclosed: Letter) -> Forward:
    """As an attachment: its headers stand there as they were."""
    return Forward(
        above=reply.new_words(letter).text,
        sender=enclosed.sender,
        to=(*enclosed.to, *enclosed.cc),
        subject=enclosed.subject,
        date=enclosed.date,
        text=reply.new_words(enclosed).text,
        files=enclosed.files,
    )


def _told(lines: Sequence[str]) -> str:
    return reply.cut("\n".join(lines)).text.strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """The headers above a forwarded mail; ``start`` is its first line, ``body`` what stands below.

    ``days_first``: they are written in a language that puts the day before the month.
    """

    start: int
    said: Mapping[str, str]
    body: Sequence[str]
    days_first: bool


def _blocks(lines: Sequence[str], subject: str) -> Iterator[_Block]:
    """Forwards of forwards. A reply's headers look the same in Outlook: there its subject tells which it is."""
    for _ in range(FORWARDS_AT_MOST):
        found = _block(lines, subject)
        if found is None:
            return
        yield found
        lines, subject = found.body, found.said.get("subject", "")


def _block(lines: Sequence[str], subject: str) -> _Block | None:
    plains = [plain(line) for line in lines]
    bare = [QUOTE.sub("", line) for line in lines]
    bare_plains = [plain(line) for line in bare]
    for place in range(len(lines)):
        # Apple Mail quotes what it forwards, the announcement too.
        quoted = plains[place] != bare_plains[place]
        seen, said = (bare, bare_plains) if quoted else (lines, plains)
        found = begin(seen, said, place) if said[place] else None
        if found is None:
            continue
        announced = found.why is Why.SEPARATOR and FORWARDED.search(said[place]) is not None
        if not announced and not (found.why in {Why.SEPARATOR, Why.HEADERS} and SUBJECT.match(subject)):
            # Something that is answered comes first: nothing is forwarded, or not to us.
            return None
        head = said[found.start : found.end]
        return _Block(start=place, said=_headers(head), body=seen[found.end :], days_first=_days_first(head))
    return None


def _headers(lines: Iterable[str]) -> dict[str, str]:
    """Each header by its kind; one may go on in the next line."""
    found: dict[str, str] = {}
    kind = ""
    for line in lines:
        label = phrases.LABEL.match(line)
        if label:
            kind = next(one for one in phrases.LABELS if label[one])
            found.setdefault(kind, label["value"].strip())
        elif kind and line:
            found[kind] = f"{found[kind]} {line}".strip()
    return found


def _days_first(lines: Iterable[str]) -> bool:
    """Do the labels tell a language in which 11/12 is a day of December?"""
    labels = [label for line in lines if (label := phrases.LABEL.match(line))]
    return any(phrases.DAYS_FIRST.fullmatch(label[one]) for label in labels for one in phrases.LABELS if label[one])


def _addresses(said: str) -> Iterator[Address]:
    """``Marie <marie@…>``, ``Marie [mailto:marie@…]`` or the address alone, however many."""
    names = dict.fromkeys(one.removeprefix("mailto:").rstrip(">.,;") for one in phrases.EMAIL.findall(said))
    for one in list(names)[:ADDRESSES_AT_MOST]:
        local, at, domain = (deliverable(one) or "").rpartition("@")
        if at:
            name = BRACKETS.sub("", said).strip(" \"'") if len(names) == 1 else ""
            yield Address(name="" if "@" in name else name, email=f"{local}@{domain.lower()}")
