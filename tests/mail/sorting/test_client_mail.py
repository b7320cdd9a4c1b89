"""What clients answer to mails of the agency: entries of their own, told to owner and author, in no inside thread."""

from __future__ import annotations

import pytest

from crm import directory
from crm.domain import richtext
from crm.domain.errors import NotAllowed, NotFound, Refused
from crm.store import people, tokens
from tests.cast import NOW
from tests.mail.sorting.test_copies import ELODIE, STRANGER, mail


@pytest.fixture
async def client(letters, told):
    """The reply address of Élodie, whom Emma wrote to by an action; the agency's own thread of it is inside."""
    letters.agency.own("elodie", "theo")
    with letters.agency.begin() as session:
        record = letters.agency.record("elodie").id
        token = tokens.for_client(session, entry=int(told[2:]), record=record, now=NOW)
    letters.agency.forget_deliveries()
    return f"reply+{token}@reply.talents-jura.example"


async def answered(letters, client, text="Yes, both please.", *, by=ELODIE, **more):
    letters.come(mail(text, by=by, to=client, subject="Re: Two profiles", **more), to=client)
    await letters.sort()
    return letters.kept()[-1]


async def test_a_client_s_answer_is_an_entry_of_its_own(letters, told, client):
    sent = mail("Yes, both please.\n\nÉlodie", by=ELODIE, to=client, subject="Re: Two profiles")
    sent.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Contract.pdf")
    letters.come(sent, to=client)
    await letters.sort()
    [row] = letters.kept()
    entry = letters.agency.see(f"E-{row.entry_id}")
    assert (row.outcome, entry.action, entry.author_name) == ("client-mail", "client-mail", "Carnet")
    assert richtext.plain(entry.body) == "Yes, both please.\n\nÉlodie"
    assert (entry.attachments, entry.data["answers"]) == (("Contract.pdf",), int(told[2:]))
    assert {one.name for one in entry.records} == {"Élodie Müller"}
    assert entry.id in {one.id for one in letters.agency.card("acme").entries}
    assert letters.comments(told) == [], "nothing of it is said in the inside thread"
    assert sorted(letters.agency.owed()) == [
        ("entry", "mail", "emma"),
        ("entry", "mail", "theo"),
        ("entry", "slack", "C0INFOBOX"),
    ]
    await letters.carry()
    reached = {one for sent in letters.post.mails for one in sent.rcpt_tos}
    assert reached <= {f"{key}@talents-jura.example" for key in letters.agency.tokens}


async def test_a_comment_on_it_is_told_to_members_only(letters, told, client):
    row = await answered(letters, client)
    letters.agency.settle()
    letters.agency.perform("comment", by="theo", entry=f"E-{row.entry_id}", text="They always say so.")
    assert ("comment", "slack", "C0INFOBOX") in letters.agency.owed("owed")
    assert {whom for _kind, channel, whom in letters.agency.owed("owed") if channel == "mail"} <= {"emma"}


@pytest.mark.parametrize(
    ("by", "genuine", "reason"),
    [
        (STRANGER, None, "unknown sender"),
        (ELODIE, False, "not genuine"),
        ("paul@talents-jura.example", True, "from a member"),
        (f"{ELODIE}, {STRANGER}", None, "doubtful sender"),
    ],
)
async def test_whoever_is_not_surely_the_client_waits_for_the_author(letters, told, client, by, genuine, reason):
    row = await answered(letters, client, by=by, genuine=genuine)
    assert (row.outcome, row.reason) == ("held", reason)
    assert letters.comments(told) == []
    assert letters.agency.owed() == [("held", "slack", "emma")]


@pytest.mark.parametrize(("decision", "action"), [("answer", "client-mail"), ("info", "info")])
async def test_an_alias_of_the_client_is_taken_in_by_the_author(letters, told, client, decision, action):
    row = await answered(letters, client, by="elodie.private@elsewhere.example")
    with pytest.raises(NotAllowed):
        letters.agency.perform("decide-mail", by="rita", mail=str(row.id), decision=decision)
    done = letters.agency.perform("decide-mail", by="emma", mail=str(row.id), decision=decision)
    entry = letters.agency.see(done.result)
    assert entry.action == action
    assert richtext.plain(entry.body).startswith("✉️ elodie.private@elsewhere.example\n")
    assert letters.comments(told) == []
    assert letters.kept()[-1].entry_id == entry.id


async def test_an_answer_that_lost_the_address_is_offered_as_the_client_s(letters, told):
    """By what it answers it leads to the inside thread: there a person looks first."""
    [inside] = letters.got("paul")
    letters.agency.forget_deliveries()
    answer = mail("Me too.", by=ELODIE, to="notify@talents-jura.example", **{"In-Reply-To": inside["message-id"]})
    letters.come(answer, to=[])
    await letters.sort()
    [row] = letters.kept(entry=told)
    assert (row.outcome, row.reason) == ("held", "unknown sender")
    done = letters.agency.perform("decide-mail", by="emma", mail=str(row.id), decision="answer")
    assert letters.agency.see(done.result).action == "client-mail"


async def test_once_the_author_has_left_the_owner_is_asked(letters, told, client):
    letters.agency.set_member("emma", active=False)
    letters.agency.own("acme", "theo")
    await answered(letters, client, by=STRANGER)
    assert letters.agency.owed("owed") == [("held", "slack", "theo")]
    letters.agency.set_member("theo", active=False)
    await answered(letters, client, "Anybody?", by=STRANGER)
    assert letters.agency.owed("owed")[1:] == [("held", "slack", "nadia")], "and at last an administrator"


async def test_an_answer_to_somebody_who_has_left_is_told_to_the_owner(letters, told, client):
    letters.agency.set_member("emma", active=False)
    row = await answered(letters, client)
    assert row.outcome == "client-mail"
    assert ("entry", "mail", "theo") in letters.agency.owed("owed")


async def test_a_client_who_is_gone_answers_into_nothing(letters, told, client):
    letters.agency.perform("delete", by="nadia", client="elodie", name="Élodie Müller")
    row = await answered(letters, client)
    assert (row.outcome, row.reason) == ("refused", "its client or entry is gone")


async def test_two_programs_that_answer_each_other_stop_here_too(letters, told, client):
    for turn in range(22):
        row = await answered(letters, client, f"Thank you {turn}")
    assert (row.outcome, row.reason) == ("held", "too many in an hour")


async def test_carnet_is_nobody_among_the_people(letters, told, client):
    await answered(letters, client)
    with letters.agency.read() as session:
        assert "Carnet" not in {one.name for one in people.everybody(session)}
        [carnet] = people.members(session, ["CARNET"]).values()
    assert carnet.system
    for inputs in ({"participants": ["CARNET"]}, {"participants": [people.token_of(carnet.id)]}):
        with pytest.raises(Refused):
            letters.agency.entry(**inputs)
    with letters.agency.begin() as session, pytest.raises(NotFound):
        directory.set_role(session, "CARNET", "admin")
    assert letters.agency.perform("undo", by="nadia", entry=f"E-{letters.kept()[-1].entry_id}").result
