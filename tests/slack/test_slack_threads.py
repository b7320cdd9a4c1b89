from __future__ import annotations

import threading

import pytest

from bot.slack import threads
from crm.domain import richtext
from crm.store.tables import link
from tests.factories import INFOBOX, slack_user

TS = "1795478400.000300"
REPLY = "1795478401.000200"


@pytest.fixture
def entry(agency):
    """An entry that stands in the infobox channel, by emma."""
    number = agency.entry(note="Called back.")
    agency.settle()
    post(agency, number)
    return number


def post(agency, entry, place=INFOBOX, ts=TS, member=None):
    with agency.begin() as session:
        row = {"place": place, "mark": ts, "entry_id": int(entry[2:]), "member_id": member}
        session.insert(link, [row])


def rich(text):
    return [{**richtext.from_text(text), "block_id": "x"}]


def message(text="Looks good.", *, by="paul", ts=REPLY, **more):
    return {
        "type": "message",
        "text": text,
        "user": slack_user(by),
        "ts": ts,
        "thread_ts": TS,
        "parent_user_id": "U0CARNET",
        "team": "T0JURA",
        "blocks": rich(text),
        "channel": INFOBOX,
        "event_ts": ts,
        "channel_type": "channel",
        **more,
    }


def hidden(subtype, **more):
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": INFOBOX,
        "ts": "1.1",
        "event_ts": "1.1",
        **more,
    }


def changed(text, *, mark, before="Looks good.", **more):
    now = message(text, **more, edited={"user": slack_user("paul"), "ts": mark})
    return hidden("message_changed", message=now, previous_message=message(before, **more))


def deleted(**more):
    return hidden("message_deleted", deleted_ts=REPLY, previous_message=message(**more))


def comments(agency, entry):
    return [(one.author, richtext.plain(one.body), one.edited) for one in agency.see(entry).comments]


async def test_a_reply_is_a_comment_and_everybody_concerned_is_told(window, agency, entry):
    assert (await window.event(message("Wants *two* profiles."))).status == 200
    assert comments(agency, entry) == [("Paul Rüegsegger", "Wants two profiles.", False)]
    assert agency.owed("owed") == [("comment", "mail", "emma")]


async def test_an_edit_edits_it_and_a_deletion_removes_it(window, agency, entry):
    await window.event(message())
    await window.event(changed("Looks very good.", mark="1795478500.0001"))
    assert comments(agency, entry) == [("Paul Rüegsegger", "Looks very good.", True)]
    await window.event(deleted())
    assert comments(agency, entry) == []


@pytest.mark.parametrize(
    ("order", "left"),
    [
        ("mmm", ["Looks good."]),
        ("mem", ["Better."]),
        ("em", ["Better."]),
        ("mlEe", ["Best."]),
        ("Eem", ["Best."]),
        ("dm", []),
        ("med", []),
        ("dme", []),
        ("edm", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_repeated_and_disordered_events_end_in_what_slack_shows(window, agency, entry, order, left):
    """m: the message, e and E: an edit and a later one, l: a link unfurls, d: the deletion."""
    events = {
        "m": message(),
        "e": changed("Better.", mark="1795478500.0001"),
        "E": changed("Best.", mark="1795478600.0001"),
        "l": hidden("message_changed", message=message(attachments=[{}]), previous_message=message()),
        "d": deleted(),
    }
    for step in order:
        await window.event(events[step])
    assert [text for _author, text, _edited in comments(agency, entry)] == left


async def test_a_reply_with_a_file_names_it(window, agency, entry):
    file = {"id": "F1", "name": "Lebenslauf Zoë.pdf", "permalink": "https://jura.slack.com/files/U0PAUL/F1/cv.pdf"}
    await window.event(message("", blocks=[], subtype="file_share", files=[file, {"id": "F2"}]))
    [(_author, text, _edited)] = comments(agency, entry)
    assert text == "📎 Lebenslauf Zoë.pdf (https://jura.slack.com/files/U0PAUL/F1/cv.pdf)"


async def test_a_reply_without_blocks_is_read_from_its_text(window, agency, entry):
    text = "Ask <@U0EMMA|emma> &amp; <https://acme.example|Acme> in <#C1|general>"
    await window.event(message(text, blocks=None))
    assert [text for _a, text, _e in comments(agency, entry)] == ["Ask @someone & https://acme.example in #general"]
    assert agency.see(entry).comments[0].body["elements"][0]["elements"][1] == {"type": "user", "user_id": "U0EMMA"}


async def test_whoever_is_mentioned_takes_part_from_now_on(window, agency, entry):
    said = {
        "type": "rich_text_section",
        "elements": [{"type": "user", "user_id": "U0LENA"}, {"type": "text", "text": "?"}],
    }
    await window.event(message(blocks=[{"type": "rich_text", "elements": [said]}]))
    assert agency.see(entry).participants == ("Lena Brönnimann-Özdemir",)
    assert ("comment", "mail", "lena") in agency.owed("owed")


@pytest.mark.parametrize(
    "event",
    [
        message(bot_id="B0CARNET", user="U0CARNET"),
        message(bot_id="B0OTHER"),
        message(thread_ts=None),
        message(ts=TS),
        message(thread_ts="1795400000.000100", parent_user_id="U0EMMA"),
        message(channel="C0GENERAL", parent_user_id="U0EMMA"),
        hidden("channel_join", user="U0PAUL"),
        hidden("message_replied", message=message()),
        hidden("message_changed", message=message("Other."), previous_message=message()),
    ],
    ids=[
        "ours",
        "another bot",
        "no thread",
        "its own parent",
        "other thread",
        "other channel",
        "join",
        "replied",
        "unfurl",
    ],
)
async def test_what_is_no_reply_under_an_entry_is_ignored(window, slack, agency, entry, event):
    assert (await window.event(event, wait=event.get("user") != "U0CARNET")).status == 200
    assert (comments(agency, entry), slack.calls) == ([], [])


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("stranger", "You are not known here yet. Ask an administrator of your workspace to add you."),
        ("jan", "You are not known here yet. Ask an administrator of your workspace to add you."),
        ("noa", "“{entry}” was not found. Check the name or the number."),
    ],
)
async def test_who_may_not_comment_is_told_so_in_the_thread(window, slack, agency, entry, who, sentence):
    await window.event(message(by=who))
    [said] = slack.said("chat.postEphemeral")
    assert (said["channel"], said["user"], said["thread_ts"]) == (INFOBOX, slack_user(who), TS)
    assert said["text"] == sentence.format(entry=entry)
    assert comments(agency, entry) == []


async def test_only_the_author_can_change_or_remove_a_comment(window, agency, entry):
    await window.event(message())
    forged = changed("Forged.", mark="1795478500.0001")
    forged["message"]["user"] = forged["previous_message"]["user"] = slack_user("emma")
    await window.event(forged)
    gone = deleted()
    gone["previous_message"]["user"] = slack_user("emma")
    await window.event(gone)
    assert comments(agency, entry) == [("Paul Rüegsegger", "Looks good.", False)]


async def test_a_reply_that_overtakes_the_receipt_waits_for_it(window, agency):
    number = agency.entry()
    await window.event(message(), wait=False)
    post(agency, number)
    await window.settled()
    assert len(comments(agency, number)) == 1


async def test_a_reply_to_a_store_that_is_busy_is_written_later(window, agency, entry):
    taken, release = threading.Event(), threading.Event()

    def hold():
        with agency.begin():
            taken.set()
            release.wait(2.5)

    writer = threading.Thread(target=hold)
    writer.start()
    taken.wait(5)
    await window.event(message())
    writer.join()
    assert len(comments(agency, entry)) == 1


async def test_a_reply_in_a_direct_message_is_a_comment_too(window, agency):
    number = agency.entry()
    post(agency, number, place="D0EMMA", member=agency.id_of("emma"))
    await window.event(message("I will go there.", by="emma", channel="D0EMMA", channel_type="im"))
    assert comments(agency, number) == [("Emma Quéloz", "I will go there.", False)]


def test_an_empty_event_asks_for_nothing():
    assert threads.read({"subtype": "message_deleted", "channel": INFOBOX}).message == {}
