"""`carnet export`: a workbook from a shell, in a member's name or for whoever looks after the database."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm.store.tables import audit
from tests.cli.conftest import address


def book(path="out.xlsx"):
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in load_workbook(path)}


def trail(agency):
    with agency.read() as session:
        return [(row.operation, row.data) for row in session.rows(select(audit).order_by(audit.c.id))]


def test_a_member_gets_what_they_may_export_in_their_language(carnet, agency, tmp_path):
    said = carnet("export", "--as", address("emma"), "out.xlsx")
    assert said == "out.xlsx\u00a0: 2 lignes.\n"
    assert {title: [row[0] for row in rows[1:]] for title, rows in book().items()} == {
        "Sociétés": ["CMP-1"],
        "Contacts": ["CST-1"],
    }
    source = trail(agency)[0][1]["source"]
    assert trail(agency) == [
        ("export", {"filters": {}, "source": source}),
        ("exported", {"filters": {}, "export": "A-1", "rows": 2}),
    ]
    assert [one.name for one in tmp_path.iterdir()] == ["out.xlsx"]


def test_one_client_comes_with_its_infobox(carnet, agency):
    number = agency.entry(by="emma", note="Called back.")
    assert carnet("export", "--as", address("nadia"), "--client", "CMP-1", "out.xlsx", "--json") == {
        "file": "out.xlsx",
        "rows": 4,
        "whole": True,
    }
    assert list(book()) == ["Details", "Contacts", "Infobox"]
    assert number in [row[1] for row in book()["Infobox"]]


def test_filters_are_those_of_the_list_and_a_file_of_before_is_replaced(carnet):
    carnet("export", "out.xlsx", "--filters", "kind:company")
    assert [row[0] for row in book()["Companies"][1:]] == ["CMP-3", "CMP-2", "CMP-1"]
    carnet("export", "out.xlsx", "--filters", "kind:company city:Delémont")
    assert [row[0] for row in book()["Companies"][1:]] == ["CMP-1"]


def test_whoever_may_read_the_database_needs_no_name(carnet, agency):
    carnet("export", "out.xlsx")
    assert sum(len(rows) - 1 for rows in book().values()) == 6
    carnet("export", "--client", "CST-2", "one.xlsx")
    assert list(book("one.xlsx")) == ["Details", "Infobox"]
    assert trail(agency) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as", address("rita")), "Your role does not allow this."),
        (("--as", address("emma"), "--client", "CMP-2"), "--client: Vous ne pouvez pas faire cela avec"),
        (("--as", address("nadia"), "--client", "CMP-99"), "--client: “CMP-99” was not found."),
        (("--client", "CMP-99"), "“CMP-99” was not found."),
        (("--filters", "colour:red"), "--filters: “colour:” is not a filter here."),
        (("--as", address("nadia"), "--filters", "colour:red"), "--filters: “colour:” is not a filter here."),
    ],
)
def test_what_is_refused_is_said_and_leaves_no_file(carnet, agency, tmp_path, arguments, said):
    assert carnet("export", *arguments, "out.xlsx", code=1).startswith(said)
    assert (list(tmp_path.iterdir()), trail(agency)) == ([], [])


@pytest.mark.parametrize(("file", "said"), [("out.csv", ".xlsx"), ("nowhere/out.xlsx", "There is no folder")])
def test_a_wrong_file_is_named_before_anything_is_read(typed, file, said):
    assert said in typed("export", file, code=2).stderr


def test_export_is_a_command_of_its_own(typed):
    assert "export" not in typed("perform", "--help").stdout.split()
    typed("perform", "export", code=2)
