from __future__ import annotations

import json

import pytest

from tests.slack.filling import filled


async def test_the_global_shortcut_opens_the_toolbox(nadia, slack):
    await nadia.shortcut("toolbox")
    assert slack.said("views.open")[0]["view"]["callback_id"] == "toolbox"


async def test_a_stranger_at_the_global_shortcut_is_answered_in_a_modal(window, slack):
    await window.someone("stranger").shortcut("toolbox")
    view = slack.said("views.open")[0]["view"]
    assert (view["title"]["text"], view["blocks"][0]["text"]["text"][:21]) == ("Not possible", "You are not known her")


async def test_a_late_global_shortcut_is_answered_in_a_direct_message(nadia, slack):
    slack.answers["views.open"] = [{"error": "trigger_expired"}]
    await nadia.shortcut("toolbox")
    [said] = slack.said("chat.postMessage")
    assert (said["channel"], "took too long" in said["text"]) == ("U0NADIA", True)


def quotes(*sections):
    return {"ts": "1583637157.207593", "blocks": [{"type": "rich_text", "block_id": "x", "elements": list(sections)}]}


async def test_a_message_becomes_an_info_with_its_text_and_a_link_to_it(nadia, slack, agency):
    said = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "Acme wants two", "style": {"bold": True}}],
    }
    await nadia.on_message({**quotes(said), "text": "*Acme wants two*", "thread_ts": "1583637100.000100"})
    view = slack.said("views.open")[0]["view"]
    await nadia.submit({**view, "id": "V1"}, filled(view, clients=[agency.numbers["acme"]]))
    entry = next(one for one in agency.card("acme").entries if one.action == "info")
    first, link = entry.body["elements"]
    assert first == said
    assert link["elements"][0]["url"] == (
        "https://jura.slack.com/archives/C0GENERAL/p1583637157207593?thread_ts=1583637100.000100&cid=C0GENERAL"
    )


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            {"ts": "1.1", "text": "Ask <@U0PAUL> &amp; see <https://acme.example|Acme>"},
            ["Ask ", "U0PAUL", "https://acme.example"],
        ),
        (
            {"ts": "1.1", "text": "", "files": [{"name": "CV Zoë.pdf", "permalink": "https://x.example/f"}]},
            ["CV Zoë.pdf"],
        ),
        ({"ts": "1.1", "text": "é" * 13_000}, ["é" * 100]),
        (
            {"ts": "1.1", **quotes({"type": "rich_text_section", "elements": [{"type": "future", "text": "?"}]})},
            ["Slack"],
        ),
    ],
    ids=["without blocks", "with a file", "too long", "of a newer kind"],
)
async def test_any_message_can_become_an_info(nadia, slack, agency, message, words):
    await nadia.on_message(message)
    view = slack.said("views.open")[0]["view"]
    assert all(word in json.dumps(view, ensure_ascii=False) for word in words)
    answer = await nadia.submit({**view, "id": "V1"}, filled(view, clients=[agency.numbers["acme"]]))
    assert answer.body == ""
