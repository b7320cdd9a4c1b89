"""Whatever is done after whatever else, and undone: every view is as it was."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import Phase, event, given
from hypothesis import strategies as some
from job_hands import claimed, done, leave, undo, work
from sqlalchemy import select

from crm.actions import TOOLBOX
from crm.domain.action import Writes
from crm.domain.errors import Deleted, Refused
from crm.store.tables import entry, subject, word
from crm.views.jobs import Progress
from crm.views.upcoming import upcoming
from tests.cast import COMPANIES, CONTACTS, INFOBOX, NOW
from tests.factories import agency as founded
from tests.searching import few

pytestmark = pytest.mark.unwatched
NAMES = {
    **{key: fields["name"] for key, _owner, fields in COMPANIES},
    **{key: f"{fields['first_name']} {fields['last_name']}" for key, _at, _owner, fields in CONTACTS},
}
FIRMS, PEOPLE = [key for key, *_ in COMPANIES], [key for key, *_ in CONTACTS]
JOB = "job"
TEAMS = itertools.count(1)
firm, person, anybody = some.sampled_from(FIRMS), some.sampled_from(PEOPLE), some.sampled_from(sorted(NAMES))
several = some.lists(anybody, min_size=1, max_size=4, unique=True)
persons = some.lists(person, min_size=1, max_size=3, unique=True)
member = some.sampled_from(["emma", "theo", "paul"])
status = some.sampled_from(["meeting", "client", "dormant"])
pair = some.lists(firm, min_size=2, max_size=2, unique=True) | some.lists(person, min_size=2, max_size=2, unique=True)
taken = some.fixed_dictionaries({}, optional=dict.fromkeys(("email", "phone"), some.sampled_from(["first", "second"])))

TOMORROW = {"when": (NOW + timedelta(days=1)).isoformat(), "remind": "1h"}
to_come = some.sampled_from([{}, TOMORROW, {**TOMORROW, "calendar": "yes", "invite": "yes", "participants": ["theo"]}])
jobs = some.one_of(
    some.tuples(some.just("status"), some.fixed_dictionaries({"status": status})),
    some.tuples(some.just("activate"), some.just({"state": "inactive"})),
    some.tuples(some.just("assign"), some.fixed_dictionaries({"to": member, "with_contacts": some.just("yes")})),
)


def gone(key, contacts, company):
    return {"client": key, "name": NAMES[key], **({"contacts": contacts, "company": company} if key in FIRMS else {})}


CALLS = {
    "info": some.builds(lambda clients, when: {"clients": clients, "note": "Rappelé.", **when}, several, to_come),
    "status": some.fixed_dictionaries({"clients": several, "status": status}),
    "activate": some.fixed_dictionaries({"clients": several, "state": some.sampled_from(["active", "inactive"])}),
    "assign": some.fixed_dictionaries({"clients": several, "to": member}, optional={"with_contacts": some.just("yes")}),
    "assign-company": some.fixed_dictionaries({"clients": persons, "company": firm}),
    "edit": some.fixed_dictionaries(
        {"client": anybody},
        optional={
            "notes": some.sampled_from(["", "Old friends."]),
            "phone": some.sampled_from(["", "032 555 00 00"]),
            "email": some.sampled_from(["", "new@jura.example"]),
            "owner": member,
        },
    ),
    "delete": some.builds(gone, anybody, some.sampled_from(["delete", "move"]), firm),
    "merge": some.builds(lambda two, choices: {"client": two[0], "with": two[1], **choices}, pair, taken),
    "link-channel": some.fixed_dictionaries({"company": firm, "channel": some.sampled_from([f"<#{INFOBOX}>", ""])}),
    "add-company": some.fixed_dictionaries(
        {"name": some.sampled_from(["Acme", "Scierie Fleury"])}, optional={"parent": firm}
    ),
    "add-contact": some.fixed_dictionaries(
        {"first_name": some.just("Ada"), "last_name": some.just("Müller"), "company": firm}
    ),
    JOB: some.tuples(several, jobs),
}
STEPS = some.one_of(*(some.tuples(some.just(name), calls) for name, calls in CALLS.items()))


def test_no_action_that_can_be_undone_is_forgotten():
    assert {name for name, one in TOOLBOX.items() if one.writes is Writes.ENTRY} == set(CALLS) - {JOB}


# A failure is told as it was found: every step is a transaction, and to make a course shorter takes minutes.
@few(10, phases=[Phase.explicit, Phase.generate])
@given(steps=some.lists(STEPS, max_size=3), last=STEPS)
def test_what_is_done_and_undone_leaves_no_trace_in_any_view(store, steps, last):
    """Whatever happened before, in a workspace of its own."""
    agency = founded(store, team=f"T0{next(TEAMS)}")
    # A status is followed up, so that what it brings up goes with it.
    agency.perform("status-rule", by="nadia", status="meeting", days="14")
    for name, inputs in steps:
        did(agency, name, inputs)
    newest = newest_entry(agency)
    before = views(agency, newest)
    done_last = did(agency, *last)
    if isinstance(done_last, Progress):
        undo(agency, done_last.job)
        due = claimed(agency)
        work(agency, due=due)
        leave(agency, due)
    elif done_last:
        agency.perform("undo", by="nadia", entry=done_last)
    assert views(agency, newest) == before


def did(agency, name, inputs):
    """The entry or the job; nothing where it was refused, as a client may be gone by now."""
    try:
        if name == JOB:
            keys, (action, given) = inputs
            ids = [agency.record(key).id for key in keys if seen(agency, key)]
            return done(agency, action, clients=ids, **given) if ids else None
        result = agency.perform(name, by="nadia", **inputs, **({"confirm": "yes"} if name != "edit" else {})).result
    except Refused as refused:
        event(f"{name} refused: {str(refused)[:30]}")
        return None
    event(name)
    return result


def newest_entry(agency):
    with agency.read() as session:
        return max(session.execute(select(entry.c.id)).scalars(), default=0)


def views(agency, last):
    """Every card, filing and index, and what is offered: of what was there, and of whatever else is found now."""
    cards = {key: seen(agency, key) for key in NAMES}
    offered = {
        text: sorted(str(one.number) for one in agency.suggest(text, by="nadia"))
        for text in ("", "acme", "müller", "fleury", "emma", "032")
    }
    mine = {key: agency.offered("status", by=key) for key in ("emma", "theo")}
    with agency.read() as session:
        old = select(subject.c.entry_id, subject.c.record_id).where(subject.c.entry_id <= last)
        filings = sorted(tuple(row) for row in session.rows(old))
        agendas = [upcoming(session, agency.member(key, "view"), NOW) for key in ("nadia", "emma", "theo")]
        words = sorted(tuple(row) for row in session.rows(select(word.c.record_id, word.c.word, word.c.owner_id)))
    return cards, offered, mine, filings, words, [to_do(one) for one in agendas]


def to_do(agenda):
    return [(_told(line.entry), line.responsible) for part in agenda.parts.values() for line in part.lines]


def seen(agency, key):
    try:
        card = agency.card(key)
    except Deleted:
        return None
    entries = [_told(one) for one in card.entries if not one.undone]
    company = replace(card.company, version=0) if card.company else None
    return replace(card.record, version=0), card.details, card.owner, card.status, company, entries


def _told(one):
    """An entry with its records; how often those were written is no part of what is seen."""
    return replace(one, records=tuple(replace(record, version=0) for record in one.records))
