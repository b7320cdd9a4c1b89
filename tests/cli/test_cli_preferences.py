"""What a member is told of, shown and chosen from a shell; and one entry muted there."""

from __future__ import annotations

from crm.domain.preferences import FIELDS
from tests.cli.conftest import address


def test_preferences_are_shown_and_chosen(carnet, agency):
    theo = ("--as", address("theo"))
    assert carnet("preferences", *theo, "--json")["comment"] == "mail"
    shown = carnet("preferences", *theo, "--set", "comment=slack", "--set", "digest = nothing")
    assert [line.split()[0] for line in shown.splitlines()[1:]] == [one.name for one in FIELDS]
    assert "Dans Slack" in shown
    found = carnet("preferences", *theo, "--json")
    assert (found["comment"], found["digest"], found["entry"]) == ("slack", "nothing", "mail")
    assert carnet("preferences", "--as", address("paul"), "--json")["comment"] == "mail"


def test_what_cannot_be_chosen_is_refused(carnet, agency):
    rita = ("--as", address("rita"))
    assert "pigeon" in carnet("preferences", *rita, "--set", "pigeons=pigeon", code=1)
    assert "nothing" in carnet("preferences", *rita, "--set", "entry=nothing", code=1)
    assert carnet("preferences", *rita, "--json")["entry"] == "mail"


def test_an_entry_is_muted_and_the_ledger_says_so(carnet, agency):
    entry = agency.entry(by="emma", participants=["rita"])
    rita = ("--as", address("rita"))
    assert "Muted." in carnet("mute", entry, *rita)
    assert f"muted {entry}" in carnet("deliveries", "--why", entry, address("rita"))
    assert "again" in carnet("mute", entry, "--off", *rita)
    assert "muted" not in carnet("deliveries", "--why", entry, address("rita"))
