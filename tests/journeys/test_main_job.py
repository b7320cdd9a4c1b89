"""The main job from outside: two processes, Slack's requests, mails and the command line; nothing of ours imported."""

from __future__ import annotations

import email
import json
from email import policy

import pytest

from tests.journeys.walking import (
    CLAIRE,
    EMMA,
    INFOBOX,
    JULIEN,
    STOP_WITHIN,
    THOMAS,
    address,
    serving,
    walking,
)

NOTE = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Called back, wants "},
                {"type": "text", "text": "two profiles", "style": {"bold": True}},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one for the workshop"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one for the après-vente"}]},
            ],
        },
    ],
}
ACME = "Acme Horlogerie SA"
# Everybody who reads #infobox must be allowed to, else nothing is posted there.
ROLES = {
    "emma.whitfield": "consultant",
    "julien.rochat": "consultant",
    "thomas.broennimann": "manager",
    "sofia.marchetti": "reader",
}


def prepare(walk):
    """What an operator does in the first hour."""
    walk.carnet_all(*(("members", "set", address(name), "--role", role) for name, role in ROLES.items()))
    said = walk.carnet(
        *("perform", "add-company", "--as", address("claire.favre")),
        *("--name", ACME, "--owner", address("emma.whitfield"), "--json"),
    )
    assert said["records"] == ["CMP-1"]
    # The company's own entry, so that what comes next is told apart.
    return walk.look("messages", channel=INFOBOX)[-1]["ts"]


def write_note(walk):
    """`/crm-info Acme`, the form, two participants found by typing, and send."""
    walk.act("command", EMMA, channel=INFOBOX, text="/crm-info Acme")
    [view] = walk.look("views", user=EMMA)
    blocks = {one["block_id"]: one for one in view["blocks"] if one["type"] == "input"}
    assert [one["text"]["text"] for one in blocks["clients"]["element"]["initial_options"]] == [f"🟢 {ACME} (CMP-1)"]
    chosen = []
    for typed in ("jul", "thomas"):
        found = walk.act("suggest", EMMA, view_id=view["id"], block_id="participants", action_id="v", value=typed)
        options = found.get("options") or [one for group in found["option_groups"] for one in group["options"]]
        chosen.append(options[0])
    values = {"participants": {"v": chosen}, "note": {"v": NOTE}}
    assert walk.act("submit", EMMA, view_id=view["id"], values=values)["ack_body"] in ({}, "", None)


def mails_to(walk, name, least):
    raw = walk.look("mails", to=address(name), least=least)
    return [email.message_from_string(one["raw"], policy=policy.default) for one in raw]


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "by_http",
    [pytest.param(False, id="socket-mode"), pytest.param(True, id="http", marks=pytest.mark.unwatched)],
)
def test_a_note_travels_from_slack_to_the_infobox_the_mailboxes_and_back(tmp_path, by_http):
    with walking(tmp_path, by_http=by_http) as walk:
        walk.carnet("clients", code=1)
        walk.carnet("migrate")
        manifest = walk.carnet("manifest", "--json", *(["--url", "https://carnet.example"] if by_http else []))
        walk.put("manifest", manifest=manifest)
        with serving(walk, by_http=by_http) as bot:
            before = prepare(walk)
            write_note(walk)

            [message] = walk.look("messages", channel=INFOBOX, after=before)
            assert "Emma Whitfield" in message["text"]
            assert ACME in json.dumps(message["blocks"], ensure_ascii=False)
            [to_julien], [to_thomas] = mails_to(walk, "julien.rochat", 1), mails_to(walk, "thomas.broennimann", 1)
            assert "a écrit une note" in text_of(to_julien)
            assert "two profiles" in text_of(to_thomas)
            assert "<strong>two profiles</strong>" in to_thomas.get_body(("html",)).get_content()

            walk.act("message", JULIEN, channel=INFOBOX, thread_ts=message["ts"], text="J’en ai un, je t’appelle.")
            [to_emma] = mails_to(walk, "emma.whitfield", 1)
            assert "J’en ai un, je t’appelle." in text_of(to_emma)
            assert to_emma["Reply-To"] != to_julien["Reply-To"]
            assert [text_of(one) for one in mails_to(walk, "thomas.broennimann", 2)][1].count("J’en ai un") == 1
            assert len(mails_to(walk, "julien.rochat", 1)) == 1, "nobody is told of their own doing"

            walk.act("command", THOMAS, channel=INFOBOX, text="/client Acme")
            [card] = walk.look("views", user=THOMAS)
            shown = json.dumps(card["blocks"], ensure_ascii=False)
            assert "two profiles" in shown
            assert "J’en ai un, je t’appelle." in shown

            told = walk.carnet("timeline", "CMP-1", "--as", address("claire.favre"), "--json")
            assert [one["author"] for one in told[0]["comments"]] == ["Julien Rochat"]
            states = {one["state"] for one in walk.carnet("deliveries", "--json")}
            assert states == {"sent"}
            assert walk.http.get(f"{walk.web}/readyz").json() == {"ready": True, "troubles": []}
            assert "carnet_deliveries_waiting 0" in walk.http.get(f"{walk.web}/metrics").text
            walk.act("home", CLAIRE, tab="home")
            assert walk.look("home", user=CLAIRE)[0]["type"] == "home"
            assert walk.look("records", least=0, red="1") == []
            assert bot.stop() < STOP_WITHIN
            assert bot.child.returncode == 0
