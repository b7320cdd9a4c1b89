"""From a shell: what is known of a client is put right."""

from __future__ import annotations

import re

from tests.cli.conftest import address

NADIA = address("nadia")


def edit(*more):
    return ("perform", "edit", "--as", NADIA, *more)


def test_what_is_given_is_written_what_is_given_empty_is_cleared_and_the_rest_stays(carnet, agency):
    said = carnet(*edit("--client", "CMP-1", "--phone", "+41 32 555 01 10", "--email", ""))
    number = re.fullmatch(r"(E-\d+) · Edit · CMP-1\n", said)[1]
    details = agency.card("acme").details
    assert (details["phone"], details["email"], details["city"]) == ("+41 32 555 01 10", None, "Delémont")
    carnet("undo", number, "--as", NADIA)
    assert agency.card("acme").details["email"] == "bureau@acme.example"


def test_a_contact_is_edited_by_its_own_fields(carnet, agency):
    carnet(*edit("--client", "CST-1", "--first-name", "Elise", "--company", "CMP-2"))
    assert (agency.record("elodie").name, agency.record("elodie").company_name) == ("Elise Müller", "Kern & Söhne GmbH")


def test_what_the_client_has_not_and_what_it_must_have_is_said(carnet):
    said = carnet(*edit("--client", "CMP-1", "--first-name", "Elise", "--name", ""), code=1)
    assert said.splitlines() == ["--name: Please fill in “Name”.", "“first_name” is not part of this form."]
    said = carnet(*edit("--client", "CMP-1"), code=1)
    assert said.strip() == "Nothing was changed: this is what stands here already."
    said = carnet(*edit("--phone", "+41 32 555 01 10"), code=1)
    assert said.strip() == "--client: Please fill in “Client”."


def test_a_look_alike_is_saved_with_confirm(carnet, agency):
    said = carnet(*edit("--client", "CMP-2", "--name", "Acme Précision SA"), code=1)
    assert "Acme Précision SA (CMP-1)" in said
    carnet(*edit("--client", "CMP-2", "--name", "Acme Précision SA", "--confirm"))
    assert agency.record("kern").name == "Acme Précision SA"


def test_an_own_note_is_put_right_and_the_timeline_says_so(carnet, agency):
    number = agency.entry(by="nadia", note="Two profiles.")
    said = carnet("perform", "edit-entry", "--as", NADIA, "--entry", number, "--text", "Three *profiles*.")
    assert said == f"{number} · Edit entry\n"
    [told] = carnet("timeline", "CMP-1", "--count", "1", "--as", NADIA, "--json")
    assert (told["number"], told["text"], told["edited"]) == (number, "Three profiles.", True)
    assert f"{number} · " in (shown := carnet("timeline", "CMP-1", "--count", "1", "--as", NADIA))
    assert " · edited\n" in shown
    said = carnet("perform", "edit-entry", "--as", address("emma"), "--entry", number, "--text", "Four.", code=1)
    assert said.startswith("--entry: Nadia El Khoury")
