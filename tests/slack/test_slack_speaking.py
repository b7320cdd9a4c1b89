from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from crm.domain import richtext
from tests.factories import NOW
from tests.slack.filling import filled, inputs
from tests.slack.speaking import SAID, TS, button, choices, direct, mention, notes, words
from tests.slack.test_slack_threads import comments, message, post


async def test_what_was_understood_is_shown_and_saved_once_by_its_button(say, slack, agency, emma):
    found = await say("info Acme: rappelé, veut *deux* profils, rappelle-moi demain 9h <@U0PAUL>")
    assert found["channel"] == "D0EMMA"
    shown = words(found)
    assert "Rien n’est encore enregistré" in shown
    assert "🟢 Acme Précision SA (CMP-1)" in shown
    assert "Participants : Paul Rüegsegger\nDate et heure : 25 nov. 2026, 09:00 CET\nRappel : À l’heure dite" in shown
    assert (notes(agency), agency.owed("owed")) == ([], [])
    await asyncio.gather(emma.click(button(found, "said:save")), emma.click(button(found, "said:save")))
    [entry] = notes(agency)
    assert (richtext.plain(entry.body), entry.participants) == ("rappelé, veut deux profils", ("Paul Rüegsegger",))
    assert f"{entry.occurred_at:%d.%m. %H:%M}" == "25.11. 08:00"
    assert ("reminder", "mail", "emma") in agency.owed("owed")
    await slack.hear("respond", 2)
    answers = slack.said("respond")
    assert [f"✅ Enregistré : {entry.number}" in words(one) for one in answers] == [True, True]
    await emma.click(button(answers[0], "entry:read"))
    assert "deux" in str(slack.said("views.open")[-1]["view"])


async def test_edit_opens_the_filled_form_and_what_it_saves_is_the_same_entry(say, slack, agency, emma):
    found = await say("info Acme: rappelé, vendredi à 14h30, rappelle-moi 1 heure avant <@U0PAUL>")
    await emma.click(button(found, "said:edit"))
    view = {**slack.said("views.open")[0]["view"], "id": "V1", "hash": "1.a"}
    form = inputs(view)
    assert form["clients"]["element"]["initial_options"][0]["value"] == "CMP-1"
    assert form["when"]["element"]["initial_date_time"] == 1795786200
    assert form["remind"]["element"]["initial_option"]["value"] == "1h"
    assert [one["text"]["text"] for one in form["participants"]["element"]["initial_options"]] == ["Paul Rüegsegger"]
    assert richtext.plain(form["note"]["element"]["initial_value"]) == "rappelé"
    await emma.submit(view, filled(view, note="Rappelé deux fois"))
    assert "Enregistré" in words(await slack.hear("respond"))
    await emma.click(button(found, "said:save"))
    await emma.click(button(found, "said:edit"))
    assert [richtext.plain(one.body) for one in notes(agency)] == ["Rappelé deux fois"]
    assert "a déjà été enregistré" in str(slack.said("respond")[-1])
    assert len(slack.said("views.open")) == 1


async def test_a_mention_in_a_channel_is_answered_to_its_author_alone(window, slack, agency, emma):
    await window.event(mention("info Acme: rappelé"))
    [answer] = slack.said("chat.postEphemeral")
    assert (answer["channel"], answer["user"], "thread_ts" in answer) == ("C0GENERAL", "U0EMMA", False)
    assert slack.said("chat.postMessage") == []
    await emma.click(button(answer, "said:save"))
    assert [richtext.plain(one.body) for one in notes(agency)] == ["rappelé"]


async def test_a_command_under_an_entry_is_no_comment_and_a_comment_that_names_us_no_command(window, slack, agency):
    entry = agency.entry(note="Called back.")
    post(agency, entry)
    reply = message("<@U0CARNET> info Acme: called again", by="paul", ts="1795478402.000100")
    await window.event(reply)
    await window.event({**reply, "type": "app_mention"})
    await window.event(message("Ask <@U0CARNET> for help", by="paul", ts="1795478403.000100"))
    await window.event(
        {**message("Ask <@U0CARNET> for help", by="paul", ts="1795478403.000100"), "type": "app_mention"}
    )
    assert [text for _author, text, _edited in comments(agency, entry)] == ["Ask @Carnet for help"] or len(
        comments(agency, entry)
    ) == 1
    [answer] = slack.said("chat.postEphemeral")
    assert (answer["thread_ts"], answer["user"]) == (reply["thread_ts"], "U0PAUL")


async def test_in_a_direct_message_a_reply_under_an_entry_is_a_comment_and_any_other_is_said_to_us(
    window, slack, agency
):
    entry = agency.entry(note="Called back.")
    post(agency, entry, place="D0PAUL", member=agency.id_of("paul"))
    thread = {"by": "paul", "channel": "D0PAUL", "thread_ts": message()["thread_ts"]}
    await window.event(direct("help", ts="1795478402.000100", **thread))
    assert [text for _author, text, _edited in comments(agency, entry)] == ["help"]
    assert slack.said("chat.postMessage") == []
    await window.event(direct("Hilfe", ts="1795478403.000100", **{**thread, "thread_ts": "1795478401.000900"}))
    [answer] = slack.said("chat.postMessage")
    assert (answer["channel"], answer["thread_ts"]) == ("D0PAUL", "1795478401.000900")


@pytest.mark.parametrize("text", ["info Acme: rappelé", "aide", "montre Acme", "quoi ensuite ?"])
async def test_a_message_that_comes_twice_is_answered_once(window, slack, text):
    await asyncio.gather(*(window.event(direct(text), wait=False) for _time in range(3)))
    await slack.hear("chat.postMessage")
    await window.event(direct(text))
    assert len(slack.said("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "event",
    [
        direct("help", bot_id="B0OTHER"),
        direct("help", subtype="bot_message"),
        direct("help", subtype="message_changed", message={"text": "help", "user": "U0EMMA", "ts": TS}),
        direct("help", subtype="message_deleted", previous_message={"text": "help", "user": "U0EMMA", "ts": TS}),
        {**direct("help"), "channel": "C0GENERAL", "channel_type": "channel"},
    ],
    ids=["bot", "bot message", "edited", "deleted", "said to others"],
)
async def test_machines_changes_and_what_is_said_to_others_are_not_answered(window, slack, event):
    await window.event(event)
    assert (slack.said("chat.postMessage"), slack.said("chat.postEphemeral")) == ([], [])


@pytest.mark.parametrize(
    ("by", "text", "refused"),
    [
        ("rita", "info Acme: called", "Your role does not allow this. An administrator can change that."),
        ("theo", "statut Acme: prospect", "Acme Précision SA"),
        ("noa", "show Acme", "“Acme” was not found. Check the name or the number."),
        ("jan", "info Acme: x", "You are not known here yet. Ask an administrator of your workspace to add you."),
        ("nadia", "show Nirgends", "“Nirgends” was not found. Check the name or the number."),
    ],
    ids=["role", "scope", "sees nothing", "left", "unknown client"],
)
async def test_what_may_not_be_is_refused_as_everywhere(say, agency, by, text, refused):
    found = await say(text, by=by)
    assert refused in words(found)
    assert notes(agency) == []


@pytest.mark.parametrize(
    ("by", "texts"),
    [
        ("nadia", ("show Acme", "what’s next?", "help", "Nice weather")),
        ("emma", ("montre-moi Acme", "quoi ensuite ?", "aide", "Il fait beau")),
        ("paul", ("Zeig mir Acme", "Was steht an?", "Hilfe", "Schönes Wetter")),
    ],
    ids=["en", "fr", "de"],
)
async def test_a_client_what_is_next_and_help_are_answered_in_three_languages(say, slack, agency, by, texts):
    agency.entry(by=by, note="Zweites Gespräch", when="2026-11-25T08:00:00+00:00")
    show, ahead, help_text, unclear = [
        await say(text, by=by, ts=f"1795478400.00020{place}") for place, text in enumerate(texts)
    ]
    assert "Acme Précision SA" in words(show)
    assert "Zweites Gespräch" in words(show)
    assert button(show, "entry:card")["value"] == "CMP-1"
    assert "Zweites Gespräch" in words(ahead)
    assert "/crm-info" in words(help_text)
    assert texts[3] in words(unclear)


async def test_what_is_next_is_marked_as_done_where_it_was_said(say, slack, agency, emma):
    number = agency.entry(note="Envoyer le contrat", when=(NOW + timedelta(hours=2)).isoformat())
    found = await say("quoi ensuite ?")
    assert "Acme Précision SA · Info" in words(found).replace("\n", "")
    done = button(found, "upcoming:done")
    block = next(one["block_id"] for one in found["blocks"] if done in one.get("elements", ()))
    await emma.click({**done, "block_id": block}, message={"ts": "1.1", **found})
    [anew] = slack.said("respond")
    assert agency.see(number).done
    assert "✅ fait" in words(anew)


async def test_however_much_is_to_come_the_answer_has_room_and_opens_the_rest(say, slack, agency, emma):
    for place in range(16):
        at = NOW + (timedelta(minutes=20) if place % 4 == 0 else timedelta(days=place))
        agency.entry(note=f"Étape {place} {'x' * 300}", when=at.isoformat())
    found = await say("quoi ensuite ?")
    [show] = [one for (name, _value), one in choices(found).items() if name.startswith("upcoming:show:")]
    await emma.click(show)
    assert slack.said("views.open")[0]["view"]["callback_id"] == "upcoming"


async def test_what_is_too_long_is_refused_with_the_reason_and_its_form_keeps_what_fits(say, slack, agency, emma):
    found = await say(f"info Acme: {'Ça ' * 6000}")
    await emma.click(button(found, "said:save"))
    assert "Au plus 12000 caractères" in words(slack.said("respond")[0])
    await emma.click(button(slack.said("respond")[0], "said:edit"))
    note = inputs(slack.said("views.open")[0]["view"])["note"]["element"]["initial_value"]
    assert richtext.length(note) > 11_000
    assert notes(agency) == []


async def test_nothing_to_come_is_said_kindly(say):
    assert "Nothing is planned for you" in words(await say("what’s next?", by="nadia"))


async def test_where_we_are_no_guests_the_answer_comes_as_a_direct_message(window, slack):
    slack.answers["chat.postEphemeral"] = [{"error": "not_in_channel"}]
    await window.event(mention("aide"))
    [answer] = slack.said("chat.postMessage")
    assert answer["channel"] == "U0EMMA"


@pytest.mark.parametrize("value", ["D0EMMA:1.1 CMP-1", f"{SAID} CMP-99", f"{SAID} \x00", "", "☃"])
async def test_what_waits_no_more_or_was_said_by_others_is_not_saved(say, slack, agency, emma, window, value):
    await say("info Acme: x", by="paul")
    await emma.click({"action_id": "said:save", "value": value})
    await emma.click({"action_id": "said:edit", "value": value})
    assert "trop longtemps" in str(slack.said("respond"))
    assert notes(agency) == []
