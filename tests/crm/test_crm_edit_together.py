"""Forms that begin with what stands: what two do at once is merged, and what both changed is asked about."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies
from sqlalchemy import select

from crm.domain.clients import RecordKind
from crm.domain.errors import NeedsConfirmation, Refused
from crm.store.tables import change
from crm.views import editing
from tests.crm.test_crm_edit import details, edit, said
from tests.crm.test_crm_once import side_by_side
from tests.searching import few


def opened(agency, key, by="nadia"):
    """What the form of a client knows when it opens."""
    reader = agency.member(by, "edit")
    with agency.read() as session:
        return editing.begin(session, reader, agency.record(key))


def sent(agency, key, form, *, by="nadia", **typed):
    """A form comes back whole, as it began but for what was typed."""
    return edit(agency, key, by=by, **{**form.raw, "seen": form.seen, **typed})


def test_who_left_and_a_status_that_is_no_longer_offered_do_not_stand_in_the_way(agency):
    edit(agency, "acme", status="dormant")
    agency.set_member("emma", active=False)
    agency.forget_status("dormant")
    form = opened(agency, "acme")
    sent(agency, "acme", form, phone="+41 32 555 01 10")
    assert (details(agency, "acme")["owner"], details(agency, "acme")["status"]) == ("Emma Quéloz", "dormant")


def test_what_only_the_other_changed_is_kept_silently(agency):
    form = opened(agency, "acme")
    edit(agency, "acme", by="emma", city="Courroux", owner="theo")
    entry = sent(agency, "acme", form, phone="+41 32 555 01 10")
    assert (details(agency, "acme")["city"], details(agency, "acme")["owner"]) == ("Courroux", "Théo Aebischer")
    assert [line[1] for line in said(agency, entry)] == ["phone"]


def asked(agency, form, **typed):
    with pytest.raises(NeedsConfirmation) as question:
        sent(agency, "acme", form, **typed)
    return question.value


def test_the_second_is_shown_what_the_first_changed_and_may_put_their_own(agency):
    form = opened(agency, "acme")
    edit(agency, "acme", by="emma", city="Courroux", phone="+41 32 555 01 11")
    typed = {"city": "Moutier", "industry": "Décolletage"}
    question = asked(agency, form, **typed)
    assert next((one.field, str(one.text)) for one in question.problems) == (
        "city",
        "Emma Quéloz has changed this to “Courroux” meanwhile.",
    )
    assert [one.field for one in question.problems] == ["city", None]
    entry = sent(agency, "acme", form, **typed, **{"seen": question.seen, question.box: ["mine"]})
    assert said(agency, entry) == [
        ("Acme Précision SA", "industry", None, "Décolletage"),
        ("Acme Précision SA", "city", "Courroux", "Moutier"),
    ]
    assert details(agency, "acme")["phone"] == "+41 32 555 01 11"


def test_without_the_box_theirs_stays_and_the_rest_is_saved(agency):
    form = opened(agency, "acme")
    edit(agency, "acme", by="emma", city="Courroux")
    typed = {"city": "Moutier", "industry": "Décolletage"}
    question = asked(agency, form, **typed)
    entry = sent(agency, "acme", form, **typed, seen=question.seen)
    assert [line[1] for line in said(agency, entry)] == ["industry"]
    assert details(agency, "acme")["city"] == "Courroux"


def test_a_box_that_was_ticked_for_one_change_does_not_speak_for_the_next(agency):
    form = opened(agency, "acme")
    edit(agency, "acme", by="emma", city="Courroux")
    first = asked(agency, form, city="Moutier")
    edit(agency, "acme", by="emma", city="Porrentruy")
    second = asked(agency, form, city="Moutier", seen=first.seen, mine=["mine"])
    assert "Porrentruy" in str(second)
    sent(agency, "acme", form, city="Moutier", seen=second.seen, mine=["mine"])
    assert details(agency, "acme")["city"] == "Moutier"


def test_there_and_back_again_is_no_conflict_and_the_same_wish_neither(agency):
    form = opened(agency, "acme")
    entry = edit(agency, "acme", by="emma", city="Courroux")
    agency.perform("undo", by="emma", entry=entry)
    edit(agency, "acme", by="emma", phone="+41 32 555 01 10")
    sent(agency, "acme", form, city="Moutier", phone="+41 32 555 01 10")
    assert details(agency, "acme")["city"] == "Moutier"


def test_choices_owners_and_companies_are_shown_as_people_call_them(agency):
    form = opened(agency, "elodie")
    edit(agency, "elodie", by="nadia", owner="theo", company="kern", salutation="ms", status="client")
    with pytest.raises(NeedsConfirmation) as question:
        sent(agency, "elodie", form, owner="paul", company="hopital", salutation="mr", status="meeting")
    told = {one.field: str(one.text) for one in question.value.problems}
    assert "“Théo Aebischer”" in told["owner"]
    assert "“Kern & Söhne GmbH”" in told["company"]
    assert "“Ms”" in told["salutation"]
    assert "“Client”" in told["status"]


def test_many_who_edit_at_once_are_all_served_and_none_is_overwritten_unasked(agency):
    form = opened(agency, "acme")
    fields = ["phone", "city", "street", "country", "industry", "city"]
    values = ["+41 32 555 01 10", "Moutier", "Rue du Doubs 14", "Suisse", "Horlogerie", "Courroux"]

    def one(number):
        try:
            return sent(agency, "acme", form, **{fields[number]: values[number]})
        except NeedsConfirmation as question:
            return question

    answers = side_by_side(one)
    [question] = [answer for answer in answers if isinstance(answer, NeedsConfirmation)]
    stands = details(agency, "acme")
    assert {stands[one] for one in ("phone", "street", "country", "industry")} == {
        value for field, value in zip(fields, values, strict=True) if field != "city"
    }
    assert stands["city"] in {"Moutier", "Courroux"}
    assert stands["city"] in str(question)
    with agency.read() as session:
        rows = session.rows(select(change.c.before, change.c.after).where(change.c.field == "city"))
    assert [tuple(row) for row in rows] == [("Delémont", stands["city"])]


def test_a_form_of_somebody_who_may_not_assign_leaves_the_owner_alone(agency):
    form = opened(agency, "acme", by="luc")
    assert {"owner", "status"}.isdisjoint(form.raw)
    sent(agency, "acme", form, by="luc", phone="+41 32 555 01 10")
    assert details(agency, "acme")["owner"] == "Emma Quéloz"


def test_a_company_that_the_editor_may_not_view_is_left_out_of_the_form_and_stays(agency):
    agency.own("acme", "theo")
    agency.set_role("narrow", {"view": "own", "edit": "own", "assign-company": "own"})
    agency.set_member("emma", role="narrow")
    form = opened(agency, "elodie", by="emma")
    assert "company" not in form.raw
    sent(agency, "elodie", form, by="emma", phone="+41 32 555 01 10")
    assert agency.card("elodie").record.company_name == "Acme Précision SA"


@pytest.mark.parametrize("kind", [RecordKind.COMPANY, RecordKind.CONTACT])
def test_a_form_that_comes_back_as_it_began_changes_nothing(agency, kind):
    key = "acme" if kind is RecordKind.COMPANY else "elodie"
    with pytest.raises(Refused, match="Nothing was changed"):
        sent(agency, key, opened(agency, key))


FIELDS = ("city", "street", "country", "industry")
WORDS = strategies.sampled_from(("", "Moutier", "Courroux", "Porrentruy"))
changes = strategies.dictionaries(strategies.sampled_from(FIELDS), WORDS)


def answer(agency, typed):
    """What a form that comes back is refused with, if it is."""
    try:
        sent(agency, "acme", **typed)
    except Refused as refused:
        return refused
    return None


@pytest.mark.unwatched
@few(10)
@given(first=changes, theirs=strategies.lists(changes, max_size=3), mine=changes, ticked=strategies.booleans())
def test_whatever_two_do_at_once_each_field_is_somebodys_wish_and_none_is_lost(agency, first, theirs, mine, ticked):
    """A field is as the other left it, unless I changed it and nobody else did, or I was asked and said so."""
    blank = dict.fromkeys(FIELDS, "")
    form = opened(agency, "acme")
    answer(agency, {"form": form, **blank, **first})
    form = opened(agency, "acme")
    base = {name: form.raw[name] or "" for name in FIELDS}
    for one in theirs:
        answer(agency, {"form": opened(agency, "acme"), **one})
    now = {name: details(agency, "acme")[name] or "" for name in FIELDS}
    both = {name for name in mine if mine[name] not in {base[name], now[name]} and now[name] != base[name]}
    alone = {name for name in mine if mine[name] != base[name]} - both
    question = answer(agency, {"form": form, **mine})
    assert isinstance(question, NeedsConfirmation) is bool(both)
    if both:
        assert {one.field for one in question.problems} - {None} == both
        answer(agency, {"form": form, **mine, "seen": question.seen, "mine": ["mine"] if ticked else []})
    kept = {**now, **{name: mine[name] for name in (alone | both if ticked else alone)}}
    assert {name: details(agency, "acme")[name] or "" for name in FIELDS} == kept
