"""Clients for somebody: type-ahead, the longest unique name, and the card."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm.domain import folding
from crm.domain.access import VIEW, Member, Scope
from crm.domain.clients import CLIENTS, Record, RecordKind, RecordNumber, StatusOption
from crm.domain.errors import NotFound
from crm.domain.sought import EVERYTHING, Sought
from crm.domain.timeline import Entry
from crm.missing import missing
from crm.store import heads, records, search
from crm.store.session import Session
from crm.store.words import Within
from crm.views import infobox

SUGGESTIONS = 20
NAMED_BY_AT_MOST = 8  # words of a slash text that are tried as a client's name


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """The client card: head, details and a page of the infobox. ``older`` is the key of the next page, if any."""

    record: Record
    owner: str | None
    details: Mapping[str, Any]
    status: StatusOption | None
    entries: Sequence[Entry]
    company: Record | None = None
    older: tuple[datetime, int] | None = None


def within(reader: Member, *permissions: str, kinds: Collection[RecordKind] = CLIENTS) -> Within | None:
    """What a reader may find for some permissions; None when nothing. The narrowest scope decides."""
    scopes = {reader.reach(permission) for permission in (VIEW, *permissions)}
    if Scope.NONE in scopes:
        return None
    return Within(kinds=kinds, owners=_owners(reader, scopes), viewing=_owners(reader, {reader.reach(VIEW)}))


def _owners(reader: Member, scopes: Collection[Scope]) -> Collection[int] | None:
    """Whose records the narrowest of some scopes reaches; nothing where it reaches all."""
    if Scope.OWN in scopes:
        return (reader.id,)
    return reader.group or (reader.id,) if Scope.GROUP in scopes else None


def as_seen(reader: Member, found: Record) -> Record:
    """A client as a reader knows it: a company that they may not view has no name on its contacts, either."""
    hidden = found.company is not None and not reader.may(VIEW, found.company_owner)
    return replace(found, company_name=None) if hidden else found


def suggest(
    session: Session,
    reader: Member,
    text: str,
    *,
    permission: str = VIEW,
    kinds: Collection[RecordKind] = CLIENTS,
    forgiving: bool = False,
) -> list[Record]:
    """At most 20 records for what was typed so far, best first, only those this reader may do that with.

    ``forgiving`` overlooks typing errors where nothing else is found: for whoever looks at what they are offered.
    """
    reach = within(reader, permission, kinds=kinds)
    if reach is None:
        return []
    number = RecordNumber.read(text)
    if number:
        found = records.by_number(session, [number]).get(number) if number.kind in kinds else None
        mine = found is not None and all(reader.may(one, found.owner) for one in (VIEW, permission))
        return [as_seen(reader, found)] if found and mine else []
    return [as_seen(reader, one) for one in search.find(session, text, reach, SUGGESTIONS, forgiving=forgiving)]


def named(
    session: Session, reader: Member, text: str, *, permission: str = VIEW, kinds: Collection[RecordKind] = CLIENTS
) -> tuple[Record | None, str]:
    """The client that a slash text begins with, and the rest of the text.

    It is what stands in quotes or before a colon, else the longest beginning that names exactly one client.
    """
    tried: set[tuple[str, ...]] = set()
    for client, rest in _beginnings(text):
        words = tuple(folding.words(client))
        if words in tried:
            continue
        tried.add(words)
        found = suggest(session, reader, client, permission=permission, kinds=kinds)
        the_one = _the_one(found, client)
        if the_one and not _says_twice(the_one, words):
            return the_one, rest
        if len(found) == SUGGESTIONS:
            # With fewer words there are only more of them.
            break
    return None, text.strip()


def _says_twice(one: Record, typed: Sequence[str]) -> bool:
    """“Acme a appelé” names Acme: the “a” begins it too, but belongs to what was written."""
    mine = folding.words(one.name, one.company_name)
    begun = [[have for have in mine if have.startswith(word)] for word in typed]
    only = [have[0] for have in begun if len(have) == 1]
    return len(set(only)) < len(only)


def _beginnings(text: str) -> Iterator[tuple[str, str]]:
    """What a slash text may begin with, the most telling first, and what is left of it then."""
    client, rest = _marked(text)
    if client:
        yield client, rest
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    for end in reversed(ends[:NAMED_BY_AT_MOST]):
        yield text[:end], text[end:].strip()


def _marked(text: str) -> tuple[str | None, str]:
    text = text.strip()
    for opening, closing in (('"', '"'), ("“", "”"), ("«", "»"), ("„", "“")):
        if text.startswith(opening) and closing in text[1:]:
            client, rest = text[1:].split(closing, 1)
            return client.strip(), rest.lstrip(" :")
    before, colon, rest = text.partition(":")
    return (before.strip(), rest.strip()) if colon and not rest.startswith("//") else (None, text)


def _only(session: Session, reader: Member, text: str, permission: str, kinds: Collection[RecordKind]) -> Record | None:
    """The one client of this name."""
    return _the_one(suggest(session, reader, text, permission=permission, kinds=kinds), text)


def _the_one(found: Sequence[Record], text: str) -> Record | None:
    """The only one found, or the only one whose whole name it is."""
    if not folding.words(text):
        return None
    if len(found) == 1:
        return found[0]
    exact = [one for one in found if folding.same_name(one.name, text)]
    return exact[0] if len(exact) == 1 else _company_of_all(found)


def _company_of_all(found: Sequence[Record]) -> Record | None:
    """“Acme” finds the company and the people who work there: the company is meant."""
    companies = [one for one in found if one.kind is RecordKind.COMPANY]
    if len(companies) != 1:
        return None
    [company] = companies
    return company if all(one.company == company.id for one in found if one is not company) else None


def card(
    session: Session,
    reader: Member,
    number: RecordNumber,
    *,
    before: tuple[datetime, int] | None = None,
    sought: Sought = EVERYTHING,
) -> Card:
    """A client with one page of its infobox.

    Raises:
        NotFound: no such client, or none that this reader may view; no such member or action to look for.
    """
    found = records.by_number(session, [number]).get(number)
    if found is None or not reader.may(VIEW, found.owner):
        raise missing(session, reader, number)
    head = heads.head(session, found)
    page = infobox.page(session, reader, found, sought, before=before)
    return Card(
        record=as_seen(reader, found),
        owner=head.owner,
        details=head.details,
        status=head.status,
        company=_company(session, reader, found),
        entries=page.entries,
        older=page.older,
    )


def _company(session: Session, reader: Member, found: Record) -> Record | None:
    """Where a contact works, if the reader may view that."""
    if found.company is None or not reader.may(VIEW, found.company_owner):
        return None
    return records.by_id(session, [found.company])[found.company]


def find_one(session: Session, reader: Member, text: str, *, kinds: Collection[RecordKind] = CLIENTS) -> Record:
    """The client of a name or number.

    Raises:
        NotFound: none, or several, for this reader.
    """
    found = _only(session, reader, text, VIEW, kinds)
    if found is None:
        raise not_found(session, reader, text)
    return found


def not_found(session: Session, reader: Member, text: str) -> NotFound:
    """What to tell whoever asks for a name or a number that no client answers to."""
    number = RecordNumber.read(text)
    return missing(session, reader, number) if number else NotFound(what=text[:80])


def meant(session: Session, reader: Member, text: str) -> tuple[Record | None, Sequence[Record]]:
    """The client of a name or number; where several answer to it, those."""
    found = suggest(session, reader, text)
    one = _the_one(found, text)
    return (one, ()) if one else (None, found)
