"""A copy that may be about several clients is asked about in Slack; one's own address stands among the preferences."""

from __future__ import annotations

import json

import pytest

from bot.slack.mail_notices import notice
from crm.domain import richtext
from crm.domain.delivery import Channel, DeliveryKind
from crm.store import outbox, raw_mail, tokens
from crm.store.intake import Arrived
from crm.store.outbox import Owed
from crm.store.raw_mail import Outcome
from tests.factories import NOW
from tests.slack.filling import filled
from tests.slack.judge import JUDGE
from tests.slack.parcels import packed


@pytest.fixture
def question(agency):
    """The message that asks Emma about her copy, and the mail's number."""
    arrived = Arrived(id=1, source="smtp", envelope_from="", envelope_to=(), received_at=NOW, content=b"Subject: x")
    with agency.begin() as session:
        kept = raw_mail.Became(
            arrived=arrived,
            recipient="log+x@reply.example",
            outcome=Outcome.HELD,
            reason="about whom",
            sender="emma@talents-jura.example",
            member_id=agency.id_of("emma"),
            text=richtext.from_text("*Positions 2027*\nTwo watchmakers, <!channel>"),
            data={"own": True, "clients": [agency.record(one).id for one in ("elodie", "acme", "hopital")], "at": None},
        )
        [mail] = raw_mail.keep(session, [kept])
        asked = Owed(entry=None, kind=DeliveryKind.HELD, channel=Channel.SLACK, member=agency.id_of("emma"), about=mail)
        outbox.owe(session, [asked], NOW)
    [parcel] = packed(agency, kind=DeliveryKind.HELD)
    found = notice(parcel, parcel.about)
    assert JUDGE.check_message({"channel": "D1", **found}) == []
    return found, str(mail)


def buttons(found):
    return {one["text"]["text"]: one for one in found["blocks"][-1]["elements"]}


def named(found, number):
    return next(one for one in buttons(found).values() if one.get("value", "").endswith(number))


def test_the_question_offers_the_clients_that_its_reader_may_write_about(agency, question):
    found, mail = question
    assert [one["block_id"] for one in found["blocks"]] == ["head", "why", "body", "buttons"]
    values = [one["value"] for one in found["blocks"][-1]["elements"]]
    assert values[:3] == [f"{mail} {agency.numbers[key]}" for key in ("elodie", "acme", "hopital")]
    assert values[3:] == [mail, mail], "another client, or none"


async def test_a_click_files_it_under_the_client(emma, slack, agency, question):
    found, mail = question
    button = named(found, agency.numbers["elodie"])
    for _twice in range(2):
        await emma.click(button, message={"ts": "1.1", "blocks": found["blocks"]})
    entry = agency.card("elodie").entries[0]
    assert (entry.action, richtext.plain(entry.body)) == ("info", "Positions 2027\nTwo watchmakers, <!channel>")
    assert entry.number in str(slack.said("respond")[0]["blocks"])
    with agency.read() as session:
        assert raw_mail.one(session, int(mail)).entry_id == entry.id


async def test_another_client_is_chosen_in_a_form(emma, slack, agency, question):
    found, mail = question
    await emma.click(found["blocks"][-1]["elements"][3], message={"ts": "1.1", "blocks": found["blocks"]})
    view = {**slack.said("views.open")[-1]["view"], "id": "V1"}
    assert json.loads(view["private_metadata"])["mail"] == mail
    suggested = (await emma.type_ahead(view, "client", "hans")).body["options"]
    assert [one["value"] for one in suggested] == [agency.numbers["hans"]]
    answer = await emma.submit(view, filled(view, client=agency.numbers["hans"]))
    assert not answer.body
    assert agency.card("hans").entries[0].action == "info"
    again = await emma.submit(view, filled(view, client=agency.numbers["hans"]))
    assert not again.body, "the same form twice is one note"


async def test_nobody_else_decides_about_a_copy(rita, nadia, slack, agency, question):
    found, mail = question
    for one in (rita, nadia):
        await one.click(named(found, agency.numbers["acme"]), message={"ts": "1.1", "blocks": found["blocks"]})
    with agency.read() as session:
        assert raw_mail.one(session, int(mail)).outcome == "held"
    assert all(not one.get("replace_original") for one in slack.said("respond"))


async def test_one_s_own_address_is_made_and_renewed_among_the_preferences(emma, slack, agency, door):
    await emma.command("/crm preferences")
    assert "copies" not in str(slack.said("views.open")[-1]["view"]["blocks"]), "no mail is taken here"
    door.mail_domain = "reply.talents-jura.example"
    await emma.command("/crm preferences")
    view = slack.said("views.open")[-1]["view"]
    seen = []
    for _times in range(2):
        [section] = [one for one in view["blocks"] if one.get("block_id") == "copies"]
        for _twice in range(2):
            await emma.click(section["accessory"], view={**view, "id": "V1", "hash": "1"})
        view = slack.said("views.update")[-1]["view"]
        with agency.read() as session:
            seen.append(tokens.of_member(session, agency.id_of("emma")))
    assert all(seen)
    assert seen[0] != seen[1]
    assert f"log+{seen[1]}@reply.talents-jura.example" in str(view["blocks"])


@pytest.fixture
async def moving(emma, slack, agency):
    """The form that moves a comment, opened from its entry; and the entry where the comment belongs."""
    wrong, right = agency.entry(by="emma"), agency.entry(by="emma", clients=("kern",))
    agency.perform("comment", by="theo", entry=wrong, text="About Kern.")
    await emma.click({"action_id": "entry:read", "value": wrong}, view={"type": "home", "id": "V0"})
    whole = {**slack.said("views.open")[-1]["view"], "id": "V1", "hash": "1"}
    [button] = [
        one for block in whole["blocks"] for one in block.get("elements", ()) if one.get("action_id") == "entry:move"
    ]
    await emma.click(button, view=whole)
    return {**slack.said("views.update")[-1]["view"], "id": "V1", "hash": "2"}, wrong, right


async def test_a_comment_is_moved_by_the_number_of_its_entry(emma, agency, moving):
    form, wrong, right = moving
    answer = (await emma.submit(form, filled(form, to=right.lower()))).body
    assert (agency.see(wrong).comments, [one.number for one in agency.see(right).comments]) == ((), ["C-1"])
    assert answer["view"]["callback_id"] == "entry"
    assert right in answer["view"]["blocks"][0]["text"]["text"]


async def test_a_comment_is_moved_by_choosing_a_client_and_its_entry(emma, agency, moving):
    form, _wrong, right = moving
    chosen = (await emma.submit(form, filled(form, client=agency.numbers["kern"]))).body["view"]
    assert right in str(chosen["blocks"][-1])
    await emma.submit({**chosen, "id": "V1", "hash": "3"}, filled(chosen, to=right))
    assert [one.number for one in agency.see(right).comments] == ["C-1"]


@pytest.mark.parametrize("to", ["", "E-999", "nonsense"])
async def test_where_it_cannot_go_is_said_and_nothing_moves(emma, agency, moving, to):
    form, wrong, _right = moving
    answer = (await emma.submit(form, filled(form, to=to))).body
    assert answer["response_action"] in {"errors", "update"}
    assert len(agency.see(wrong).comments) == 1


async def test_whoever_may_not_move_it_has_no_button(rita, slack, agency, moving):
    _form, wrong, right = moving
    await rita.click({"action_id": "entry:read", "value": wrong}, view={"type": "home", "id": "V0"})
    assert "entry:move" not in str(slack.said("views.open")[-1])
    await rita.click({"action_id": "entry:move", "value": wrong}, view={"type": "home", "id": "V0"})
    assert agency.see(right).comments == ()
