"""Many undoings at once: what they come to is the same as one after the other, and a few statements do."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta

from hypothesis import Phase, event, given
from hypothesis import strategies as some
from sqlalchemy import event as listened
from sqlalchemy import select

from crm import working
from crm.domain.errors import Refused
from crm.store.tables import change, delivery, entry, follow_up, record, subject, word
from tests.crm.job_hands import LATER, claimed, done, undo, with_ateliers
from tests.factories import NOW, a_source
from tests.factories import agency as founded
from tests.searching import few

DAY = timedelta(days=1)
TEAMS = itertools.count(1)
CLIENTS = ("acme", "kern", "hopital", "elodie", "hans")
several = some.lists(some.sampled_from(CLIENTS), min_size=1, max_size=3, unique=True)
member = some.sampled_from(["emma", "theo", "lena"])
soon = some.sampled_from([{}, {"when": (NOW + DAY).isoformat(), "remind": "1h", "calendar": True}])
CALLS = {
    "info": some.builds(lambda clients, when: {"clients": clients, "note": "Rappelé.", **when}, several, soon),
    "status": some.fixed_dictionaries({"clients": several, "status": some.sampled_from(["meeting", "client"])}),
    "activate": some.fixed_dictionaries({"clients": several, "state": some.sampled_from(["active", "inactive"])}),
    "assign": some.fixed_dictionaries({"clients": several, "to": member}, optional={"with_contacts": some.just("yes")}),
    "assign-company": some.fixed_dictionaries(
        {"clients": some.just(["elodie"]), "company": some.sampled_from(["kern", "hopital"])}
    ),
    "edit": some.fixed_dictionaries(
        {"client": some.sampled_from(["acme", "kern"]), "phone": some.just("032 555 00 00")}
    ),
    "delete": some.just({"client": "hopital", "name": "Hôpital du Jura", "contacts": "delete"}),
    "merge": some.just({"client": "acme", "with": "kern"}),
    "add-contact": some.just({"first_name": "Ada", "last_name": "Müller", "new_company": "Scierie Fleury"}),
}
STEPS = some.lists(some.one_of(*(some.tuples(some.just(one), calls) for one, calls in CALLS.items())), max_size=6)


# A failure is told as it was found: every step is a transaction, and to make a course shorter takes minutes.
@few(12, phases=[Phase.explicit, Phase.generate])
@given(steps=STEPS, data=some.data())
def test_undone_together_is_undone_one_after_the_other(store, steps, data):
    """In two workspaces in which the same was done before, with follow-ups and appointments, and some was undone."""
    two = [founded(store, team=f"T0{next(TEAMS)}") for _ in range(2)]
    for agency in two:
        agency.perform("status-rule", by="nadia", status="meeting", days="14")
        for name, inputs in steps:
            did(agency, name, inputs)
    written = entries_of(two[0])
    assert written == entries_of(two[1])
    wanted = data.draw(some.lists(some.sampled_from(written), max_size=7)) if written else []
    by = data.draw(some.sampled_from(["nadia", "nadia", "emma"]))
    items = [({"entry": f"E-{one}"}, a_source()) for one in wanted]
    together = two[0].perform_many("undo", by=by, items=items, at=LATER)
    apart = [two[1].perform_many("undo", by=by, items=[item], at=LATER)[0] for item in items]
    assert [told(one) for one in together] == [told(one) for one in apart]
    assert standing(two[0]) == standing(two[1])


def did(agency, name, inputs):
    more = {} if name == "edit" else {"confirm": "yes"}
    try:
        agency.perform(name, by="nadia", **inputs, **more)
    except Refused as refused:
        event(f"{name} refused: {str(refused)[:30]}")


def entries_of(agency):
    with agency.read() as session:
        return sorted(session.execute(select(entry.c.id)).scalars())


def told(outcome):
    return str(outcome) if isinstance(outcome, Refused) else (outcome.records, [str(one) for one in outcome.notes])


def standing(agency):
    """All that an undoing may touch, but for the numbers that it is written under."""
    read = (
        select(*(one for one in record.c if one.name not in {"workspace_id", "version", "created_at"})),
        select(entry.c.id, entry.c.undone_at, entry.c.responsible_id, entry.c.removal_id),
        select(subject.c.entry_id, subject.c.record_id),
        select(change.c.entry_id, change.c.record_id, change.c.field, change.c.before, change.c.after),
        select(follow_up.c.entry_id, follow_up.c.record_id, follow_up.c.dropped_by),
        select(word.c.record_id, word.c.word, word.c.owner_id),
        select(delivery.c.entry_id, delivery.c.kind, delivery.c.member_id, delivery.c.state, delivery.c.reason),
    )
    with agency.read() as session:
        return [Counter(map(str, session.rows(one))) for one in read]


def test_a_piece_of_an_undoing_takes_as_many_statements_however_many_clients_it_has(agency):
    many = with_ateliers(agency)
    first = done(many, status="client").job
    undo(many, first)
    due, counts, seen = claimed(many), [], []
    note = lambda *args: seen.append(args[2])  # noqa: E731 - it is taken off again by its name
    listened.listen(many.store.engine, "before_cursor_execute", note)
    for count in (2, 4, 20):
        seen.clear()
        assert working.step(many.store, due, count=count, now=LATER)
        counts.append(len([one for one in seen if not one.startswith("UPDATE counter")]))
    listened.remove(many.store.engine, "before_cursor_execute", note)
    # The first of all finds out what later ones know.
    assert counts[1] == counts[2]
