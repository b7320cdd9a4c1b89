"""Whose thread a mail belongs to: by evidence of our own making, never by its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from bot.mail import address
from bot.mail.reading.letter import Letter
from bot.mail.sorting.case import Case, Place, Room
from crm import directory
from crm.store import raw_mail
from crm.store.intake import Arrived
from crm.store.tokens import Whose

BODY_LOOKED_AT = 100_000  # letters
REFERENCES_LOOKED_AT = 100
ROOT = re.compile(r"<t\.([a-z0-9]+)\.([1-9][0-9]{0,17})@([^<>\s]+)>")
OURS = re.compile(r"<[a-z]{2,20}\.[1-9][0-9]{0,17}\.[0-9a-f]{12}@[^<>\s]{1,255}>")


def find(room: Room, case: Case) -> Place | None:
    """The evidence, best first: the recipient's own address, what the mail answers, our Message-ID in its text."""
    return (
        _by_address(room, recipients(case))
        or _by_reference(room, _answered(case.read), "references")
        or _by_reference(room, OURS.findall(case.read.text[:BODY_LOOKED_AT])[:REFERENCES_LOOKED_AT], "text")
    )


def placed(room: Room, cases: Sequence[Case]) -> Iterator[Case]:
    """Those whose recipient's own address leads somewhere."""
    tokens = {case.recipient: token for case in cases if (token := _token(room, case.recipient))}
    places = _places(room, tokens.values())
    for case in cases:
        place = places.get(tokens.get(case.recipient, ""))
        if place is not None:
            yield replace(case, place=place)


def whom(room: Room, one: Arrived) -> list[str]:
    """The recipients that are ours; a mail from a mailbox has no envelope, its headers are looked at later."""
    ours = [each for each in one.envelope_to if each.rpartition("@")[2].lower() == room.domain.lower()]
    return list(dict.fromkeys(ours)) or [""]


def recipients(case: Case) -> list[str]:
    """Where a mail went: its envelope first, then what servers wrote into it, then what its sender did."""
    letter = case.read
    said = [one.email for one in (*letter.delivered, *letter.to, *letter.cc)]
    return [case.recipient, *said] if case.recipient else said


def bounce(room: Room, case: Case) -> tuple[int, int] | None:
    """Workspace and delivery of the bounce address that a mail came to."""
    ours = (one for one in recipients(case) if one.rpartition("@")[2].lower() == room.domain.lower())
    return next((found for one in ours if (found := address.read_bounce(one, *room.keys))), None)


def _by_address(room: Room, recipients: Sequence[str]) -> Place | None:
    tokens = dict.fromkeys(token for one in recipients if (token := _token(room, one)))
    places = _places(room, tokens)
    return next((places[token] for token in tokens if token in places), None)


def _places(room: Room, tokens: Iterable[str]) -> dict[str, Place]:
    """Where some tokens lead; those that lead nowhere are left out."""
    digests = {address.token_digest(token): token for token in tokens}
    with room.store.outside() as connection:
        return {digests[one]: _as_place(row) for one, row in raw_mail.leading(connection, digests).items()}


def _as_place(row: Row[Any]) -> Place:
    return Place(
        workspace=row.workspace_id,
        entry=row.entry_id,
        evidence="address",
        member=row.member_id,
        delivery=row.delivery_id,
        whose=Whose(row.kind),
        record=row.record_id,
    )


def _token(room: Room, recipient: str) -> str | None:
    domain = recipient.rpartition("@")[2].lower()
    return address.read_reply(recipient) if domain == room.domain.lower() else None


def _answered(letter: Letter) -> list[str]:
    """What the mail says that it answers, the nearest first."""
    found = [*letter.in_reply_to, *reversed(letter.references)]
    return list(dict.fromkeys(found))[:REFERENCES_LOOKED_AT]


def _by_reference(room: Room, message_ids: Sequence[str], evidence: str) -> Place | None:
    if not message_ids:
        return None
    with room.store.outside() as connection:
        workspaces = directory.workspaces(connection)
    for workspace in workspaces.values():
        with room.store.read(workspace) as session:
            known = raw_mail.linked(session, message_ids)
        for one in message_ids:
            if one in known:
                return Place(workspace=workspace, entry=known[one].entry_id, evidence=evidence)
    return next(_roots(room, message_ids, workspaces, evidence), None)


def _roots(room: Room, message_ids: Sequence[str], workspaces: dict[str, int], evidence: str) -> Iterator[Place]:
    """The first reference of all mails about an entry says which one it is."""
    teams = {team.lower(): number for team, number in workspaces.items()}
    for one in message_ids:
        found = ROOT.fullmatch(one.lower())
        if found and found[3] == room.sender_domain.lower() and found[1] in teams:
            yield Place(workspace=teams[found[1]], entry=int(found[2]), evidence=evidence)
