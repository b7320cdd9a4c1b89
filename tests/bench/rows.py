"""The rows of a large agency's clients, with the words that find them; and how their entries are spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from crm.domain.clients import RecordKind, RecordNumber, contact_name
from crm.domain.folding import words
from crm.store.wording import words_of
from tests.bench.names import Namer

MEMBERS = 200
CONTACTS_EACH = 9  # a company and its contacts
EACH = CONTACTS_EACH + 1
BUSY = 20  # every so manieth entry is filed under the first contact
ENTRIES_EACH = 100  # the others are spread, so many to a contact
START = datetime(2020, 1, 1, tzinfo=UTC)
SECONDS_EACH = 18  # between two entries: ten million fill not quite six years
STATUSES = {"prospect": 50, "contacted": 20, "meeting": 8, "client": 15, "dormant": 5, "former": 2}  # in a hundred

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """One client before it is spread over its tables."""

    id: int
    number: RecordNumber
    name: str
    owner: int
    company: int | None
    company_name: str | None
    status: str
    fields: dict[str, str]


def clients(count: int) -> Iterator[Client]:
    """Companies, each followed by its contacts; owners hold them in equal parts."""
    namer = Namer.seeded(2026)
    weights = list(accumulate(STATUSES.values()))
    company = ""
    for place in range(count):
        identifier, seat = place + 1, place % EACH
        [status] = namer.random.choices([*STATUSES], cum_weights=weights)
        owner = (place // EACH) % MEMBERS + 1
        if seat == 0:
            company = namer.company()
            fields = {"city": namer.city(), "phone": namer.phone()}
            number = RecordNumber(RecordKind.COMPANY, place // EACH + 1)
            yield _client(identifier, number, company, owner, None, None, status, fields)
            continue
        first, last = namer.first(), namer.last()
        fields = {"first_name": first, "last_name": last, "function": namer.function(), "phone": namer.phone()}
        fields["email"] = f"{'.'.join(words(first, last))}@{''.join(words(company)[:2])}.example"
        number = RecordNumber(RecordKind.CONTACT, place - place // EACH)
        yield _client(identifier, number, contact_name(first, last), owner, identifier - seat, company, status, fields)


def _client(
    identifier: int,
    number: RecordNumber,
    name: str,
    owner: int,
    company: int | None,
    company_name: str | None,
    status: str,
    fields: dict[str, str],
) -> Client:
    return Client(
        id=identifier,
        number=number,
        name=name,
        owner=owner,
        company=company,
        company_name=company_name,
        status=status,
        fields=fields,
    )


def record_rows(some: Iterable[Client], moment: Callable[[datetime], str]) -> Iterator[Row]:
    created = moment(START)
    for one in some:
        yield one.id, one.number.kind.value, one.number.number, one.name, one.owner, one.company, one.status, created


def detail_rows(some: Iterable[Client], kind: RecordKind, columns: tuple[str, ...]) -> Iterator[Row]:
    for one in some:
        if one.number.kind is kind:
            yield one.id, *(one.fields.get(name) for name in columns)


def word_rows(some: Iterable[Client]) -> Iterator[Row]:
    for one in some:
        found = words_of(one.number, one.name, one.owner, one.id, fields=one.fields, company_name=one.company_name)
        for row in found:
            yield row["word"], row["record_id"], row["kind"], row["owner_id"], row["fellows"]


def contact_at(place: int) -> int:
    """The id of the n-th contact; each company's id comes before its contacts'."""
    return place // CONTACTS_EACH * EACH + place % CONTACTS_EACH + 2


def spread(entries: int) -> int:
    """How many contacts have entries. One more than a hundredth, so that those of the busy one are taken from all."""
    return entries // ENTRIES_EACH + 1
