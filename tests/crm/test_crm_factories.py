"""The tests' own agency stands on both databases."""

from __future__ import annotations


def test_the_agency_writes_a_note_and_reads_it_again(agency):
    number = agency.entry(by="emma", clients=("elodie",), participants=["paul"])
    seen = agency.see(number, by="rita")
    assert (seen.author_name, [one.name for one in seen.records]) == ("Emma Quéloz", ["Élodie Müller"])
    assert agency.owed("owed") == [("entry", "slack", "C0INFOBOX"), ("entry", "mail", "paul")]
