"""Answers that came together share a transaction; whatever befalls one of them, none is lost and none counts twice."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.mail.mailroom import TOGETHER, Mailroom
from bot.mail.sorting.answering import ANSWERS_A_DAY
from bot.mail.sorting.steps import COMMENTS_AN_HOUR
from crm.domain.errors import Busy
from crm.store import intake as kept_mails
from tests.cast import NOW
from tests.mail.correspondence import PAUL, THEO, answer

TEN = 10
assert TEN <= TOGETHER


@pytest.fixture
async def ten(letters):
    """Mails that Paul and Théo got of entries of their own, and what they answer; Emma wrote the entries."""
    entries = [letters.agency.entry(participants=["paul", "theo"], note=f"Number {one}.") for one in range(TEN // 2)]
    await letters.carry()
    mails = [*letters.got("paul"), *letters.got("theo")]
    speakers = [PAUL] * (TEN // 2) + [THEO] * (TEN // 2)
    return entries, [
        answer(mail, f"Answer {at}.", by=by) for at, (mail, by) in enumerate(zip(mails, speakers, strict=True))
    ]


@contextmanager
def on(store, what, heard):
    event.listen(store.engine, what, heard)
    yield
    event.remove(store.engine, what, heard)


LOOKED_UP, WRITTEN_DOWN = "FROM raw_mail", "INSERT INTO raw_mail "


def breaks(when, mail, error):
    """The database fails whoever looks this mail up, or writes down what it became."""

    def strike(_connection, _cursor, statement, parameters, *_rest):
        if when in statement and mail["message-id"] in str(parameters):
            raise error

    return strike


def said(letters, entries):
    return sorted(words for one in entries for _who, words in letters.comments(one))


def expected(*but):
    return [f"Answer {at}." for at in range(TEN) if at not in but]


async def test_ten_share_a_transaction(letters, ten):
    entries, answers = ten
    for one in answers:
        letters.come(one)
    commits = []
    with on(letters.agency.store, "commit", commits.append):
        assert await letters.room.turn() == TEN
    assert len(commits) < TEN
    assert said(letters, entries) == expected()
    assert {outcome for outcome, _why in letters.became()} == {"comment"}


@pytest.mark.parametrize("error", [ValueError("broken"), Busy()], ids=["breaks us", "busy"])
async def test_one_that_fails_does_not_hold_up_the_others(letters, ten, error):
    entries, answers = ten
    for one in answers:
        letters.come(one)
    with on(letters.agency.store, "before_cursor_execute", breaks(LOOKED_UP, answers[4], error)):
        await letters.sort()
    assert said(letters, entries) == expected(4)
    letters.later(minutes=1)
    await letters.sort()
    assert said(letters, entries) == expected()
    assert len(letters.became()) == TEN


async def test_a_refused_one_leaves_the_others_as_they_are(letters, ten):
    entries, answers = ten
    letters.agency.set_role("narrow", {"view": "own"})
    letters.agency.set_member("paul", role="narrow")
    for one in answers:
        letters.come(one)
    await letters.sort()
    assert said(letters, entries) == expected(*range(TEN // 2))
    assert len(letters.became()) == TEN


async def test_what_one_sender_writes_to_one_entry_is_counted_one_after_the_other(letters, told):
    [mail] = letters.got("paul")
    for at in range(COMMENTS_AN_HOUR + 2):
        letters.come(answer(mail, f"Answer {at}.", by=PAUL))
    await letters.sort()
    assert [outcome for outcome, _why in letters.became()] == ["comment"] * COMMENTS_AN_HOUR + ["held"] * 2


async def test_the_same_mail_by_two_servers_is_one(letters, told):
    [mail] = letters.got("paul")
    mine = answer(mail, "Once.", by=PAUL)
    letters.come(mine)
    letters.come(mine, source="imap:INBOX", to=[mine["to"].addresses[0].addr_spec.upper()])
    await letters.sort()
    assert [words for _who, words in letters.comments(told)] == ["Once."]


async def test_of_several_that_were_not_taken_their_sender_is_told_once(letters, ten, agency):
    _entries, answers = ten
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("paul", role="narrow")
    for one in answers:
        letters.come(one)
    await letters.sort()
    before = len(letters.got("paul"))
    await letters.carry()
    # Each is about an entry of its own, and says which.
    assert len(letters.got("paul")) - before == min(TEN // 2, ANSWERS_A_DAY)


async def test_killed_before_the_end_nothing_is_there_and_afterwards_all_of_it_once(letters, ten):
    entries, answers = ten
    for one in answers:
        letters.come(one)

    class Killed(BaseException):
        pass

    room = Mailroom(room=letters.room.room, clock=letters.clock, executor=letters.executor, lease=timedelta(0))
    kill = breaks(WRITTEN_DOWN, answers[-1], Killed())
    with on(letters.agency.store, "before_cursor_execute", kill), pytest.raises(Killed):
        await room.turn()
    assert said(letters, entries) == []
    await letters.sort()
    assert said(letters, entries) == expected()
    assert len(letters.became()) == TEN


async def test_what_another_room_took_over_is_written_down_once(letters, ten):
    entries, answers = ten
    for one in answers:
        letters.come(one)
    slow = letters.room
    with letters.agency.store.outside(write=True) as connection:
        mine = kept_mails.claim(connection, token=slow.name, now=NOW, lease=timedelta(0))
    other = Mailroom(room=slow.room, clock=letters.clock, executor=letters.executor)
    with letters.agency.store.outside(write=True) as connection:
        some = kept_mails.claim(connection, token=other.name, now=NOW, count=TEN // 2)
    other._work_through(some, NOW)  # noqa: SLF001 - it was quicker
    slow._work_through(mine, NOW)  # noqa: SLF001 - it comes back from what held it up
    assert said(letters, entries) == expected()
    assert len(letters.became()) == TEN
