"""From a shell: a company's own channel, and where an entry went instead."""

from __future__ import annotations

import re

from tests.cli.conftest import address

NADIA = address("nadia")


def test_a_channel_is_linked_and_taken_away_again(carnet, agency):
    said = carnet("perform", "link-channel", "--as", NADIA, "--company", "CMP-1", "--channel", "#infobox")
    assert re.fullmatch(r"E-\d+ · Link a channel · CMP-1\n", said)
    assert agency.card("acme").details["channel"] == "#infobox"
    assert "#infobox" in carnet("timeline", "CMP-1", "--as", NADIA)
    carnet("perform", "link-channel", "--as", NADIA, "--company", "CMP-1")
    assert agency.card("acme").details["channel"] is None


def test_a_channel_that_will_not_do_is_said_at_its_option(carnet):
    said = carnet("perform", "link-channel", "--as", NADIA, "--company", "CMP-1", "--channel", "#nowhere", code=1)
    assert said.startswith("--channel: #nowhere is no channel that both you and Carnet are in.")


def test_whoever_writes_from_a_shell_is_told_that_no_channel_has_it(carnet, agency):
    agency.set_channel(open_to_members=False)
    asked = ("perform", "info", "--as", NADIA, "--client", "CMP-1", "--note", "Called back.")
    assert "so this went to you and the participants alone." in carnet(*asked)
    [note] = carnet(*asked, "--json")["notes"]
    assert note.startswith("A guest or another team reads #infobox")
