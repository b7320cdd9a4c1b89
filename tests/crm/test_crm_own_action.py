"""An action is a value: one that is made here goes the whole way, as one of an agency's own will."""

from __future__ import annotations

import pytest

from crm.actions._shared import CLIENTS_FIELD
from crm.domain.action import Action, Plan, Set
from crm.domain.fields import Line, Status
from crm.domain.i18n import Text
from crm.perform import perform
from tests.factories import NOW, a_source


def plan(call):
    return Plan(
        sets=tuple(
            Set(record, field, call.values[field])
            for record in call.records
            for field in ("status", "industry", "city")
            if call.values[field]
        )
    )


REVIEW = Action(
    name="review",
    title=Text("Review"),
    help=Text("Look at a company once a year."),
    sentence=Text("{author} reviewed the company"),
    fields=(
        CLIENTS_FIELD,
        Status(name="status", label=Text("Status"), example="meeting"),
        Line(name="industry", label=Text("Industry"), example="Watchmaking"),
        Line(name="city", label=Text("City"), example="Bienne"),
    ),
    clients="clients",
    plan=plan,
)


def review(agency, **inputs):
    with agency.begin() as session:
        return perform(
            session,
            REVIEW,
            actor=agency.tokens["nadia"],
            inputs=agency.named({"clients": ["acme"], **inputs}),
            source=a_source(),
            now=NOW,
        ).result


def acme(agency):
    card = agency.card("acme")
    return card.record.status, card.details["industry"], card.details["city"]


def test_several_fields_of_one_record_are_written_undone_and_redone_together(agency):
    first = review(agency, status="contacted", industry="Decolletage", city="Delémont")
    second = review(agency, status="meeting", industry="Watchmaking")
    assert [(one.field, one.before, one.after) for one in agency.see(second).changes] == [
        ("status", "contacted", "meeting"),
        ("industry", "Decolletage", "Watchmaking"),
    ]
    agency.perform("undo", by="nadia", entry=second)
    assert acme(agency) == ("contacted", "Decolletage", "Delémont")
    agency.perform("undo", by="nadia", entry=second)
    assert acme(agency) == ("meeting", "Watchmaking", "Delémont")
    done = agency.perform("undo", by="nadia", entry=first)
    assert [str(note) for note in done.notes] == [
        "Acme Précision SA: “industry” was changed since and stays as it is.",
        "Acme Précision SA: “Status” was changed since and stays as it is.",
    ]
    assert acme(agency) == ("meeting", "Watchmaking", "Delémont")


def test_what_stood_before_is_put_back_although_the_form_never_showed_it(agency):
    entry = review(agency, city="Porrentruy")
    assert [(one.before, one.after) for one in agency.see(entry).changes] == [("Delémont", "Porrentruy")]
    agency.perform("undo", by="nadia", entry=entry)
    assert acme(agency) == (None, None, "Delémont")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "Review it"}, "a name is lower case"),
        ({"title": Text("x" * 25)}, "a title has at most"),
        ({"help": Text("")}, "a help line has at most"),
        ({"main": "colour"}, "not in the form"),
        ({"clients": "industry"}, "clients names no record field"),
        ({"clients": None}, "must be filed under something"),
        ({"fields": (CLIENTS_FIELD, CLIENTS_FIELD)}, "two fields have the same name"),
    ],
)
def test_a_wrong_definition_never_exists(wrong, why):
    sound = {"name": "review", "title": REVIEW.title, "help": REVIEW.help, "sentence": REVIEW.sentence}
    with pytest.raises(ValueError, match=why):
        Action(**{**sound, "fields": REVIEW.fields, "clients": "clients", **wrong})
