"""Deleting, merging and look-alikes from a shell."""

from __future__ import annotations

from tests.cli.conftest import address

NADIA = ("--as", address("nadia"))


def perform(carnet, *arguments, code=0):
    return carnet("perform", *arguments, *NADIA, code=code)


def test_a_client_is_deleted_by_its_name_and_brought_back(carnet):
    asked = ("delete", "--client", "CMP-1", "--name", "Acme Précision SA")
    assert "Acme Précision SA has 1 contact" in perform(carnet, *asked, code=1)
    done = perform(carnet, *asked, "--contacts", "delete")
    assert "Delete · CMP-1" in done
    assert "CMP-1 was deleted by Nadia El Khoury" in carnet("timeline", "CMP-1", *NADIA, code=1)
    assert "Acme" not in carnet("clients", *NADIA)
    carnet("undo", done.split(" · ")[0], *NADIA)
    assert "Acme Précision SA" in carnet("timeline", "CMP-1", *NADIA)


def test_a_company_s_contacts_move(carnet):
    asked = ("delete", "--client", "CMP-1", "--name", "acme precision sa", "--contacts", "move", "--company", "CMP-2")
    perform(carnet, *asked)
    [row] = [one for one in carnet("clients", *NADIA, "--json") if one["number"] == "CST-1"]
    assert row["company"] == "Kern & Söhne GmbH"


def test_a_wrong_name_names_the_option(carnet):
    assert "--name" in perform(carnet, "delete", "--client", "CST-1", "--name", "Hans", code=1)


def test_two_are_merged_and_the_old_number_leads_to_the_new(carnet):
    done = perform(carnet, "merge", "--client", "CMP-1", "--with", "CMP-2", "--phone", "second", "--name", "first")
    assert "Merge · CMP-1" in done
    shown = carnet("timeline", "CMP-2", *NADIA)
    assert shown.startswith("🟢 Acme Précision SA · CMP-1")
    assert "Phone: – → +41 61 555 02 00" in shown
    carnet("undo", done.split(" · ")[0], *NADIA)
    assert carnet("timeline", "CMP-2", *NADIA).startswith("🟢 Kern & Söhne GmbH · CMP-2")


def test_look_alikes_are_listed_with_the_reason(carnet):
    assert carnet("clients", "--duplicates", *NADIA).strip() == "No two clients look alike."
    perform(carnet, "add-company", "--name", "ACME Précision SA", "--website", "acme.example", "--confirm")
    assert carnet("clients", "--duplicates", *NADIA, "--json") == [
        {"number": "CMP-1", "other": "CMP-4", "why": ["same name", "same domain"]}
    ]
    assert "same name, same domain" in carnet("clients", "--duplicates", *NADIA)
