"""Look-alikes: what two clients share is kept with every change, and shown to those who may view both."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.domain.errors import Refused
from crm.store.likeness import domains
from crm.store.tables import likeness
from crm.views import duplicates
from tests.factories import agency as founded


def company(agency, name, **fields):
    [number] = agency.perform("add-company", by="nadia", name=name, confirm="yes", **fields).records
    return number


def contact(agency, first, last, **fields):
    asked = {"company": "acme", "first_name": first, "last_name": last, "confirm": "yes", **fields}
    [number] = agency.perform("add-contact", by="nadia", **asked).records
    return number


def like(agency, key, *, by="nadia"):
    """The numbers of those that a client looks like, and why."""
    record, reader = agency.record(key), agency.member(by)
    with agency.read() as session:
        found = duplicates.of(session, reader, record)
    return {str(one.other.number): [str(why) for why in one.why] for one in found}


def everywhere(agency, *, by="nadia", count=100):
    reader = agency.member(by)
    with agency.read() as session:
        found = duplicates.everywhere(session, reader, count)
    return {(str(one.record.number), str(one.other.number)) for one in found}


def test_the_same_address_the_same_name_and_the_same_domain_are_seen(agency):
    same = company(agency, "ACME Precision S.A.", website="https://www.acme.example/fr")
    other = company(agency, "Acme Précision SA")
    assert like(agency, "acme") == {same: ["same domain"], other: ["same name"]}
    assert like(agency, same) == {"CMP-1": ["same domain"]}
    twin = contact(agency, "Elodie", "Muller", email="ELODIE@acme.example")
    assert like(agency, "elodie") == {twin: ["same email", "same name"]}


def test_namesakes_at_two_companies_are_two_people(agency):
    twin = contact(agency, "Hans", "Müller")
    assert like(agency, "hans") == {}
    agency.perform("assign-company", by="nadia", clients=[twin], company="kern")
    assert like(agency, "hans") == {twin: ["same name"]}


@pytest.mark.parametrize(
    ("website", "email", "found"),
    [
        ("https://www.acme.example/fr", None, {"acme.example"}),
        ("http://Acme.example:8080", "info@acme.example", {"acme.example"}),
        ("https://www.linkedin.com/company/acme", "acme@gmail.com", set()),
        (None, "info@GMX.ch", set()),
        ("not an address", "", set()),
        (None, None, set()),
    ],
)
def test_where_everybody_has_their_mail_says_nothing(website, email, found):
    assert domains(website, email) == found


def test_who_may_not_view_both_is_shown_none(agency):
    agency.set_role("own", {"view": "own"})
    agency.set_member("emma", role="own")
    other = company(agency, "Acme Précision SA")
    assert (like(agency, "acme", by="emma"), everywhere(agency, by="emma")) == ({}, set())
    agency.own(other, "emma")
    assert (like(agency, "acme", by="emma"), everywhere(agency, by="emma")) == (
        {other: ["same name"]},
        {("CMP-1", other)},
    )


def test_they_follow_every_change(agency):
    other = company(agency, "Acme Précision SA")
    changed = agency.perform("edit", by="nadia", client=other, name="Scierie Fleury").result
    assert like(agency, "acme") == {}
    agency.perform("undo", by="nadia", entry=changed)
    assert like(agency, "acme") == {other: ["same name"]}
    agency.perform("edit", by="nadia", client="kern", website="https://acme.example")
    assert like(agency, "acme") == {other: ["same name"], "CMP-2": ["same domain"]}
    gone = agency.perform("delete", by="nadia", client=other, name="Acme Précision SA").result
    assert like(agency, "acme") == {"CMP-2": ["same domain"]}
    agency.perform("undo", by="nadia", entry=gone)
    assert set(like(agency, "acme")) == {other, "CMP-2"}


def test_two_that_were_merged_are_one(agency):
    other = company(agency, "Acme Précision SA")
    done = agency.perform("merge", by="nadia", client="acme", **{"with": other})
    assert (like(agency, "acme"), everywhere(agency)) == ({}, set())
    agency.perform("undo", by="nadia", entry=done.result)
    assert everywhere(agency) == {("CMP-1", other)}


def test_a_list_of_all_is_as_long_as_wanted(agency):
    pairs = {(company(agency, f"Firma {n}"), company(agency, f"FIRMA {n}")) for n in range(6)}
    assert everywhere(agency) == pairs
    assert len(everywhere(agency, count=4)) == 4


NAMES = st.sampled_from(["Acme", "ACME", "Kern", "Fleury"])
MAILS = st.sampled_from(["", "a@x.example", "b@x.example", "c@y.example", "d@gmail.com"])
STEPS = st.lists(st.tuples(st.sampled_from(["add", "edit", "delete", "undo"]), NAMES, MAILS), max_size=8)
_teams = iter(range(10**6))


def test_what_is_marked_as_shared_is_what_several_have(store):
    """However clients come and go: the index of the shared ones holds no others, and none is missing."""

    @settings(max_examples=12 if store.sqlite else 5, suppress_health_check=list(HealthCheck), database=None)
    @given(steps=STEPS)
    def holds(steps):
        agency, made, gone = founded(store, team=f"T0L{next(_teams)}"), [], []
        for what, name, email in steps:
            if what == "add":
                made.append(company(agency, name, email=email))
            elif what == "edit" and made:
                # Nothing to change, or another of that name, which is asked about: both may happen here.
                with suppress(Refused):
                    agency.perform("edit", by="nadia", client=made[-1], name=f"{name} AG", email=email)
            elif what == "delete" and made:
                number = made.pop()
                named = agency.record(number).name
                gone.append(agency.perform("delete", by="nadia", client=number, name=named).result)
            elif what == "undo" and gone:
                agency.perform("undo", by="nadia", entry=gone.pop())
        with agency.read() as session:
            rows = session.rows(select(likeness))
        counted = [row.mark for row in rows]
        assert {(row.mark, row.shared) for row in rows} == {(one, counted.count(one) > 1) for one in counted}

    holds()
