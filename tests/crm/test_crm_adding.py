"""New companies and contacts: whose they may be, and look-alikes."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from crm.domain.errors import NeedsConfirmation, Refused
from crm.store.tables import record

NEW = {"first_name": "Aïcha", "last_name": "Nguyễn"}


def refused_at(agency, action, **inputs):
    """The fields at which a call is refused; nothing when it is done."""

    def count():
        with agency.read() as session:
            return session.value(select(func.count()).select_from(record))

    before = count()
    try:
        agency.perform(action, **inputs)
    except Refused as refused:
        assert count() == before
        return [problem.field for problem in refused.problems]
    return None


OWN = {"view": "all", "add-contact": "own", "add-company": "own"}
GROUP = {"view": "all", "add-contact": "group", "add-company": "group"}
NONE = {"view": "all"}
ALL = {"view": "all", "add-contact": "all", "add-company": "all"}
MIXED = {"view": "all", "add-contact": "all", "add-company": "group"}
CONTACTS_ONLY = {"view": "all", "add-contact": "all"}


CONTACTS_TRIED = [
    (NONE, {"company": "kern"}, [None]),
    (OWN, {"company": "acme"}, None),
    (OWN, {"company": "acme", "owner": "lena"}, None),
    (OWN, {"company": "acme", "owner": "theo"}, ["owner"]),
    (OWN, {"company": "kern"}, ["company"]),
    (OWN, {"company": "hopital", "owner": "theo"}, ["owner", "company"]),
    (OWN, {"new_company": "Scierie Fleury"}, None),
    (OWN, {"new_company": "Scierie Fleury", "owner": "theo"}, ["owner"]),
    (GROUP, {"company": "kern"}, None),
    (GROUP, {"company": "kern", "owner": "theo"}, None),
    (GROUP, {"company": "kern", "owner": "paul"}, ["owner"]),
    (GROUP, {"company": "hopital"}, ["company"]),
    (ALL, {"company": "hopital", "owner": "emma"}, None),
    (MIXED, {"new_company": "Scierie Fleury", "owner": "theo"}, None),
    (MIXED, {"new_company": "Scierie Fleury", "owner": "emma"}, ["owner"]),
    (CONTACTS_ONLY, {"new_company": "Scierie Fleury"}, ["new_company"]),
    (CONTACTS_ONLY, {"company": "hopital"}, None),
    (CONTACTS_ONLY, {}, ["company"]),
    (ALL, {"company": "acme", "owner": "jan"}, ["owner"]),
    (ALL, {"company": "acme", "owner": ["emma", "theo"]}, ["owner"]),
    (ALL, {"company": ["acme", "kern"]}, ["company"]),
    (ALL, {"company": "elodie"}, ["company"]),
]
COMPANIES_TRIED = [
    (NONE, {}, [None]),
    (OWN, {}, None),
    (OWN, {"owner": "theo"}, ["owner"]),
    (OWN, {"parent": "kern"}, ["parent"]),
    (GROUP, {"parent": "kern", "owner": "theo"}, None),
    (GROUP, {"parent": "hopital", "owner": "emma"}, ["owner", "parent"]),
    (ALL, {"parent": "hopital", "owner": "emma"}, None),
]


@pytest.mark.parametrize(
    ("action", "form", "tried"),
    [("add-contact", NEW, CONTACTS_TRIED), ("add-company", {"name": "Scierie Fleury"}, COMPANIES_TRIED)],
    ids=["contact", "company"],
)
def test_a_record_may_be_added_where_the_scope_reaches_owner_and_company(agency, action, form, tried):
    """Lena leads Théo, whose company is Kern; Acme is hers here."""
    agency.own("acme", "lena")
    for number, (grants, inputs, refused) in enumerate(tried):
        agency.set_role(f"tried{number}", grants)
        agency.set_member("lena", role=f"tried{number}")
        found = refused_at(agency, action, by="lena", **form, **inputs, confirm="yes")
        assert found == refused, (number, inputs)


def look_alikes(agency, action, by="nadia", **inputs):
    """What is shown; what goes through without a question is taken back."""
    try:
        done = agency.perform(action, by=by, **inputs)
    except NeedsConfirmation as question:
        return question.problems[0].text.blanks["names"]
    agency.perform("undo", by=by, entry=done.result)
    return []


ACME, ELODIE = "Acme Précision SA (CMP-1)", "Élodie Müller (CST-1)"


COMPANIES_LIKE = [
    ("Acme Précision SA", {}, [ACME]),
    ("  ACME   precision sa ", {}, [ACME]),
    ("Acme-Precision, SA", {}, [ACME]),
    ("Acme Précision", {}, []),
    ("Acme Précision SA Genève", {}, []),
    ("Kern & Sohne GmbH", {}, ["Kern & Söhne GmbH (CMP-2)"]),
    ("Fonderie Jaquet", {"email": "Bureau@ACME.example"}, [ACME]),
    ("Fonderie Jaquet", {"email": "bureau@acme.example.com"}, []),
    ("Élodie Müller", {}, []),
    ("???", {}, []),
    ("Hôpital " * 30, {}, []),
]


def test_a_company_s_look_alikes_are_shown_before_it_is_written(agency):
    for name, more, found in COMPANIES_LIKE:
        assert look_alikes(agency, "add-company", name=name, **more) == found, name


CONTACTS_LIKE = [
    ("Élodie", "Müller", {"company": "acme"}, [ELODIE]),
    ("ELODIE", "muller", {"company": "acme"}, [ELODIE]),
    ("Élodie", "Müller", {"company": "kern"}, []),
    ("Élodie", "Müller", {"new_company": "Fonderie Jaquet"}, []),
    ("Elodie", "Muller-Favre", {"company": "acme"}, []),
    ("Lise", "Favre", {"company": "kern", "email": "ELODIE@acme.example"}, [ELODIE]),
    ("Elodie", "Mueller", {"company": "hopital"}, ["Elodie Mueller (CST-3)"]),
    ("Hans", "Müller", {"new_company": "acme precision sa"}, [ACME]),
]


def test_a_contact_s_look_alikes_are_shown_before_it_is_written(agency):
    """Without a telephone number too, and however accents and capitals are typed."""
    for first, last, more, found in CONTACTS_LIKE:
        assert look_alikes(agency, "add-contact", first_name=first, last_name=last, **more) == found, (first, more)


def test_a_confirmed_call_goes_through(agency):
    done = agency.perform("add-company", by="nadia", name="Acme Précision SA", confirm="yes")
    assert done.records == ("CMP-4",)
    assert look_alikes(agency, "add-company", name="Acme Précision SA") == [ACME, "Acme Précision SA (CMP-4)"]


def test_look_alikes_that_somebody_may_not_see_do_not_exist_for_them(agency):
    agency.set_role("blind", {"view": "own", "add-company": "own"})
    agency.set_member("theo", role="blind")
    assert look_alikes(agency, "add-company", by="theo", name="Acme Précision SA") == []
    assert look_alikes(agency, "add-company", by="theo", name="Kern & Söhne GmbH") == ["Kern & Söhne GmbH (CMP-2)"]


def test_undone_records_are_nobody_s_look_alikes(agency):
    entry = agency.perform("add-company", by="nadia", name="Scierie Fleury").result
    agency.perform("undo", by="nadia", entry=entry)
    assert look_alikes(agency, "add-company", name="Scierie Fleury") == []


def test_a_new_contact_s_entry_stands_in_the_company_s_infobox_too(agency):
    done = agency.perform("add-contact", by="emma", company="acme", **NEW)
    assert done.records == ("CST-4",)
    assert done.result in [one.number for one in agency.card("acme").entries]
    assert [one.name for one in agency.see(done.result).records] == ["Aïcha Nguyễn"]
    assert [one.name for one in agency.suggest("precision nguy", by="rita")] == ["Aïcha Nguyễn"]
