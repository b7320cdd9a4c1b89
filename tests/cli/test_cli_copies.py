"""`carnet copies` and `carnet move`: one's own address, and a comment that stands under the wrong entry."""

from __future__ import annotations

import json
import re

from tests.cli.conftest import address


def test_one_s_own_address_is_shown_renewed_and_given_up(typed, agency, database_url):
    settings = {"CARNET_DATABASE_URL": database_url, "CARNET_MAIL_REPLY_DOMAIN": "reply.talents-jura.example"}

    def copies(*more, by="emma", code=0):
        return typed("copies", "--as", address(by), *more, code=code, **settings)

    first = copies().stdout.strip()
    assert re.fullmatch(r"log\+[0-9a-f]{26}@reply\.talents-jura\.example", first)
    assert json.loads(copies("--json").stdout) == {"address": first}
    second = copies("--renew").stdout.strip()
    assert second != first
    assert copies("--revoke").stdout.strip() == "Il n’y en a pas."
    assert "role" in copies(by="noa", code=1).stderr
    del settings["CARNET_MAIL_REPLY_DOMAIN"]
    assert "CARNET_MAIL_REPLY_DOMAIN is missing" in copies(code=2).stderr


def test_a_comment_is_moved_by_its_number(carnet, agency):
    wrong, right = agency.entry(by="emma"), agency.entry(by="emma", clients=("kern",))
    agency.perform("comment", by="theo", entry=wrong, text="About Kern.")
    assert " · C-1" in carnet("timeline", "CMP-1")
    assert carnet("move", "C-1", right, "--as", address("theo")).strip() == f"Déplacé vers {right}."
    assert "About Kern." in carnet("timeline", "CMP-2")
    assert "About Kern." not in carnet("timeline", "CMP-1")
    assert "C-9" in carnet("move", "C-9", right, "--as", address("theo"), code=1)
