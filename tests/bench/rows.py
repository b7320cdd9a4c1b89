"""The rows of a large agency: clients with the words that find them, and entries with all that hangs on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from crm.domain import richtext
from crm.domain.clients import RecordKind, RecordNumber, contact_name
from crm.domain.folding import words
from crm.store.words import words_of
from tests.bench.names import Namer

MEMBERS = 200
CONTACTS_EACH = 9  # a company and its contacts
EACH = CONTACTS_EACH + 1
BUSY = 20  # every so manieth entry is filed under the first contact
ENTRIES_EACH = 100  # the others are spread, so many to a contact
START = datetime(2020, 1, 1, tzinfo=UTC)
BODY = json.dumps(richtext.from_text("Called back: wants *two profiles* by Friday, see https://acme.example/jobs"))

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
    fields: dict[str, str]


def clients(count: int) -> Iterator[Client]:
    """Companies, each followed by its contacts; owners hold them in equal parts."""
    namer = Namer.seeded(2026)
    company = ""
    for place in range(count):
        identifier, seat = place + 1, place % EACH
        owner = (place // EACH) % MEMBERS + 1
        if seat == 0:
            company = namer.company()
            fields = {"city": namer.city(), "phone": namer.phone()}
            number = RecordNumber(RecordKind.COMPANY, place // EACH + 1)
            yield _client(identifier, number, company, owner, None, None, fields)
            continue
        first, last = namer.first(), namer.last()
        fields = {"first_name": first, "last_name": last, "function": namer.function(), "phone": namer.phone()}
        fields["email"] = f"{'.'.join(words(first, last))}@{''.join(words(company)[:2])}.example"
        number = RecordNumber(RecordKind.CONTACT, place - place // EACH)
        yield _client(identifier, number, contact_name(first, last), owner, identifier - seat, company, fields)


def _client(
    identifier: int,
    number: RecordNumber,
    name: str,
    owner: int,
    company: int | None,
    company_name: str | None,
    fields: dict[str, str],
) -> Client:
    return Client(
        id=identifier,
        number=number,
        name=name,
        owner=owner,
        company=company,
        company_name=company_name,
        fields=fields,
    )


def record_rows(count: int, moment: Callable[[datetime], str]) -> Iterator[Row]:
    created = moment(START)
    for one in clients(count):
        yield one.id, one.number.kind.value, one.number.number, one.name, one.owner, one.company, created


def detail_rows(count: int, kind: RecordKind, columns: tuple[str, ...]) -> Iterator[Row]:
    for one in clients(count):
        if one.number.kind is kind:
            yield one.id, *(one.fields.get(name) for name in columns)


def word_rows(count: int) -> Iterator[Row]:
    for one in clients(count):
        found = words_of(one.number, one.name, one.owner, one.id, fields=one.fields, company_name=one.company_name)
        for row in found:
            yield row["word"], row["record_id"], row["kind"], row["owner_id"], row["fellows"]


def contact_of(entry: int) -> int:
    """The contact that an entry is filed under: the first one is busy, the others have a page or five."""
    if entry % BUSY == 0:
        return 2
    return contact_at(entry // ENTRIES_EACH)


def contact_at(place: int) -> int:
    """The id of the n-th contact; each company's id comes before its contacts'."""
    return place // CONTACTS_EACH * EACH + place % CONTACTS_EACH + 2


def at(entry: int) -> datetime:
    return START + timedelta(minutes=entry)


def author(entry: int) -> int:
    return entry % MEMBERS + 1


def entry_rows(count: int, moment: Callable[[datetime], str]) -> Iterator[Row]:
    for one in range(1, count + 1):
        when = moment(at(one))
        data = json.dumps({"filed": [contact_of(one)]})
        yield one, "info", 1, author(one), author(one), when, when, BODY, data


def subject_rows(count: int, moment: Callable[[datetime], str]) -> Iterator[Row]:
    for one in range(1, count + 1):
        contact = contact_of(one)
        yield one, contact, moment(at(one))
        yield one, contact - (contact - 1) % EACH, moment(at(one))


def participant_rows(count: int) -> Iterator[Row]:
    for one in range(1, count + 1):
        yield one, author(one + 1)
        yield one, author(one + 2)


def comment_rows(count: int, moment: Callable[[datetime], str]) -> Iterator[Row]:
    for one in range(3, count + 1, 3):
        yield one // 3, one, author(one + 1), moment(at(one)), BODY, "slack"
