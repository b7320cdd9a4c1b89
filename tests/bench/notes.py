"""What the entries of a large agency say, and all their rows, written by the database itself in pieces.

Twenty thousand different notes are enough: a note comes again only long after the block of entries in which the
index looks. Their words fall off as words do: some in every third note, most in one of ten thousand.
"""
# ruff: noqa: S608 - statements of our own names

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Protocol

from crm.domain import richtext
from crm.store import texts
from tests.bench import rows
from tests.bench.rows import BUSY, CONTACTS_EACH, EACH, MEMBERS, SECONDS_EACH, START

COMMON = """
profile interview offer contract salary start team Friday Monday budget position candidate available German French
English references engineer manager production sales quality training assistant board family region permanent
temporary notice trial period bonus shortlist feedback decision holiday summer visit plant terms invoice guarantee
""".split()  # noqa: SIM905 - words are read in lines
OPENINGS = ("Called back:", "Met at the fair.", "They write:", "Lunch with *the owner*;", "On the phone:", "Wants")
SYLLABLES = "ba ke lo mi nu ra se ti vo za dri fle gra pen sto".split()  # noqa: SIM905 - as they are read
RARE_WORDS = 20_000
WORDS = 10  # of a note, beside its opening
NOTES = 20_000
STEP = 7919  # shares no divisor with so many notes: neighbours say different things
PIECE = 500_000  # entries that one statement writes
ANSWERED = 3  # every so manieth entry has a comment


class Writer(Protocol):
    """A database that is being filled."""

    def run(self, statement: str) -> None: ...
    def at(self, seconds: str) -> str: ...
    def json(self, text: str) -> str: ...


def vocabulary() -> list[str]:
    """Frequent words first."""
    many = len(SYLLABLES)
    made = (
        "".join(SYLLABLES[place // many**power % many] for power in range(4)) for place in range(0, RARE_WORDS * 2, 2)
    )
    return [*COMMON, *made]


def note_rows(count: int) -> Iterator[rows.Row]:
    """Number, body, the body of its comment, the words of the one and of both."""
    draw = Random(11)  # noqa: S311 - no secret
    known = vocabulary()
    weights = list(accumulate(1 / (place + 20) for place in range(len(known))))
    said = [
        f"{draw.choice(OPENINGS)} {' '.join(draw.choices(known, cum_weights=weights, k=WORDS))}" for _ in range(count)
    ]
    bodies = [richtext.from_text(one) for one in said]
    written = [json.dumps(one) for one in bodies]
    for place, body in enumerate(bodies):
        other = (place + 1) % count
        yield place, written[place], written[other], texts.said([body]), texts.said([body, bodies[other]])


def write(writer: Writer, entries: int, notes: int) -> Iterator[int]:
    """Write everything about so many entries; gives how many are written, piece by piece."""
    for first in range(1, entries + 1, PIECE):
        last = min(first + PIECE - 1, entries)
        for table, columns, selected in _selects(writer, entries, notes):
            following = f"SELECT n + 1 FROM serial WHERE n < {last}"
            serial = f"WITH RECURSIVE serial(n) AS (SELECT CAST({first} AS BIGINT) UNION ALL {following})"
            writer.run(f"INSERT INTO {table} ({columns}) {serial} SELECT 1, {selected}")
        yield last


def _selects(writer: Writer, entries: int, notes: int) -> Iterator[tuple[str, str, str]]:
    """Tables and the rows of each for the entries of ``serial``."""
    when = writer.at(f"{START.timestamp():.0f} + n * {SECONDS_EACH}")
    place = f"(n % {rows.spread(entries)})"
    contact = (
        f"(CASE WHEN n % {BUSY} = 0 THEN 2 ELSE {place} / {CONTACTS_EACH} * {EACH} + {place} % {CONTACTS_EACH} + 2 END)"
    )
    company = f"({contact} - ({contact} - 1) % {EACH})"
    note = f"FROM serial JOIN note ON note.id = n * {STEP} % {notes}"
    filed = writer.json(f"'{{\"filed\": [' || {contact} || ']}}'")
    author, second, third = (f"(n + {later}) % {MEMBERS} + 1" for later in range(3))
    answered = f"n % {ANSWERED} = 0"
    yield (
        "entry",
        "workspace_id, id, action, version, author_id, responsible_id, occurred_at, created_at, body, data",
        f"n, 'info', 1, {author}, {author}, {when}, {when}, body, {filed} {note}",
    )
    columns = "workspace_id, entry_id, record_id, occurred_at"
    yield "subject", columns, f"n, {contact}, {when} FROM serial"
    yield "subject", columns, f"n, {company}, {when} FROM serial"
    for told in (second, third):
        yield "participant", "workspace_id, entry_id, member_id", f"n, {told} FROM serial"
    yield (
        "comment",
        "workspace_id, id, entry_id, author_id, at, body, source",
        f"n / {ANSWERED}, n, {second}, {when}, answer, 'slack' {note} WHERE {answered}",
    )
    yield (
        "entry_words",
        "workspace_id, entry_id, words",
        f"n, CASE WHEN {answered} THEN together ELSE words END {note}",
    )
