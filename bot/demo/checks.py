"""Whether the demo's agency hangs together: everything that is named exists, and nothing is named twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.demo.lines import Agency, CommentLine, EntryLine

ACTIONS = ("info", "status")
ROLES = ("admin", "manager", "consultant", "assistant", "reader")
LANGUAGES = ("en", "fr", "de")
SALUTATIONS = ("ms", "mr", "none")
REMINDERS = ("at", "10m", "1h", "1d", "1w")


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The keys that lines may name, by what they stand for."""

    keys: Mapping[str, Collection[str]]

    def missing(self, where: str, what: str, *named: str | None) -> Iterator[str]:
        for key in named:
            if key is not None and key not in self.keys[what]:
                yield f'{where} names the {what} "{key}", which is not there.'


def problems(agency: Agency) -> list[str]:
    """Every reason why this agency cannot be shown; nothing when it can."""
    known = keys_of(agency)
    return [
        *twice(agency),
        *people(agency, known),
        *clients(agency, known),
        *(reason for number, entry in enumerate(agency.entries, start=1) for reason in timeline(number, entry, known)),
    ]


def keys_of(agency: Agency) -> Known:
    return Known(
        keys={
            "status": set(keys(agency.statuses)),
            "member": set(keys(agency.members)),
            "participant": set(keys(agency.members, agency.lists)),
            "company": set(keys(agency.companies)),
            "client": set(keys(agency.companies, agency.contacts)),
            "profile": set(keys(agency.profiles)),
            "action": ACTIONS,
            "role": ROLES,
            "language": LANGUAGES,
            "salutation": SALUTATIONS,
            "reminder": REMINDERS,
        }
    )


def twice(agency: Agency) -> Iterator[str]:
    """Members and lists share a space of keys, as clients and profiles do: entries name both."""
    yield from repeated("status", keys(agency.statuses))
    yield from repeated("participant", keys(agency.members, agency.lists))
    yield from repeated("record", keys(agency.companies, agency.contacts, agency.profiles))
    addresses = (*(member.email for member in agency.members), *(contact.email for contact in agency.contacts))
    yield from repeated("address", (address for address in addresses if address))


def keys(*groups: Iterable[Keyed]) -> Iterator[str]:
    return (line.key for group in groups for line in group)


def repeated(what: str, found: Iterable[str]) -> Iterator[str]:
    return (f'The {what} "{key}" is there {count} times.' for key, count in Counter(found).items() if count > 1)


def people(agency: Agency, known: Known) -> Iterator[str]:
    for member in agency.members:
        where = f"The member {member.key}"
        yield from known.missing(where, "role", member.role)
        yield from known.missing(where, "member", member.manager)
    for line in agency.lists:
        yield from known.missing(f"The list {line.key}", "member", *line.members)


def clients(agency: Agency, known: Known) -> Iterator[str]:
    for company in agency.companies:
        where = f"The company {company.key}"
        yield from known.missing(where, "status", company.status)
        yield from known.missing(where, "member", company.owner)
        yield from known.missing(where, "company", company.parent)
    for contact in agency.contacts:
        where = f"The contact {contact.key}"
        yield from known.missing(where, "status", contact.status)
        yield from known.missing(where, "member", contact.owner)
        yield from known.missing(where, "language", contact.language)
        yield from known.missing(where, "salutation", contact.salutation)
    for profile in agency.profiles:
        where = f"The profile {profile.key}"
        yield from known.missing(where, "member", profile.owner)
        yield from known.missing(where, "language", profile.language)


def timeline(number: int, entry: EntryLine, known: Known) -> Iterator[str]:
    where = f"The entry no. {number}"
    yield from known.missing(where, "action", entry.action)
    yield from known.missing(where, "member", entry.author)
    yield from known.missing(where, "client", *entry.clients)
    yield from known.missing(where, "profile", *entry.profiles)
    yield from known.missing(where, "participant", *entry.participants)
    yield from known.missing(where, "reminder", entry.remind)
    yield from changes(where, entry, known)
    yield from moments(where, entry)
    for comment in entry.comments:
        yield from remark(f"{where}: a comment", comment, known)


def changes(where: str, entry: EntryLine, known: Known) -> Iterator[str]:
    """A change of status says the new one, and for every client the old one."""
    was = entry.was or {}
    yield from known.missing(where, "status", entry.status, *was.values())
    if (entry.action == "status") != (entry.status is not None):
        yield f"{where} must have a status if it changes one, and none otherwise."
    if entry.status is not None and set(was) != set(entry.clients):
        yield f"{where} must say for each of its clients which status it had."


def moments(where: str, entry: EntryLine) -> Iterator[str]:
    if not entry.clients:
        yield f"{where} is filed under no client."
    if entry.created.upcoming:
        yield f"{where} must say when it was written, since it is still to come."
    if entry.remind and not entry.written:
        yield f"{where} reminds of something that was not planned."


def remark(where: str, comment: CommentLine, known: Known) -> Iterator[str]:
    yield from known.missing(where, "member", comment.author)
    if comment.at.upcoming:
        yield f"{where} is still to come."
