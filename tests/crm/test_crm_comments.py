"""Comments follow their messages, whatever the order and however often Slack tells of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.domain import richtext
from crm.domain.errors import NotAllowed, NotFound, UnknownMember
from crm.store.tables import comment_version, link, participant
from tests.factories import INFOBOX, NOW, slack_user

ORIGIN = f"{INFOBOX}/1795478401.000200"
ORIGINAL = f"slack:msg:{INFOBOX}:1795478401.000200"
MARK = "1795478500.00000{}"


@pytest.fixture
def entry(agency):
    """Emma's note about Acme, whose message stands in #infobox; Paul takes part."""
    number = agency.entry(by="emma", participants=["paul"])
    agency.settle()
    with agency.begin() as session:
        row = {"place": INFOBOX, "mark": "1795478400.000100", "entry_id": int(number[2:]), "member_id": None}
        session.insert(link, [row])
    return number


class Thread:
    """A message in the entry's thread, as Slack's events tell of it."""

    def __init__(self, agency, entry, by="theo"):
        self.agency, self.entry, self.by = agency, entry, by

    def said(self, text="Je les appelle."):
        return self._perform("comment", ORIGINAL, text=text)

    def edited(self, text, mark, by=None):
        source = f"slack:edit:{ORIGIN}:{mark}"
        return self._perform("edit-comment", source, by=by, text=text, mark=MARK.format(mark))

    def deleted(self, by=None, event=1):
        return self._perform("delete-comment", f"slack:gone:{ORIGIN}:{event}", by=by)

    def _perform(self, action, source, by=None, **inputs):
        return self.agency.perform(action, by=by or self.by, source=source, entry=self.entry, origin=ORIGIN, **inputs)

    @property
    def shown(self):
        return [(one.author, richtext.plain(one.body), one.edited) for one in self.agency.see(self.entry).comments]

    @property
    def history(self):
        with self.agency.read() as session:
            rows = session.rows(select(comment_version).order_by(comment_version.c.mark))
        return [richtext.plain(row.body) for row in rows]


@pytest.fixture
def thread(agency, entry):
    return Thread(agency, entry)


def test_a_comment_is_told_to_author_and_participants_but_not_to_who_wrote_it(agency, thread):
    thread.said()
    assert thread.shown == [("Théo Aebischer", "Je les appelle.", False)]
    assert sorted(agency.owed("owed")) == [("comment", "mail", "emma"), ("comment", "mail", "paul")]


def test_the_author_is_not_told_of_their_own_comment(agency, entry):
    Thread(agency, entry, by="emma").said()
    assert agency.owed("owed") == [("comment", "mail", "paul")]


def test_a_comment_from_elsewhere_is_mirrored_into_the_thread(agency, entry):
    agency.perform("comment", by="theo", source="mail:abc:1", entry=entry, text="Je les appelle.")
    assert ("comment", "slack", INFOBOX) in agency.owed("owed")


def test_a_repeated_message_is_one_comment_and_tells_nobody_twice(agency, thread):
    first, second = thread.said(), thread.said("Something else")
    assert (second.repeat, second.result) == (True, first.result)
    assert (len(thread.shown), len(agency.owed("owed"))) == (1, 2)


def test_an_edit_follows_and_older_or_repeated_ones_change_nothing(agency, thread):
    thread.said("un")
    told = agency.owed("owed")
    thread.edited("trois", 3)
    thread.edited("deux", 2)
    assert thread.edited("trois", 3).repeat
    assert (thread.shown, thread.history) == ([("Théo Aebischer", "trois", True)], ["un"])
    thread.edited("quatre", 4)
    assert (thread.shown, thread.history) == ([("Théo Aebischer", "quatre", True)], ["un", "trois"])
    assert agency.owed("owed") == told


def test_an_edit_that_overtakes_its_message_writes_the_comment_once(agency, thread):
    thread.edited("deux", 2)
    assert thread.shown == [("Théo Aebischer", "deux", True)]
    assert len(agency.owed("owed")) == 2
    assert thread.said("un").repeat
    thread.edited("un et demi", 1)
    assert (thread.shown, len(agency.owed("owed"))) == ([("Théo Aebischer", "deux", True)], 2)


@pytest.mark.parametrize("late", ["said", "edited", "deleted"])
def test_a_deletion_that_overtakes_its_message_keeps_it_away(agency, thread, late):
    assert thread.deleted().result == "C-0"
    after = {
        "said": thread.said,
        "edited": lambda: thread.edited("deux", 2),
        "deleted": lambda: thread.deleted(event=2),
    }
    assert after[late]().result == "C-0"
    assert (thread.shown, agency.owed("owed"), thread.said().repeat) == ([], [], True)


def test_a_deleted_comment_goes_from_view_but_keeps_its_history(agency, thread):
    thread.said("un")
    thread.edited("deux", 2)
    thread.deleted()
    assert (thread.shown, thread.history) == ([], ["un", "deux"])
    thread.deleted(event=2)
    thread.edited("trois", 3)
    assert (thread.shown, thread.history) == ([], ["un", "deux"])


def test_only_the_author_edits_or_deletes_a_comment(agency, thread):
    thread.said("un")
    for change in (lambda: thread.edited("deux", 2, by="nadia"), lambda: thread.deleted(by="emma")):
        with pytest.raises(NotAllowed):
            change()
    assert (thread.shown, thread.history) == ([("Théo Aebischer", "un", False)], [])


def test_an_edit_cannot_reach_a_comment_by_another_entry(agency, thread):
    thread.said("un")
    other = Thread(agency, agency.entry(by="theo"))
    with pytest.raises(NotAllowed):
        other.edited("deux", 2)
    assert thread.shown == [("Théo Aebischer", "un", False)]


def test_a_comment_on_an_undone_entry_still_reaches_people(agency, entry, thread):
    agency.perform("undo", by="emma", entry=entry)
    agency.settle()
    thread.said()
    assert sorted(agency.owed("owed")) == [("comment", "mail", "emma"), ("comment", "mail", "paul")]


@pytest.mark.parametrize(("who", "refusal"), [("noa", NotFound), ("jan", UnknownMember), ("U0NOBODY", UnknownMember)])
def test_who_may_not_see_the_entry_cannot_comment(agency, thread, who, refusal):
    thread.by = who
    with pytest.raises(refusal):
        thread.said()
    assert (thread.shown, agency.owed("owed")) == ([], [])


def mentioning(*keys):
    people = [{"type": "user", "user_id": slack_user(key)} for key in keys]
    said = [{"type": "text", "text": "Tu peux? "}, *people]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": said}]}


def test_who_is_mentioned_takes_part_from_then_on_if_they_may_view_it(agency, entry, thread):
    thread.said(mentioning("rita", "theo", "noa", "jan", "paul", "rita"))
    assert agency.see(entry).participants == ("Paul Rüegsegger", "Rita Sá Pinto")
    assert sorted(agency.owed("owed")) == [("comment", "mail", key) for key in ("emma", "paul", "rita")]
    agency.settle()
    agency.perform("comment", by="rita", entry=entry, origin=f"{INFOBOX}/1795478409.000100", text="Oui.")
    assert sorted(agency.owed("owed")) == [("comment", "mail", key) for key in ("emma", "paul")]
    with agency.read() as session:
        assert len(session.rows(select(participant.c.member_id).where(participant.c.entry_id == int(entry[2:])))) == 2


def test_how_somebody_is_told_is_theirs_to_choose(agency):
    entry = agency.entry(by="emma", participants=["lena", "luc"])
    assert sorted(agency.owed("owed")) == [
        ("entry", "mail", "lena"),
        ("entry", "slack", INFOBOX),
        ("entry", "slack", "lena"),
        ("entry", "slack", "luc"),
    ]
    agency.settle()
    agency.perform("comment", by="nadia", entry=entry, text="Merci.", at=NOW)
    assert sorted(agency.owed("owed")) == [
        ("comment", "mail", "emma"),
        ("comment", "mail", "lena"),
        ("comment", "slack", INFOBOX),
        ("comment", "slack", "lena"),
        ("comment", "slack", "luc"),
    ]


def test_who_comments_from_elsewhere_does_not_find_it_again_among_their_messages(agency):
    entry = agency.entry(by="emma", participants=["lena", "paul"])
    agency.settle()
    agency.perform("comment", by="lena", source="mail:abc:3", entry=entry, text="Einverstanden.")
    assert sorted(agency.owed("owed")) == [
        ("comment", "mail", "emma"),
        ("comment", "mail", "paul"),
        ("comment", "slack", INFOBOX),
    ]
