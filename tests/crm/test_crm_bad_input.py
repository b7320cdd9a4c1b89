"""Bad and forged input: refused with every problem at once, and not one row is written."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from crm.domain.errors import Refused
from crm.store.tables import metadata
from tests.factories import agency as another
from tests.fence_guard import TRESPASS

LONG = "lorem ipsum " * 1100
BROKEN = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]}
TOO_MANY = [f"CMP-{number}" for number in range(1, 102)]


def rows(agency):
    """How many rows every table holds, and the last number of each counter."""
    with agency.read() as session:
        asked = session.connection.execution_options(**{TRESPASS: True})
        counted = {
            table.name: asked.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
            if table.name != "counter"
        }
        asked.execution_options(**{TRESPASS: False})
    return counted


def note(**more):
    return {"clients": ["acme"], "note": "Rappelé.", **more}


def company(**more):
    return {"name": "Scierie Fleury", **more}


def contact(**more):
    return {"first_name": "Aïcha", "last_name": "Nguyễn", "company": "acme", **more}


FORGED = [
    ("info", {}, ["clients", "note"]),
    ("info", note(clients=[], note="   "), ["clients", "note"]),
    ("info", note(clients=["CMP-99", "acme"]), ["clients"]),
    ("info", note(clients=["PRF-1"]), ["clients"]),
    ("info", note(clients=["Acme"]), ["clients"]),
    ("info", note(clients="CMP-0"), ["clients"]),
    ("info", note(clients=["CMP-99999999999999999999"]), ["clients"]),
    ("info", note(clients=[None, 7, {}]), ["clients"]),
    ("info", note(clients={"acme": 1}), ["clients"]),
    ("info", note(clients=TOO_MANY), ["clients"]),
    ("info", note(note=LONG), ["note"]),
    ("info", note(note=BROKEN), ["note"]),
    ("info", note(note=7), ["note"]),
    ("info", note(note={"type": "mrkdwn", "text": "x"}), ["note"]),
    ("info", note(when="tomorrow", remind="1y"), ["when", "remind"]),
    ("info", note(when="99999999999999"), ["when"]),
    ("info", note(when=["2026-12-01"]), ["when"]),
    ("info", note(participants=["M-99"]), ["participants"]),
    ("info", note(participants=["L-99x"]), ["participants"]),
    ("info", note(participants=[{"id": 1}]), ["participants"]),
    ("info", note(colour="red"), [None]),
    ("info", note(author="M-1", workspace_id="2", id="1"), [None, None, None]),
    ("status", {"clients": ["acme"], "status": "emperor"}, ["status"]),
    ("status", {"clients": ["acme"], "status": ["meeting"]}, ["status"]),
    ("status", {"clients": ["kern"], "description": LONG}, ["status", "description", "clients"]),
    (
        "add-company",
        company(name="x" * 256, email="nobody", website="no address", phone="call me"),
        [
            "name",
            "website",
            "phone",
            "email",
        ],
    ),
    ("add-company", company(name=["Scierie"], postcode="1" * 21, notes="n" * 3001), ["name", "postcode", "notes"]),
    ("add-company", company(parent="CST-1"), ["parent"]),
    ("add-company", company(name="\x00\x07"), ["name"]),
    ("add-contact", {"company": "acme"}, ["first_name", "last_name"]),
    (
        "add-contact",
        contact(salutation="Dr", language="it", linkedin="javascript:alert(1)"),
        [
            "salutation",
            "language",
            "linkedin",
        ],
    ),
    ("comment", {"entry": "E-99", "text": "Bonjour"}, [None]),
    ("comment", {"entry": "E-x", "text": ""}, ["entry", "text"]),
    ("undo", {"entry": "E-99"}, [None]),
    ("undo", {"entry": ""}, ["entry"]),
    ("edit-comment", {"entry": "E-1"}, ["text", "origin", "mark"]),
    ("take-effect", {"entry": "CMP-1"}, ["entry"]),
]


def test_bad_input_is_refused_with_every_problem_and_writes_nothing(agency):
    before = rows(agency)
    for action, inputs, fields in FORGED:
        with pytest.raises(Refused) as refused:
            agency.perform(action, by="emma", **inputs)
        assert [problem.field for problem in refused.value.problems] == fields, (action, inputs)
        assert all(str(problem.text) for problem in refused.value.problems)
    assert rows(agency) == before


def test_over_long_text_says_the_limit_and_how_long_it_is(agency):
    with pytest.raises(Refused, match="At most 255 characters, please; this has 300"):
        agency.perform("add-company", by="emma", name="x" * 300)


def test_numbers_of_another_workspace_do_not_exist(agency):
    other = another(agency.store, team="T0BERN")
    done = other.perform("add-company", by="nadia", name="Bern AG")
    theirs = other.entry(by="nadia", clients=(done.records[0],))
    before, beside = rows(agency), rows(other)
    assert int(theirs[2:]) > 6
    for action, inputs in (
        ("info", note(clients=done.records)),
        ("undo", {"entry": theirs}),
        ("comment", {"entry": theirs, "text": "Bonjour"}),
        ("take-effect", {"entry": theirs}),
        ("add-contact", contact(company=done.records[0])),
    ):
        with pytest.raises(Refused, match="was not found"):
            agency.perform(action, by="nadia", **inputs)
    assert (rows(agency), rows(other)) == (before, beside)


def test_what_a_person_typed_with_odd_signs_is_kept_without_them(agency):
    done = agency.perform("add-company", by="emma", name="  Scierie\x00  Fleury\x07\n& fils ")
    agency.numbers["fleury"] = done.records[0]
    assert agency.record("fleury").name == "Scierie Fleury & fils"


@pytest.mark.parametrize("limit", ["1", "64", "255"])
def test_the_longest_words_are_kept_and_found(agency, limit):
    name = "Ü" * int(limit)
    agency.perform("add-company", by="emma", name=name)
    assert [one.name for one in agency.suggest(name, by="emma")] == [name]
