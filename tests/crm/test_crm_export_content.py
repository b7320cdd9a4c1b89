"""What a workbook holds: the list as the list of clients has it, one client with all that was said about it."""

from __future__ import annotations

import pytest

from crm.views import exports
from tests.crm.exporting import exported, extent, numbers


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"kind": "company", "city": "Delémont"}, ["CMP-1"]),
        ({"words": "müller"}, ["CST-1", "CST-2"]),
        ({"company": "CMP-2"}, ["CMP-2", "CST-2"]),
        ({"owner": "me"}, ["CMP-3", "CST-3"]),
        ({"active": "inactive"}, []),
    ],
)
def test_the_list_is_narrowed_as_the_list_of_clients_is(agency, tmp_path, filters, found):
    sheets, _made = exported(agency, tmp_path, extent=extent(agency, **filters))
    assert numbers(sheets) == found
    assert len(sheets) == (1 if "kind" in filters else 2)


def test_a_row_says_what_the_form_asks_for_by_its_labels(agency, tmp_path):
    agency.perform("status", by="emma", clients=["acme"], status="meeting")
    agency.perform("info", by="emma", clients=["acme"], note="To come.", when="2026-12-01 09:00")
    sheets, _made = exported(agency, tmp_path)
    head, *rows = sheets["Companies"]
    row = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == "CMP-1")
    told = {label: row[label] for label in ("State", "Name", "Status", "Email", "City", "Owner")}
    assert told == {
        "State": "Active",
        "Name": "Acme Précision SA",
        "Status": "Meeting",
        "Email": "bureau@acme.example",
        "City": "Delémont",
        "Owner": "Emma Quéloz",
    }
    assert (row["Last action"], f"{row['Last date (Europe/London)']:%d.%m.%Y}") == ("Status", "24.11.2026")
    assert (row["Next action"], f"{row['Next date (Europe/London)']:%d.%m.%Y}") == ("Info", "01.12.2026")
    head, *rows = sheets["Contacts"]
    assert {row[0]: row[head.index("Company")] for row in rows} == {
        "CST-1": "Acme Précision SA",
        "CST-2": "Kern & Söhne GmbH",
        "CST-3": "Hôpital du Jura",
    }


def test_one_company_comes_with_its_contacts_and_its_infobox(agency, tmp_path):
    number = agency.entry(by="emma", clients=("acme", "kern"), note="=1+1", participants=["theo"])
    agency.perform("comment", by="theo", entry=number, text="Agreed.")
    undone = agency.perform("status", by="emma", clients=["acme"], status="meeting").result
    agency.perform("undo", by="emma", entry=undone)
    sheets, made = exported(agency, tmp_path, extent=extent(agency, "acme"))
    assert list(sheets) == ["Details", "Contacts", "Infobox"]
    assert dict(sheets["Details"])["Owner"] == "Emma Quéloz"
    assert [row[0] for row in sheets["Contacts"][1:]] == ["CST-1"]
    head, *rows = sheets["Infobox"]
    found = {row[head.index("Entry")]: dict(zip(head, row, strict=True)) for row in rows}
    note = found[number]
    assert (note["Action"], note["Author"], note["Text"]) == ("Info", "Emma Quéloz", "'=1+1")
    assert (note["Clients"], note["Participants"]) == ("Acme Précision SA, Kern & Söhne GmbH", "Théo Aebischer")
    assert note["Comments"].startswith("Théo Aebischer, 24 Nov 2026")
    assert note["Comments"].endswith("Agreed.")
    assert (found[undone]["State"], "Status: – → Meeting" in found[undone]["Changes"]) == ("undone", True)
    assert made.path.name == "Carnet – Acme Précision SA – 2026-11-24.xlsx"
    assert made.rows == 1 + len(rows)


def test_one_contact_has_no_contacts_of_its_own(agency, tmp_path):
    sheets, _made = exported(agency, tmp_path, extent=extent(agency, "elodie"))
    assert list(sheets) == ["Details", "Infobox"]
    assert dict(sheets["Details"])["Company"] == "Acme Précision SA"


def test_other_clients_of_an_entry_are_named_only_to_who_may_view_them(agency, tmp_path):
    agency.entry(by="nadia", clients=("acme", "kern"))
    agency.set_role("narrow", {"view": "own", "export": "own"})
    agency.set_member("emma", role="narrow")
    sheets, _made = exported(agency, tmp_path, "emma", extent(agency, "acme"))
    assert "Kern" not in str(sheets)


def test_it_is_in_the_members_language(agency, tmp_path):
    sheets, made = exported(agency, tmp_path, "paul")
    assert list(sheets) == ["Firmen", "Kontakte"]
    assert sheets["Firmen"][0][:3] == ["Nummer", "Zustand", "Name"]
    assert made.path.name == "Carnet – Kunden – 2026-11-24.xlsx"


def test_beyond_its_rows_a_workbook_says_what_is_missing(agency, tmp_path):
    sheets, made = exported(agency, tmp_path, at_most=4)
    assert (made.rows, made.whole, len([one for one in numbers(sheets) if one[:4] in {"CMP-", "CST-"}])) == (
        4,
        False,
        4,
    )
    assert [rows[-1][0] for rows in sheets.values()] == [
        "These are the first 4 rows. Filters make the list shorter, so that a workbook holds all of it."
    ] * 2
    _sheets, exact = exported(agency, tmp_path, at_most=6)
    assert (exact.rows, exact.whole) == (6, True)


@pytest.mark.unwatched
def test_pages_join_without_a_gap_and_without_a_double(agency, tmp_path):
    many = exports.PAGE + 3
    rows = [({"name": f"Atelier {place:03}", "owner": "emma"}, f"made:{place}") for place in range(many)]
    agency.perform_many("add-company", by="nadia", items=rows)
    notes = [({"clients": ["acme"], "note": f"Call {place}"}, f"told:{place}") for place in range(many)]
    agency.perform_many("info", by="nadia", items=notes)
    sheets, made = exported(agency, tmp_path)
    assert len(numbers(sheets)) == len(set(numbers(sheets))) == made.rows == many + 6
    sheets, _made = exported(agency, tmp_path, extent=extent(agency, "acme"))
    told = [row[6] for row in sheets["Infobox"][1:] if row[6]]
    assert sorted(told) == sorted(f"Call {place}" for place in range(many))
