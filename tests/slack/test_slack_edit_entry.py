"""An entry's own author puts its text right where they read it; what it said before stands below."""

from __future__ import annotations

from crm.domain import richtext
from tests.slack.filling import filled, inputs, labels
from tests.slack.test_slack_clicks import button, buttons, opened


async def read(person, slack, entry, client="Acme"):
    """The whole of an entry, laid over its card."""
    card = await opened(person, slack, f"/client {client}")
    pressed = next(one for one in buttons(card) if one["action_id"] == "entry:read" and one["value"] == entry)
    await person.click(pressed, view=card)
    return {**slack.said("views.push")[-1]["view"], "id": "V2", "previous_view_id": "V1", "hash": "1.a"}


async def form(person, slack, view):
    await person.click(button(view, "entry:edit"), view=view)
    [*_others, update] = slack.said("views.update")
    assert update["view_id"] == "V2"
    return {**update["view"], "id": "V2", "previous_view_id": "V1", "hash": "2.b"}


def texts(view):
    return [richtext.plain(block) for block in view["blocks"] if block["type"] == "rich_text"]


async def test_the_text_is_edited_in_the_place_of_the_entry_and_the_card_follows(emma, slack, agency):
    entry = agency.entry(note="Veut *deux profils*.")
    view = await form(emma, slack, await read(emma, slack, entry))
    assert (labels(view), view["title"]["text"]) == ({"text": "Note"}, "Modifier l’entrée")
    assert richtext.plain(inputs(view)["text"]["element"]["initial_value"]) == "Veut deux profils."
    answer = await emma.submit(view, filled(view, text="Veut trois profils."))
    shown = answer.body["view"]
    assert answer.body["response_action"] == "update"
    assert "Veut trois profils." in texts(shown)
    assert texts(shown)[-1] == "Veut deux profils."
    assert "modifié" in texts(shown)[0]
    card = slack.said("views.update")[-1]
    assert (card["view_id"], "Veut trois profils." in str(card["view"])) == ("V1", True)


async def test_the_same_view_edits_again(emma, slack, agency):
    entry = agency.entry(note="Un.")
    view = await form(emma, slack, await read(emma, slack, entry))
    for number, text in enumerate(("Deux.", "Trois.")):
        again = {**view, "hash": f"{number}.c"}
        for _twice in range(2):
            assert (await emma.submit(again, filled(again, text=text))).body["response_action"] == "update"
    assert richtext.plain(agency.see(entry).body) == "Trois."
    whole = await read(emma, slack, entry)
    assert texts(whole)[-4:] == [texts(whole)[-4], "Deux.", texts(whole)[-2], "Un."]


async def test_only_the_author_has_the_button_and_administrators_read_what_it_said_before(
    nadia, rita, emma, slack, agency
):
    entry = agency.entry(note="Zwei Profile.")
    agency.perform("edit-entry", by="emma", entry=entry, text="Drei Profile.")
    for person, versions in ((nadia, True), (rita, False)):
        view = await read(person, slack, entry)
        assert "entry:edit" not in [one["action_id"] for one in buttons(view)]
        assert ("Zwei Profile." in texts(view)) is versions
        assert "edited" in texts(view)[0]
        await person.click({"action_id": "entry:edit", "value": entry}, view=view)
        forged = {**slack.said("views.update")[-1]["view"], "id": "V2", "hash": "2.b"}
        answer = await person.submit(forged, filled(forged, text="Anders."))
        assert "Emma Quéloz wrote this, and nobody else can edit it." in str(answer.body)
    assert richtext.plain(agency.see(entry).body) == "Drei Profile."


async def test_what_is_wrong_is_said_and_what_was_typed_stays(emma, slack, agency):
    entry = agency.entry(note="Un.")
    view = await form(emma, slack, await read(emma, slack, entry))
    answer = await emma.submit(view, filled(view, text="x" * 12_001))
    assert set(answer.body["errors"]) == {"text"}
    answer = await emma.submit(view, filled(view))
    assert answer.body["view"]["blocks"][0]["text"]["text"] == (
        "Rien n’a changé\u00a0: c’est déjà ce qui est enregistré ici."
    )
    agency.perform("undo", by="emma", entry=entry)
    answer = await emma.submit(view, filled(view, text="Deux."))
    assert "annulée" in str(answer.body)


async def test_an_entry_without_text_has_nothing_to_edit(emma, slack, agency):
    agency.perform("add-company", by="emma", name="Atelier Neuf")
    [entry] = agency.card("CMP-4").entries
    view = await read(emma, slack, entry.number, client="Atelier Neuf")
    assert "entry:edit" not in [one["action_id"] for one in buttons(view)]
    await emma.click({"action_id": "entry:edit", "value": entry.number}, view=view)
    assert slack.said("views.update")[-1]["view"]["blocks"][0]["type"] == "alert"


async def test_a_long_life_fits_into_one_view(nadia, slack, agency):
    entry = agency.entry(by="nadia", note="Fassung 0.")
    for number in range(12):
        agency.perform("edit-entry", by="nadia", entry=entry, text=f"Fassung {number + 1}.")
        for word in ("Erste", "Zweite", "Dritte"):
            agency.perform("comment", by="paul", entry=entry, text=f"{word} Antwort.")
    view = await read(nadia, slack, entry)
    assert texts(view)[-1] == "Fassung 4."
    assert len(view["blocks"]) <= 100


async def test_slow_work_says_so_and_shows_the_entry_when_it_is_done(emma, slack, agency, hands):
    entry = agency.entry(note="Un.")
    view = await form(emma, slack, await read(emma, slack, entry))
    hands.hold()
    answer = await emma.submit(view, filled(view, text="Deux."), wait=False)
    assert answer.body["view"]["blocks"][0]["type"] == "alert"
    hands.release()
    await emma.window.settled()
    shown = [one["view"] for one in slack.said("views.update") if one["view_id"] == "V2"][-1]
    assert "Deux." in texts(shown)
