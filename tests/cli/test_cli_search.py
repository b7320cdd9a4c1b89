"""Looking for entries from a shell: in one infobox, and in all of them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import address


@pytest.fixture
def written(agency):
    """A note and a change of status about Acme, and a note about Kern."""
    note = agency.entry(by="emma", note="Wants two profiles")
    status = agency.perform("status", by="paul", clients=["acme"], status="meeting", description="Two visits").result
    other = agency.entry(by="emma", clients=("kern",), note="Two profiles, too")
    return {"note": note, "status": status, "other": other}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--search", "two"], ["status", "note"]),
        (["--search", "two prof"], ["note"]),
        (["--action", "status"], ["status"]),
        (["--author", address("paul")], ["status"]),
        (["--from", "2099-01-01"], []),
        (["--to", "2000-01-01"], []),
        (["--from", "2026-11-01", "--to", "2026-12-31", "--action", "info"], ["note"]),
    ],
    ids=" ".join,
)
def test_an_infobox_is_narrowed(carnet, written, options, found):
    shown = carnet("timeline", "CMP-1", *options, "--json")
    assert [one["number"] for one in shown] == [written[one] for one in found]


def test_what_is_to_come_is_narrowed_too(carnet, agency):
    made = [
        agency.entry(by="emma", note=f"{word} visit", when=f"2099-01-0{day}T09:00")
        for day, word in ((3, "Long"), (2, "Short"), (1, "Long"))
    ]
    agency.entry(by="emma", note="Long ago")
    shown = carnet("timeline", "CMP-1", "--upcoming", "--search", "long", "--json")
    assert [one["number"] for one in shown] == [made[2], made[0]]


def test_nothing_of_that_kind_is_said_in_words(carnet):
    said = carnet("timeline", "CMP-1", "--search", "zzz", "--as", address("emma"))
    assert said.endswith("Rien de tel ici.\n")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--from", "yesterday"], "--from: “yesterday” is not a day. Write it like 2026-12-01."),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "--to: The last day is before the first."),
        (["--author", "nobody@acme.example"], "was not found"),
        (["--action", "nonsense"], "was not found"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_at_its_option(carnet, options, reason):
    assert reason in carnet("timeline", "CMP-1", *options, "--as", address("nadia"), code=1)


def test_all_notes_are_searched_for_whoever_asks(carnet, agency, written):
    numbers = [one["number"] for one in carnet("search", "two", "profiles", "--json")]
    assert numbers == [written["other"], written["note"]]
    assert "Two profiles, too" in carnet("search", "too", "--as", address("nadia"))
    assert carnet("search", "two", "--count", "1", "--json")[0]["number"] == written["other"]
    assert carnet("search", "two", "--as", address("noa"), "--json") == []
    assert carnet("search", "zzz", "--as", address("emma")) == "Rien n’a été trouvé pour «\u00a0zzz\u00a0».\n"
