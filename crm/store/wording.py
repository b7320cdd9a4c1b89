"""The words that a record is found by, and the mark that each of their rows carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zlib import crc32

from crm.domain import folding
from crm.domain.clients import RecordNumber

BITS = 62  # of a signed integer of both databases

# The columns of a record's kind that it is found by; its name and its company's are others.
TEXTS = ("email", "second_email", "city", "function", "headline")
PHONES = ("phone", "mobile")


def words_of(
    number: RecordNumber,
    name: str,
    owner: int | None,
    record_id: int,
    *,
    fields: Any = None,
    company_name: str | None = None,
) -> list[dict[str, Any]]:
    """The rows that make a record findable."""
    found = said_of(number, name, fields=fields, company_name=company_name)
    mark = fellows(found)
    return [
        {"word": one, "record_id": record_id, "kind": number.kind.value, "owner_id": owner, "fellows": mark}
        for one in found
    ]


def said_of(number: RecordNumber, name: str, *, fields: Any = None, company_name: str | None = None) -> list[str]:
    """What a record is found by: name, number, address parts, telephone digits, its company's name."""
    fields = fields or {}
    texts = [fields.get(key) for key in TEXTS]
    phones = folding.digits(fields.get(key) for key in PHONES)
    known = f"{number.kind.prefix}{number.number}".lower()
    return list(dict.fromkeys([*folding.words(name, *texts, company_name), *phones, known]))


def fellows(found: Iterable[str]) -> int:
    """A mark of how some words begin. Who has a word has all of its bits; who has its bits mostly has the word.

    It stands in each row, so that a walk over one word need not look up the others for nothing: “mar dub” among a
    million took 105 ms with a look-up for every “dub”.
    """
    mark = 0
    # Every record has a number, and many a telephone: they would tell nothing apart and only fill the mark.
    for one in filter(str.isalpha, found):
        for length in (2, 3):
            if len(one) >= length:
                mark |= 1 << crc32(one[:length].encode()) % BITS
    return mark
