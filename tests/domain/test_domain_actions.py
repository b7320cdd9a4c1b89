"""A definition checks itself when it is built: a wrong action or field never exists."""

from __future__ import annotations

import pytest

from crm.actions import ACTIONS, TOOLBOX
from crm.domain.action import HELP_AT_MOST, TITLE_AT_MOST, Action, Writes
from crm.domain.clients import RecordKind
from crm.domain.fields import Line, Records
from crm.domain.i18n import Stored, Text

CLIENTS = Records(name="clients", label=Text("Clients"), required=True, example=("CMP-1",))
NOTE = Line(name="note", label=Text("Note"), example="Rappeler lundi")
SOUND = {
    "name": "call",
    "title": Text("Call"),
    "help": Text("Note a call."),
    "sentence": Text("{author} called"),
    "fields": (CLIENTS, NOTE),
    "clients": "clients",
    "main": "note",
}


def built(**changes):
    return Action(**{**SOUND, **changes})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Call me"}, "lower case"),
        ({"name": "x"}, "lower case"),
        ({"title": Text("T" * (TITLE_AT_MOST + 1))}, "at most 24"),
        ({"title": Text("")}, "at most 24"),
        ({"title": Stored(en="Call", de="D" * (TITLE_AT_MOST + 1))}, "at most 24"),
        ({"help": Text("h" * (HELP_AT_MOST + 1))}, "at most 140"),
        ({"fields": (CLIENTS, NOTE, NOTE)}, "same name"),
        ({"main": "other"}, "not in the form"),
        ({"clients": "note"}, "no record field"),
        ({"clients": None}, "filed under something"),
        ({"forms": {RecordKind.COMPANY: (Line(name="other", label=Text("Other")),)}}, "does not know"),
    ],
    ids=[
        "name",
        "short name",
        "long title",
        "no title",
        "long title in one language",
        "long help",
        "twins",
        "main",
        "clients",
        "nothing to file under",
        "form",
    ],
)
def test_a_wrong_action_is_refused_with_the_reason(changes, reason):
    with pytest.raises(ValueError, match=reason):
        built(**changes)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(ValueError, match=r"lower case.*not in the form"):
        built(name="Call me", main="other")


def test_a_sound_action_knows_what_surfaces_read_off_it():
    action = built()
    assert (action.command, action.files_under) == ("/crm-call", (RecordKind.COMPANY, RecordKind.CONTACT))
    assert action.example == {"note": "Rappeler lundi"}
    assert (action.field("note"), action.field("nothing"), action.field(None)) == (NOTE, None, None)


def test_a_form_may_depend_on_the_client_who_is_chosen_first():
    action = built(forms={RecordKind.COMPANY: (NOTE,), RecordKind.CONTACT: ()})
    assert [action.form(kind) for kind in (None, RecordKind.COMPANY, RecordKind.CONTACT)] == [(CLIENTS,), (NOTE,), ()]
    assert built().form(None) == built().form(RecordKind.COMPANY) == (CLIENTS, NOTE)


def test_an_action_may_be_filed_under_what_it_creates_or_write_no_entry():
    assert built(clients=None, fields=(NOTE,), creates=RecordKind.COMPANY).files_under == ()
    assert built(clients=None, fields=(NOTE,), writes=Writes.AUDIT).files_under == ()


def test_own_words_are_words_like_any_other():
    title = Stored(en="Call", fr="Appel")
    assert built(title=title).title.in_language("fr") == "Appel"
    assert (title.in_language("de"), str(Stored(de="Anruf"))) == ("Call", "Anruf")


@pytest.mark.parametrize(
    ("field", "reason"),
    [({"name": "Two words"}, "lower case"), ({"name": "note", "required": True, "example": ""}, "no example")],
)
def test_a_wrong_field_is_refused_with_the_reason(field, reason):
    with pytest.raises(ValueError, match=reason):
        Line(label=Text("Note"), **field)


def test_the_toolbox_is_what_has_surfaces():
    assert set(TOOLBOX) >= {
        *("activate", "add-company", "add-contact", "assign", "assign-company", "delete", "edit", "info"),
        *("link-channel", "merge", "status"),
    }
    assert set(ACTIONS) - set(TOOLBOX) >= {
        "comment",
        "shortcuts",
        "undo",
        "take-effect",
    }
