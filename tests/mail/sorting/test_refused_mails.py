"""A member whose mail was not taken is told once, and why; strangers, machines and forgers are told nothing."""

from __future__ import annotations

import pytest

from bot.mail.sorting import too_large
from bot.mail.sorting.answering import ANSWERS_A_DAY
from bot.stop_links import Stop, StopLinks
from crm.views import hearing
from tests.mail.correspondence import PAUL, answer
from tests.mail.post import SENDER

STRANGER = "Paul <paul@elsewhere.example>"


@pytest.fixture
async def asked(letters, agency):
    """A mail to Paul about a client, and the entry."""
    entry = agency.entry(participants=["paul"])
    await letters.carry()
    return letters.got("paul")[-1], entry


def lose_the_right(agency, entry):
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("paul", role="narrow")


def delete_the_client(agency, entry):
    agency.perform("delete", by="nadia", client="hopital", name="Hôpital du Jura")


def nothing(agency, entry):
    pass


async def send(letters, mail):
    letters.come(mail)
    await letters.sort()
    before = len(letters.got("paul"))
    await letters.carry()
    return letters.got("paul")[before:]


@pytest.mark.parametrize(("by", "told"), [(PAUL, True), (STRANGER, False)], ids=["a member", "a stranger"])
async def test_of_what_was_too_large_to_fetch_its_sender_is_told_if_known(letters, agency, asked, by, told):
    mail, entry = asked
    mine = answer(mail, "x", by=by, subject="Re: Hôpital")
    head, blank, _body = bytes(mine).partition(b"\n\n")
    for _twice in range(2):
        letters.come(Head(mine, too_large.marked(head + blank, 40_000_000)), source="imap:carnet")
        await letters.sort()
    before = len(letters.got("paul"))
    await letters.carry()
    said = [" ".join(one.get_body(("plain",)).get_content().split()) for one in letters.got("paul")[before:]]
    assert [("größer als 30 MB" in one, "kleineren Dateien" in one) for one in said] == [(True, True)] * told
    assert letters.became() == [("refused", "too large"), ("again", "")]
    assert agency.see(entry).comments == ()


class Head:
    """A mail of which only the head was fetched."""

    def __init__(self, mail, raw):
        self._mail, self._raw = mail, raw

    def __bytes__(self):
        return self._raw

    def __getitem__(self, name):
        return self._mail[name]

    def get_all(self, name, default):
        return self._mail.get_all(name, default)


@pytest.mark.parametrize(
    ("happened", "text", "words"),
    [
        (lose_the_right, "Danke, ich rufe an.", "nicht mehr einsehen"),
        (nothing, "", "weder neuen Text noch Dateien"),
    ],
    ids=["right", "words"],
)
async def test_the_sender_is_told_why_and_what_to_do(letters, agency, asked, happened, text, words):
    mail, entry = asked
    happened(agency, entry)
    mine = answer(mail, text, by=PAUL, subject="Re: Hôpital")
    [told] = await send(letters, mine)
    said = told.get_body(("plain",)).get_content()
    assert words in " ".join(said.split())
    assert (told["subject"], told["in-reply-to"]) == ("Re: Hôpital", mine["message-id"])
    assert told["auto-submitted"] == "auto-replied"
    assert told["reply-to"] is None
    assert letters.envelope_of("paul") in {None, "", "<>"}
    assert letters.comments(entry) == []
    # The same once more that day changes nothing, and is not told twice.
    assert await send(letters, answer(mail, text, by=PAUL)) == []
    letters.later(days=1, minutes=1)
    assert len(await send(letters, answer(mail, text, by=PAUL))) == 1


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ({"by": STRANGER}, "held"),
        ({"by": PAUL, "genuine": False}, "held"),
        ({"by": PAUL, "auto_submitted": "auto-replied"}, "machine"),
    ],
    ids=["stranger", "forged", "machine"],
)
async def test_nobody_else_is_told_anything(letters, agency, asked, how, outcome):
    mail, entry = asked
    lose_the_right(agency, entry)
    sent = len(letters.post.mails)
    letters.come(answer(mail, "Danke.", **how))
    await letters.sort()
    assert letters.became()[-1][0] == outcome
    await letters.carry()
    assert len(letters.post.mails) == sent


async def test_a_flood_is_answered_a_few_times_and_no_more(letters, agency):
    entries = [agency.entry(participants=["paul"]) for _each in range(ANSWERS_A_DAY + 2)]
    await letters.carry()
    mails = letters.got("paul")[-len(entries) :]
    lose_the_right(agency, None)
    told = [one for mail in mails for one in await send(letters, answer(mail, "Danke.", by=PAUL))]
    assert len(told) == ANSWERS_A_DAY


async def test_a_mail_to_the_address_that_stops_mutes_the_entry(letters, agency, asked):
    mail, entry = asked
    stop = Stop(workspace=agency.workspace, member=agency.id_of("paul"), entry=int(entry[2:]))
    links = StopLinks(public="", keys=(SENDER.secret,))
    for token, taken in ((links.token(stop), True), (f"{stop}.{'0' * 20}", False)):
        agency.perform("mute", by="paul", entry=entry, mute="off")
        # Mail programs write it by themselves, empty, and some say that they are machines.
        letters.come(
            answer(mail, "", by=PAUL, to=f"stop+{token}@{SENDER.reply_domain}", auto_submitted="auto-generated")
        )
        await letters.sort()
        paul = agency.member("paul")
        with agency.read() as session:
            assert hearing.muted(session, paul, int(entry[2:])) is taken
    assert letters.became()[0][0] == "stopped"
