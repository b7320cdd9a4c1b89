"""From a shell: clients change hands and company, and are put to rest."""

from __future__ import annotations

import re

from tests.cli.conftest import address

NADIA = address("nadia")


def test_a_company_goes_to_somebody_else_with_its_contacts(carnet, agency):
    said = carnet(
        *("perform", "assign", "--as", NADIA, "--client", "CMP-1", "--to", address("theo"), "--with-contacts")
    )
    number = re.fullmatch(r"(E-\d+) · Assign · CMP-1\n", said)[1]
    assert [agency.card(key).owner for key in ("acme", "elodie")] == ["Théo Aebischer"] * 2
    carnet("undo", number, "--as", NADIA)
    assert [agency.card(key).owner for key in ("acme", "elodie")] == ["Emma Quéloz"] * 2


def test_a_contact_moves_and_a_client_is_put_to_rest(carnet):
    carnet("perform", "assign-company", "--as", NADIA, "--client", "CST-1", "--company", "CMP-2")
    carnet("perform", "activate", "--as", NADIA, "--client", "CST-1", "--state", "inactive")
    [found] = carnet("clients", "elodie kern", "--as", NADIA, "--json")
    assert (found["number"], found["active"], found["company"]) == ("CST-1", False, "Kern & Söhne GmbH")


def test_a_choice_and_a_member_that_there_are_not_are_said_at_their_options(carnet):
    said = carnet("perform", "activate", "--as", NADIA, "--client", "CMP-1", "--state", "asleep", code=1)
    assert said.startswith("--state: “asleep” is not one of the choices")
    said = carnet("perform", "assign", "--as", NADIA, "--client", "CMP-1", "--to", "nobody@else.example", code=1)
    assert said.startswith("--to: “nobody@else.example” was not found")
