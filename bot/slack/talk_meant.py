"""What was said, understood by somebody's own clients and choices: an action with its inputs, nothing written yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack import talk_files
from bot.slack.opening import target_of
from bot.speech.details import Details, details
from bot.speech.verbs import READERS
from crm.domain import folding
from crm.domain.access import Member, Scope
from crm.domain.action import Action, Writes
from crm.domain.clients import CLIENTS, Record
from crm.domain.errors import NotAllowed, Refused, out_of_reach
from crm.domain.fields import Choice, Field, Members, Moment, Reading, Status
from crm.domain.i18n import Text, known_zone, language_of
from crm.store.session import Session
from crm.views import clients, members
from templates.catalogue import say
from templates.files import CLIP

OFFERED = 5  # clients that may be meant
QUERY_AT_MOST = 80
HEAD_AT_MOST = 200  # letters in which a client is named
LEADS_AT_MOST = 4
LABEL_AT_MOST = 4  # words
TELLING = 3  # letters of a name's beginning
PARTICIPANTS, WHEN, REMIND = "participants", "when", "remind"
LEADS = re.compile(
    r"(?:me|moi|mir|for|about|on|to|with|of|the|card|client|pour|sur|chez|à|au|aux|de|du|la|le|fiche|carte"
    r"|zu|zum|zur|für|bei|an|von|die|der|den|das|karte|kunden|kunde)\s+(?=\S)|d['’](?=\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """An action and whom it is about: one client, or those that may be meant; and what was said of it."""

    action: Action
    reading: Reading
    rest: str
    myself: str
    record: Record | None = None
    others: Sequence[Record] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """An action with its inputs, as any door hands them over; the client apart, because it may still be chosen."""

    action: Action
    inputs: Mapping[str, Any]
    problems: Sequence[Text] = ()
    record: Record | None = None
    others: Sequence[Record] = ()

    @property
    def missing(self) -> list[Field]:
        """What its form requires and nobody has said."""
        target = target_of(self.action)
        asked = (one for one in self.action.fields if one.required and one is not target)
        return [one for one in asked if not self.inputs.get(one.name)]

    @property
    def complete(self) -> bool:
        """May it be saved without a look at the form?"""
        plain = self.action.clients and not self.action.forms and self.action.writes is Writes.ENTRY
        return bool(plain and self.record and not self.missing and not self.problems)

    @property
    def asks(self) -> bool:
        """Is only the client still open?"""
        target = target_of(self.action)
        return self.record is None and target is not None and target.required and not self.action.forms

    def as_data(self) -> dict[str, Any]:
        problems = [[one.msgid, dict(one.blanks)] for one in self.problems]
        return {"action": self.action.name, "inputs": dict(self.inputs), "problems": problems}


def about(session: Session, member: Member, action: Action, text: str, now: Any) -> About:
    """Whom something that was said is about.

    Raises:
        Refused: the member may not do this, or not with this client.
    """
    if member.reach(action.name) is Scope.NONE:
        raise NotAllowed
    record, others, rest = _client(session, member, action, text)
    reading = Reading(
        now=now,
        zone=known_zone(member.zone),
        language=language_of(member.locale),
        statuses=members.statuses(session) if any(isinstance(one, Status) for one in action.fields) else (),
    )
    return About(action=action, reading=reading, rest=rest, record=record, others=others, myself=member.slack_user)


def _client(session: Session, member: Member, action: Action, text: str) -> tuple[Record | None, Sequence[Record], str]:
    target = target_of(action)
    if target is None:
        return None, (), text
    for words in ways(text):
        # A client stands at the beginning, however long the text is.
        head = words[:HEAD_AT_MOST].rstrip()
        record, rest = clients.named(session, member, head, permission=action.name, kinds=target.kinds)
        if record and _named(record, head, rest):
            return record, (), words[len(head) - len(rest) :].strip()
        seen, rest = clients.named(session, member, head, kinds=target.kinds)
        if seen and not record and _named(seen, head, rest):
            raise Refused(out_of_reach([seen.name], None))
    for query, rest in _queries(text) if target.required else ():
        if all(len(word) < TELLING for word in folding.words(query)):
            continue
        found = clients.suggest(
            session, member, query, permission=action.name, kinds=target.kinds, forgiving=":" in text
        )
        if 0 < len(found) <= OFFERED:
            return None, found, rest
    return None, (), text


def _named(record: Record, text: str, rest: str) -> bool:
    """“A rappelé” begins the name of one client perhaps, and names nobody."""
    said = folding.words(text[: len(text) - len(rest)])
    whole = folding.words(record.name, record.company_name, str(record.number))
    return any(len(word) >= TELLING or word in whole for word in said)


def ways(text: str) -> Iterator[str]:
    """As it was said, and without the little words before the client: “for Acme”, “la fiche de l’Hôpital”."""
    yield text
    for _one in range(LEADS_AT_MOST):
        lead = LEADS.match(text)
        if lead is None:
            return
        text = text[lead.end() :]
        yield text


def _queries(text: str) -> Iterator[tuple[str, str]]:
    """What may name several clients: what stands before a colon, else the first words."""
    before, colon, after = text.partition(":")
    if colon and folding.words(before) and len(before) <= QUERY_AT_MOST and "\n" not in before:
        for way in list(ways(before.strip(' "“”„«»')))[::-1]:
            yield way, after.strip()
        return
    ends = [one.end() for one in re.finditer(r"\S+", text)][:3]
    for end in reversed(ends):
        yield text[:end], text[end:].strip()


def meant(found: About, files: talk_files.Given = ()) -> Meant:
    """Everything else that was said; the store is not asked any more."""
    action, names = found.action, {one.name for one in found.action.fields}
    said = details(found.rest, found.reading.now, found.reading.zone, dated=WHEN in names)
    people = [one for one in said.people if one != found.myself]
    inputs: dict[str, Any] = {}
    text = said.text
    for one in action.fields:
        if one.required and isinstance(one, Choice):
            key, text = _chosen(one, text, found.reading)
            inputs |= {one.name: key} if key else {}
        elif one.required and isinstance(one, Members) and people:
            inputs[one.name], people = [people[0]], people[1:]
    attached, problems = talk_files.inputs(action, files, found.reading)
    text = text or (f"{CLIP}{talk_files.names(files)}" if attached else "")
    if action.main and text:
        inputs[action.main] = text
    if PARTICIPANTS in names and people:
        inputs[PARTICIPANTS] = people
    return Meant(
        action=action,
        inputs={**inputs, **attached, **_times(action, said)},
        problems=[*said.problems, *problems],
        record=found.record,
        others=found.others,
    )


def _times(action: Action, said: Details) -> dict[str, Any]:
    dated = isinstance(action.field(WHEN), Moment) and said.when is not None
    found: dict[str, Any] = {WHEN: said.when.isoformat()} if dated and said.when else {}
    return found | ({REMIND: said.remind} if dated and said.remind != "none" else {})


def _chosen(field: Choice, text: str, reading: Reading) -> tuple[str | None, str]:
    """The choice that a text begins with, by its label in any language; and the rest."""
    labels: dict[tuple[str, ...], str] = {}
    for option in field.choices(reading):
        said = (option.key, *option.aliases, *(say(option.label, one) for one in READERS))
        labels |= {tuple(folding.words(label)): option.key for label in said}
    ends = [one.end() for one in re.finditer(r"\S+", text)][:LABEL_AT_MOST]
    for end in reversed(ends):
        key = labels.get(tuple(folding.words(text[:end])))
        if key:
            return key, text[end:].lstrip(" ,;:.–-")
    return None, text


def shown(session: Session, member: Member, text: str) -> tuple[Record | None, Sequence[Record]]:
    """The client that somebody wants to look at, or those that may be meant; a slip of the keyboard is overlooked."""
    said = [one.strip(' ?!."“”„«»') for one in ways(text)]
    for one in said:
        record, others = clients.meant(session, member, one)
        if record or others:
            return record, others
    near = clients.suggest(session, member, said[-1], kinds=CLIENTS, forgiving=True)
    return None, near
