"""Mails that wait, and mails that came back, as their entry's author sees them in Slack."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.slack.mail_notices import notice
from crm import bouncing
from crm.domain import richtext
from crm.domain.delivery import Channel, DeliveryKind
from crm.store import outbox, raw_mail
from crm.store.intake import Arrived
from crm.store.outbox import Owed
from crm.store.raw_mail import Outcome
from crm.store.tables import delivery
from tests.factories import NOW
from tests.slack.judge import JUDGE
from tests.slack.parcels import packed

EVIL = "<!channel> *Bold* <@U0EMMA> <https://x.example|Sons>"


def held(agency, entry, *, by="paul.private@elsewhere.example", reason="unknown sender", known="paul"):
    """A mail that waits for the entry's author; gives its number."""
    arrived = Arrived(id=1, source="smtp", envelope_from=by, envelope_to=(), received_at=NOW, content=b"Subject: x")
    number = int(entry.removeprefix("E-"))
    with agency.begin() as session:
        kept = raw_mail.Became(
            arrived=arrived,
            recipient="reply+x@reply.example",
            outcome=Outcome.HELD,
            reason=reason,
            sender=by,
            entry=number,
            member_id=agency.id_of(known) if known else None,
            text=richtext.from_text(f"It is me. {EVIL}"),
            files=[{"name": "Offer.pdf", "kind": "pdf", "size": 3, "digest": "00" * 32}],
        )
        [mail] = raw_mail.keep(session, [kept])
        author = agency.id_of("emma")
        question = Owed(entry=number, kind=DeliveryKind.HELD, channel=Channel.SLACK, member=author, about=mail)
        outbox.owe(session, [question], NOW)
    return str(mail)


def said(found):
    return [one.get("block_id") for one in found["blocks"]], str(found["blocks"])


def buttons(found):
    return {one["text"]["text"]: one for one in found["blocks"][-1]["elements"]}


@pytest.fixture
def question(agency):
    """The message that asks Emma, and the mail's number."""
    entry = agency.entry()
    agency.settle()
    mail = held(agency, entry)
    [parcel] = packed(agency, kind=DeliveryKind.HELD)
    found = notice(parcel, parcel.about)
    assert JUDGE.check_message({"channel": "D1", **found}) == []
    return found, mail, entry


def test_the_question_says_from_whom_why_and_what(question):
    found, _mail, entry = question
    blocks, words = said(found)
    assert blocks == ["head", "why", "body", "files", "foot", "buttons"]
    assert found["text"] == "Un e-mail de paul.private@elsewhere.example vous attend"
    for one in ("Personne ici n’est connu pour écrire", "It is me.", "📎 Offer.pdf", entry, "Acme Précision SA"):
        assert one in words
    assert "'type': 'mrkdwn'" not in words, "nothing of a mail is read as Slack's marks"
    assert list(buttons(found)) == [
        *("Joindre comme commentaire", "Joindre, et retenir\u00a0: Paul Rüegsegger", "Nouvelle info"),
        *("Écarter", "Ouvrir la fiche"),
    ]


@pytest.mark.parametrize("by", ["theo@talents-jura.example", "paul@talents-jura.example", "elodie@acme.example"])
def test_an_address_that_is_somebodys_is_not_offered_to_be_remembered(agency, by):
    held(agency, agency.entry(), by=by, reason="another sender")
    [parcel] = packed(agency, kind=DeliveryKind.HELD)
    assert not [label for label in buttons(notice(parcel, parcel.about)) if "retenir" in label]


@pytest.mark.parametrize(
    ("label", "words", "answer"),
    [
        ("Joindre comme commentaire", 1, "Joint à l’entrée comme commentaire."),
        ("Joindre, et retenir\u00a0: Paul Rüegsegger", 1, "Joint à l’entrée comme commentaire."),
        ("Nouvelle info", 0, "Classé comme info"),
        ("Écarter", 0, "Écarté. Personne n’en a été informé."),
    ],
)
async def test_a_click_decides_and_the_question_goes(emma, slack, agency, question, label, words, answer):
    found, _mail, entry = question
    await emma.click(buttons(found)[label], message={"ts": "1.1", "blocks": found["blocks"]})
    assert len(agency.see(entry).comments) == words
    [reply] = slack.said("respond")
    assert reply["replace_original"]
    assert answer in str(reply["blocks"])
    assert "actions" not in {one["type"] for one in reply["blocks"]}


async def test_a_second_click_is_told_kindly(emma, slack, agency, question):
    found, _mail, entry = question
    for label in ("Joindre comme commentaire", "Écarter"):
        await emma.click(buttons(found)[label], message={"ts": "1.1", "blocks": found["blocks"]})
    assert len(agency.see(entry).comments) == 1
    assert "Quelqu’un a déjà décidé du sort de cet e-mail." in slack.said("respond")[-1]["text"]


@pytest.mark.parametrize("value", ["999", "", "x", "1 2"])
async def test_a_forged_button_decides_nothing(rita, slack, agency, question, value):
    found, mail, entry = question
    for one in (value, mail):
        button = {**buttons(found)["Joindre comme commentaire"], "value": one}
        await rita.click(button, message={"ts": "1.1", "blocks": found["blocks"]})
    assert agency.see(entry).comments == ()
    assert all(not one.get("replace_original") for one in slack.said("respond"))


def test_once_decided_the_question_is_not_asked_any_more(agency, question):
    _found, mail, _entry = question
    agency.perform("decide-mail", by="emma", mail=mail, decision="discard")
    assert packed(agency, kind=DeliveryKind.HELD) == []


def test_the_author_hears_whose_mail_came_back_and_what_the_server_said(agency):
    agency.entry(participants=["paul"])
    with agency.begin() as session:
        [mail] = session.rows(select(delivery).where(delivery.c.channel == "mail"))
        bouncing.bounced(session, mail.id, reason="550 5.1.1 No such user", unknown_user=True, now=NOW)
    [parcel] = packed(agency, kind=DeliveryKind.BOUNCE)
    found = notice(parcel, parcel.about)
    assert JUDGE.check_message({"channel": "D1", **found}) == []
    _blocks, words = said(found)
    for one in ("Paul Rüegsegger (paul@talents-jura.example)", "550 5.1.1 No such user", "dans Slack"):
        assert one in words
    assert [*buttons(found)] == ["Ouvrir la fiche"]
