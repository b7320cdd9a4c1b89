"""`carnet report`: last week in numbers, for who has people below them."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.cli.conftest import address


def test_whoever_leads_a_team_gets_its_week_and_nobody_else(carnet, agency):
    agency.entry(by="emma")
    said = carnet("report", "--as", address("paul"), "week.xlsx", "--json")
    assert (said["file"], said["actions"]) == ("week.xlsx", 0), "this week is not over"
    sheets = load_workbook("week.xlsx").sheetnames
    assert sheets == ["Was getan wurde", "Kunden nach Status", "Stille Kunden"]
    refused = carnet("report", "--as", address("emma"), "other.xlsx", code=1)
    assert "dirige des collègues" in refused


def test_an_administrator_says_how_many_notices_come_one_by_one(carnet, agency):
    assert carnet("perform", "budget", "--as", address("nadia"), "--notices", "20")
    assert carnet("perform", "budget", "--as", address("paul"), "--notices", "20", code=1)
