"""Answers by mail: the same comment as one in the thread, told to everyone else once; or held, shelved, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.mail.mailroom import Mailroom
from crm import directory
from crm.store import intake as kept_mails
from crm.store.tables import intake
from scheduler import tidying
from tests.cast import NOW
from tests.mail.correspondence import PAUL, THEO, answer, read

STRANGER = "Somebody <somebody@elsewhere.example>"


@pytest.fixture
async def paul(letters, told):
    """The mail that Paul got."""
    [mail] = letters.got("paul")
    return mail


async def test_an_answer_is_a_comment_and_everyone_else_is_told_once(letters, told, paul):
    letters.come(answer(paul, "Ich habe zwei Kandidaten.\n\nGruss, Paul", by=PAUL))
    await letters.sort()
    assert letters.comments(told) == [("Paul Rüegsegger", "Ich habe zwei Kandidaten.\n\nGruss, Paul")]
    assert letters.became() == [("comment", "attribution")]
    letters.agency.settle("entry")
    await letters.carry()
    assert sorted(row for row in letters.agency.owed() if row[0] == "comment") == [
        ("comment", "mail", "emma"),
        ("comment", "mail", "theo"),
        ("comment", "slack", "C0INFOBOX"),
    ]
    assert len(letters.got("paul")) == 1, "nobody is told of their own doing"
    [comment] = letters.agency.see(told).comments
    assert comment.source == "mail"


async def test_the_same_mail_twice_is_one_comment(letters, told, paul):
    mail = answer(paul, "Once.", by=PAUL)
    assert letters.come(mail)
    assert not letters.come(mail), "the same bytes to the same people stand there already"
    await letters.sort()
    assert letters.come(mail)
    await letters.sort()
    assert letters.comments(told) == [("Paul Rüegsegger", "Once.")]
    assert [outcome for outcome, _why in letters.became()] == ["comment", "again"]


async def test_another_mail_under_the_same_number_waits_for_a_person(letters, told, paul):
    letters.come(answer(paul, "One thing.", by=PAUL, message_id="<same@mail.example>"))
    await letters.sort()
    letters.come(answer(paul, "Another thing.", by=PAUL, message_id="<same@mail.example>"))
    await letters.sort()
    assert letters.comments(told) == [("Paul Rüegsegger", "One thing.")]
    assert letters.became()[-1] == ("held", "same Message-ID, other content")


@pytest.mark.parametrize("lost", ["reply-to", "both"])
async def test_an_answer_that_lost_our_address_is_found_by_what_it_answers(letters, told, paul, lost):
    more = {"in_reply_to": None} if lost == "both" else {}
    letters.come(answer(paul, "From my phone.", by=PAUL, genuine=True, to="notify@talents-jura.example", **more), to=[])
    await letters.sort()
    assert letters.comments(told) == [("Paul Rüegsegger", "From my phone.")]


async def test_our_number_in_the_text_leads_there_too(letters, told, paul):
    mail = answer(
        paul,
        f"See {paul['message-id']} please.",
        by=PAUL,
        genuine=True,
        to="x@y.example",
        in_reply_to=None,
        references=None,
    )
    letters.come(mail, to=[])
    await letters.sort()
    assert [author for author, _said in letters.comments(told)] == ["Paul Rüegsegger"]


@pytest.mark.parametrize(
    ("by", "genuine", "reason"),
    [
        (STRANGER, None, "unknown sender"),
        (STRANGER, True, "unknown sender"),
        (PAUL, False, "not genuine"),
        (THEO, None, "another sender"),
        ("paul@talents-jura.example, theo@talents-jura.example", None, "doubtful sender"),
        ("jan@talents-jura.example", True, "no longer active"),
    ],
)
async def test_whoever_is_not_surely_the_reader_waits_for_the_author(letters, told, paul, by, genuine, reason):
    letters.come(answer(paul, "Believe me.", by=by, genuine=genuine), envelope_from="x@elsewhere.example")
    await letters.sort()
    assert letters.comments(told) == []
    assert letters.became() == [("held", reason)]
    assert ("held", "slack", "emma") in letters.agency.owed()


async def test_a_notice_that_was_forwarded_to_a_colleague_is_answered_by_the_colleague(letters, told, paul):
    letters.come(answer(paul, "Paul asked me to answer.", by=THEO, genuine=True))
    await letters.sort()
    assert letters.comments(told) == [("Théo Aebischer", "Paul asked me to answer.")]


async def test_without_our_address_nobody_is_believed_who_was_not_checked(letters, told, paul):
    letters.come(answer(paul, "Me again.", by=PAUL, to="notify@talents-jura.example"), to=[])
    await letters.sort()
    assert letters.became() == [("held", "doubtful sender")]


async def test_who_may_see_the_clients_no_longer_is_refused(letters, told, paul):
    with letters.agency.begin() as session:
        directory.set_role(session, letters.agency.tokens["paul"], "none")
    letters.come(answer(paul, "Still here?", by=PAUL))
    await letters.sort()
    assert letters.comments(told) == []
    [(outcome, why)] = letters.became()
    assert outcome == "refused"
    assert "not found" in why


async def test_what_leads_nowhere_is_kept_on_the_shelf_with_the_reason(letters, told, paul):
    gone = "reply+00000000000000000000000000@reply.talents-jura.example"
    mail = answer(paul, "To nobody.", by=PAUL, to=gone, in_reply_to=None, references=None)
    mail.set_content("To nobody.")
    letters.come(mail)
    letters.come(read(b"\x00\x01 no mail at all"), to=["x@reply.talents-jura.example"], envelope_from="")
    await letters.sort()
    assert letters.became() == []
    assert len(letters.shelf()) == 2
    tidying.tidy(letters.agency.store)
    assert len(letters.shelf()) == 2
    with letters.agency.store.outside(write=True) as connection:
        connection.execute(update(intake).values(received_at=NOW - timedelta(days=200)))
    tidying.tidy(letters.agency.store)
    assert letters.shelf() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"subject": "Abwesenheitsnotiz: bin im Urlaub"},
        {"precedence": "bulk"},
        {"x_autoreply": "yes"},
        {"x_carnet": "T0JURA/1"},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_machines_are_kept_and_told_to_nobody(letters, told, paul, headers):
    letters.agency.forget_deliveries()
    letters.come(answer(paul, "I am away.", by=PAUL, **headers))
    await letters.sort()
    assert letters.comments(told) == []
    assert [outcome for outcome, _why in letters.became()] == ["machine"]
    assert letters.agency.owed("owed") == []


async def test_two_programs_that_answer_each_other_stop(letters, told):
    """Both answer whatever they get, as people would, within a minute each."""
    for _round in range(24):
        await letters.carry()
        for key, by in (("paul", PAUL), ("theo", THEO)):
            letters.come(answer(letters.got(key)[-1], f"Thank you {_round}", by=by))
        letters.later(minutes=1)
        await letters.sort()
    assert len(letters.comments(told)) <= 20
    assert letters.became()[-1] == ("held", "too many in an hour")


async def test_files_of_an_answer_are_kept_with_the_comment(letters, told, paul):
    mail = answer(paul, "Here is the CV.", by=PAUL)
    mail.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Lebenslauf Müller.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="tool.exe")
    letters.come(mail)
    await letters.sort()
    [comment] = letters.agency.see(told).comments
    assert comment.files == ("Lebenslauf Müller.pdf",)
    [(_author, said)] = letters.comments(told)
    assert said == "Here is the CV.\n📎 Lebenslauf Müller.pdf\nNicht übernommen: tool.exe."


async def test_a_mail_of_files_only_says_their_names(letters, told, paul):
    mail = answer(paul, "", by=PAUL)
    mail.set_content("")
    mail.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Offer.pdf")
    letters.come(mail)
    await letters.sort()
    assert letters.comments(told) == [("Paul Rüegsegger", "📎 Offer.pdf")]


async def test_an_empty_answer_is_refused(letters, told, paul):
    mail = answer(paul, "", by=PAUL)
    mail.set_content("\n")
    letters.come(mail)
    await letters.sort()
    assert letters.became() == [("refused", "says nothing new")]


async def test_a_mail_that_another_room_took_over_is_written_down_once(letters, told, paul):
    letters.come(answer(paul, "Once.", by=PAUL))
    slow = letters.room
    with letters.agency.store.outside(write=True) as connection:
        [mine] = kept_mails.claim(connection, token=slow.name, now=NOW, lease=timedelta(0))
    other = Mailroom(room=slow.room, clock=letters.clock, executor=letters.executor)
    assert await other.turn() == 1
    slow._take(mine, NOW)  # noqa: SLF001 - it comes back from what held it up
    assert letters.comments(told) == [("Paul Rüegsegger", "Once.")]
    assert [outcome for outcome, _why in letters.became()] == ["comment"]
