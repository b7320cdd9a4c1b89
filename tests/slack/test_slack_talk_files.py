"""Files sent to Carnet in a direct message: kept with the entry, whichever way it is saved."""

from __future__ import annotations

import pytest

from crm.domain import richtext
from tests.slack.filling import filled, inputs
from tests.slack.speaking import button, notes, words

CV = {"id": "F1", "name": "CV Zoë.pdf", "size": 2048, "url_private_download": "https://files.slack.com/F1/cv.pdf"}


def attached(agency):
    [entry] = notes(agency)
    return richtext.plain(entry.body), [one["name"] for one in entry.data["attachments"]]


@pytest.mark.parametrize(
    ("text", "note"),
    [("info Acme: son CV", "son CV"), ("Acme: son CV", "son CV"), ("Acme", "📎 CV Zoë.pdf")],
    ids=["as an info", "about a client", "a client's name alone"],
)
async def test_a_file_goes_with_what_was_said(say, agency, emma, text, note):
    found = await say(text, subtype="file_share", files=[CV, {"id": "F2"}])
    assert "Pièces jointes : CV Zoë.pdf" in words(found)
    await emma.click(button(found, "said:save"))
    assert attached(agency) == (note, ["CV Zoë.pdf"])


async def test_a_file_alone_is_asked_about_and_kept_under_the_client_that_is_chosen(say, slack, agency, emma):
    found = await say("", subtype="file_share", files=[CV])
    assert "De quel client" in words(found)
    assert notes(agency) == []
    await emma.click({"action_id": "said:client", "selected_option": {"value": "CMP-1"}, "block_id": asked(found)})
    await emma.click(button(slack.said("respond")[-1], "said:save"))
    assert attached(agency) == ("📎 CV Zoë.pdf", ["CV Zoë.pdf"])


def asked(found):
    return next(one["block_id"] for one in found["blocks"] if one.get("block_id", "").startswith("said:"))


async def test_the_form_names_the_file_and_keeps_it_beside_what_is_added_there(say, slack, agency, emma):
    found = await say("info Acme: son CV", subtype="file_share", files=[CV])
    await emma.click(button(found, "said:edit"))
    view = {**slack.said("views.open")[0]["view"], "id": "V1", "hash": "1.a"}
    assert view["blocks"][0]["text"]["text"].replace("\xa0", " ") == "Avec ce que vous avez envoyé : CV Zoë.pdf."
    assert "initial_value" in inputs(view)["note"]["element"]
    await emma.submit(view, filled(view, note="Son CV, enfin"))
    assert attached(agency) == ("Son CV, enfin", ["CV Zoë.pdf"])


@pytest.mark.parametrize(
    ("text", "file", "why"),
    [
        ("info Acme: x", {**CV, "name": "setup.exe"}, "« setup.exe » est d’un type"),
        ("ajouter une société Zwölf AG", CV, "n’accepte pas de fichiers"),
    ],
    ids=["a kind that is not taken", "an action without files"],
)
async def test_what_is_not_taken_is_said_before_anything_is_saved(say, agency, text, file, why):
    found = await say(text, subtype="file_share", files=[file])
    assert why in words(found)
    assert button(found, "said:edit")
    assert notes(agency) == []
