"""`carnet perform` and `carnet undo`: the toolbox from a shell."""

from __future__ import annotations

import re

import pytest

from crm.actions import TOOLBOX
from tests.cli.conftest import address

EMMA, NADIA, RITA, NOA = map(address, ("emma", "nadia", "rita", "noa"))


def note(*more, by=EMMA):
    return ("perform", "info", "--as", by, *more)


def test_a_note_from_a_shell_stands_in_the_infobox_and_tells_its_participants(carnet, agency):
    said = carnet(
        *note("--client", "CMP-1", "--client", "CST-2", "--participant", address("lena"), "--note", "*Called*")
    )
    assert re.fullmatch(r"E-\d+ · Info · CMP-1, CST-2\n", said)
    assert [(kind, channel, to) for kind, channel, to in agency.owed("owed") if to == "lena"] == [
        ("entry", "mail", "lena"),
        ("entry", "slack", "lena"),
    ]
    [told] = carnet("timeline", "CMP-1", "--as", RITA, "--count", "1", "--json")
    assert (told["author"], told["text"], told["participants"]) == (
        "Emma Quéloz",
        "Called",
        ["Lena Brönnimann-Özdemir"],
    )


def test_a_long_text_comes_by_the_standard_input(carnet):
    carnet(*note("--client", "CMP-1", "--note", "-"), stdin="First line\nSecond line\n")
    [told] = carnet("timeline", "CMP-1", "--count", "1", "--json")
    assert told["text"] == "First line\nSecond line"


def test_all_problems_of_a_form_are_said_at_their_options_in_the_members_language(carnet, agency):
    before = len(agency.owed())
    said = carnet(*note("--client", "CMP-99"), code=1).replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert said == [
        "--client: « CMP-99 » est introuvable. Vérifiez le nom ou le numéro.",
        "--note: Veuillez remplir « Note ».",
    ]
    assert len(agency.owed()) == before


def test_a_refusal_is_data_too(carnet):
    said = carnet(*note("--client", "CMP-1", "--json", by=NADIA), code=1)
    assert said == {
        "refused": [{"field": "note", "option": "--note", "text": "Please fill in “Note”."}],
    }


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (RITA, "Your role does not allow this."),
        (NOA, "Your role does not allow this."),
        ("nobody@talents-jura.example", "You are not known here yet."),
        (address("jan"), "You are not known here yet."),
    ],
    ids=["reader", "no role", "stranger", "gone"],
)
def test_permissions_hold_in_a_shell_too(carnet, agency, by, reason):
    assert reason in carnet(*note("--client", "CMP-1", "--note", "x", by=by), code=1)


def test_the_same_key_is_done_once(carnet):
    asked = note("--client", "CMP-1", "--note", "Once", "--once", "night-import-7", "--json")
    first, second = carnet(*asked), carnet(*asked)
    assert (first["result"], first["repeat"]) == (second["result"], False)
    assert second["repeat"] is True


def test_a_look_alike_is_asked_about_and_added_when_confirmed(carnet):
    asked = ("perform", "add-company", "--as", NADIA, "--name", "Acme Precision SA")
    assert "CMP-1" in carnet(*asked, code=1)
    assert "CMP-4" in carnet(*asked, "--confirm")


def test_an_upcoming_entry_is_written_with_a_date_of_the_members_zone(carnet):
    carnet(*note("--client", "CMP-1", "--note", "Lunch", "--when", "2099-07-01 12:00", "--remind", "1d"))
    [told] = carnet("timeline", "CMP-1", "--upcoming", "--json")
    assert told["occurred_at"] == "2099-07-01T10:00:00+00:00"
    assert told["upcoming"] is True


def test_a_comment_from_a_shell_reaches_the_author(carnet, agency):
    entry = agency.entry(by="emma")
    agency.settle()
    assert (
        carnet("perform", "comment", "--as", address("theo"), "--entry", entry, "--text", "Seen")
        == "C-1 · Commentaire\n"
    )
    assert ("comment", "mail", "emma") in agency.owed("owed")


def test_undo_puts_back_what_an_entry_changed_and_only_for_who_may(carnet, agency):
    entry = agency.perform("status", by="emma", clients=["acme"], status="meeting").result
    assert "rôle" in carnet("undo", entry, "--as", address("theo"), code=1)
    assert carnet("undo", entry, "--as", EMMA, "--json")["records"] == ["CMP-1"]
    assert agency.record("acme").status is None
    assert "E-99" in carnet("undo", "E-99", "--as", EMMA, code=1)


OFFERED = [one for one in TOOLBOX.values() if not one.hands_over]


@pytest.mark.parametrize("action", OFFERED, ids=lambda one: one.name)
def test_every_action_has_a_command_whose_options_are_its_fields(typed, action):
    said = typed("perform", action.name, "--help").stdout
    assert [one.name for one in action.fields if f"--{one.name.replace('_', '-').removesuffix('s')}" not in said] in (
        [],
        ["attachments"],
    )
