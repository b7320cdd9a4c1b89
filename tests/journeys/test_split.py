"""Doors and clock as processes of their own, any number of each, on one PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.journeys.walking import CLAIRE, INFOBOX, STOP_WITHIN, Process, address, walking

ROLES = {"emma.whitfield": "consultant", "julien.rochat": "reader", "thomas.broennimann": "reader"}


@pytest.mark.unwatched
def test_several_schedulers_send_what_the_doors_took_in_and_nothing_twice(tmp_path, postgresql_server):
    with ExitStack() as house:
        walk = house.enter_context(walking(tmp_path, by_http=False))
        walk.settings["CARNET_DATABASE_URL"] = house.enter_context(postgresql_server.empty())
        walk.carnet("migrate")
        walk.put("manifest", manifest=walk.carnet("manifest", "--json"))
        running = []
        for part in ("slack,mail,web", "scheduler", "scheduler"):
            process = house.enter_context(Process("bot", "serve", "--only", part, settings=walk.settings))
            process.wait_for('"serving"')
            running.append(process)
        walk.carnet_all(
            *(("members", "set", address(name), "--role", role) for name, role in ROLES.items()),
            ("members", "set", address("sofia.marchetti"), "--role", "reader"),
            ("perform", "add-company", "--as", address("claire.favre"), "--name", "Acme Horlogerie SA"),
        )
        walk.act("command", CLAIRE, channel=INFOBOX, text="/crm-info Acme: called back")
        [view] = walk.look("views", user=CLAIRE)
        walk.act("submit", CLAIRE, view_id=view["id"], values={"participants": {"v": ["M-3", "M-4"]}})
        assert len(walk.look("mails", least=2)) == 2
        for process in running:
            assert process.stop() < STOP_WITHIN
        sent = [one for one in walk.carnet("deliveries", "--json") if one["channel"] == "mail"]
        assert {one["state"] for one in sent} == {"sent"}
        # Whatever was sent stands in the mailboxes by now; a double would, too.
        assert len(walk.look("mails", least=2)) == len(sent) == 2
