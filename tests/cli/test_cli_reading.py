"""Reading from a shell: clients, timelines, the ledger; what a member may not see is not there."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from crm.store.tables import delivery
from tests.cli.conftest import address


def test_clients_are_listed_with_company_status_and_owner(carnet, agency):
    agency.perform("status", by="emma", clients=["acme"], status="meeting")
    lines = carnet("clients", "--as", address("paul")).splitlines()
    assert lines[0].split()[:6] == ["Nummer", "Name", "Firma", "Funktion", "Status", "Verantwortlich"]
    assert lines[1].split("  ")[0] == "CMP-1"
    assert "🟢 Acme Précision SA" in lines[1]
    assert "Gespräch" in lines[1]
    assert "Emma Quéloz" in lines[1]
    assert len(lines) == 7


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (["muller"], ["CST-1", "CST-2"]),
        (["CST-3"], ["CST-3"]),
        (["acme", "--kind", "company"], ["CMP-1"]),
        (["acme", "--count", "1"], ["CMP-1"]),
        (["--kind", "profile"], []),
        (["zzz"], []),
    ],
    ids=["accents", "number", "kind", "count", "profiles", "nothing"],
)
def test_clients_are_found_by_words_and_numbers(carnet, query, found):
    assert [one["number"] for one in carnet("clients", *query, "--json")] == found


def test_nothing_found_is_said_in_words(carnet):
    assert carnet("clients", "zzz", "--as", address("emma")) == "Rien n’a été trouvé.\n"


def test_a_timeline_reads_like_the_infobox(carnet, agency):
    entry = agency.entry(by="emma", note="Wants *two*\n- one\n- other", participants=["paul"])
    agency.perform("comment", by="theo", entry=entry, text="Je l’appelle")
    agency.perform("status", by="emma", clients=["acme"], status="client", when="2099-01-05T09:00")
    said = carnet("timeline", "acme précision", "--as", address("nadia"))
    assert said.startswith("🟢 Acme Précision SA · CMP-1\n")
    for expected in (
        "Emma Quéloz wrote a note: Acme Précision SA",
        "With Paul Rüegsegger",
        "    Wants two",
        "💬 Théo Aebischer",
    ):
        assert expected in said
    upcoming = carnet("timeline", "CMP-1", "--upcoming", "--as", address("nadia"))
    assert "5 Jan 2099" in upcoming
    assert "wrote a note" not in upcoming


def test_an_undone_entry_is_marked_and_no_longer_to_come(carnet, agency):
    entry = agency.entry(by="emma", when="2099-01-05T09:00")
    agency.perform("undo", by="emma", entry=entry)
    assert "Undone" in carnet("timeline", "CMP-1", "--as", address("nadia"))
    assert carnet("timeline", "CMP-1", "--upcoming", "--json") == []
    assert "Nothing here yet." in carnet("timeline", "CMP-1", "--upcoming", "--as", address("nadia"))


def test_a_long_timeline_is_read_page_by_page(carnet, agency):
    agency.perform_many(
        "info", by="emma", items=[({"clients": ["acme"], "note": f"Call {n}"}, f"test:long:{n}") for n in range(45)]
    )
    assert len(carnet("timeline", "CMP-1", "--count", "43", "--json")) == 43


def test_a_client_that_a_member_may_not_view_does_not_exist_for_them(carnet):
    assert carnet("clients", "--as", address("noa"), "--json") == []
    assert "CMP-1" in carnet("timeline", "CMP-1", "--as", address("noa"), code=1)


def test_the_ledger_says_for_every_person_what_became_of_every_notice(carnet, agency):
    agency.forget_deliveries()
    entry = agency.entry(by="emma", participants=["paul", "lena"])
    told = carnet("deliveries", "--json")
    assert [(one["to"], one["channel"], one["state"]) for one in told] == [
        ("Lena Brönnimann-Özdemir", "slack", "owed"),
        ("Lena Brönnimann-Özdemir", "mail", "owed"),
        ("Paul Rüegsegger", "mail", "owed"),
        ("#infobox", "slack", "owed"),
    ]
    assert carnet("deliveries", "--as", address("noa"), "--json") == []
    [_titles, *lines] = carnet("deliveries", "--as", address("nadia"), "--count", "2").splitlines()
    assert [line.split()[1:4] for line in lines] == [["owed", entry, "Acme"]] * 2
    assert "E-x" in carnet("deliveries", "--why", "E-x", address("paul"), code=1)
    why = carnet("deliveries", "--why", entry, address("paul"), "--json")
    assert [one["id"] for one in why] == [told[2]["id"]]


@pytest.mark.parametrize(
    ("whom", "reason"),
    [("emma", "nobody is told of their own doing"), ("rita", "does not take part"), ("nobody", "was not found")],
)
def test_the_ledger_says_why_somebody_was_not_told(carnet, agency, whom, reason):
    agency.settle()
    entry = agency.entry(by="emma", participants=["paul"])
    code = 1 if whom == "nobody" else 0
    assert reason in carnet("deliveries", "--why", entry, address(whom), code=code)


def test_a_failed_delivery_is_listed_and_put_back(carnet, agency):
    agency.settle()
    assert "nothing of that kind" in carnet("deliveries", "--failed")
    agency.entry(by="emma", participants=["paul"])
    agency.settle()
    with agency.begin() as session:
        session.execute(
            update(delivery).where(delivery.c.member_id == agency.id_of("paul")).values(state="failed", reason="550")
        )
    [failed] = carnet("deliveries", "--failed", "--json")
    assert (failed["to"], failed["reason"]) == ("Paul Rüegsegger", "550")
    assert "owed again" in carnet("retry", str(failed["id"]))
    assert ("entry", "mail", "paul") in agency.owed("owed")
    assert "none that failed" in carnet("retry", str(failed["id"]), code=1)
