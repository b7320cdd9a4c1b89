"""`carnet copies` and `carnet move`: one's own address, and a comment that stands under the wrong entry."""

from __future__ import annotations

import re

from tests.cli.conftest import address


def test_one_s_own_address_is_shown_renewed_and_given_up(carnet):
    def copies(*more):
        return carnet("copies", "--as", address("emma"), *more)

    first = copies().strip()
    assert re.fullmatch(r"log\+[0-9a-f]{26}@[a-z.]+", first)
    assert copies("--json") == {"address": first}
    second = copies("--renew").strip()
    assert second != first
    assert copies("--revoke").strip() == "Il n’y en a pas."
    assert "ne permet pas" in carnet("copies", "--as", address("noa"), code=1)


def test_a_comment_is_moved_by_its_number(carnet, agency):
    wrong, right = agency.entry(by="emma"), agency.entry(by="emma", clients=("kern",))
    agency.perform("comment", by="theo", entry=wrong, text="About Kern.")
    assert " · C-1" in carnet("timeline", "CMP-1")
    assert carnet("move", "C-1", right, "--as", address("theo")).strip() == f"Déplacé vers {right}."
    assert "About Kern." in carnet("timeline", "CMP-2")
    assert "About Kern." not in carnet("timeline", "CMP-1")
    assert "C-9" in carnet("move", "C-9", right, "--as", address("theo"), code=1)
