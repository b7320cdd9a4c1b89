from __future__ import annotations

from dataclasses import replace

from test_page_mrkdwn import EMMA

from sandbox.page.entries import entries, typed_text

NINE = 1796115600


def message(seconds, user="U0EMMA001", **more):
    return {"type": "message", "ts": f"{seconds}.000100", "user": user, "text": "Hello", **more}


def shown(*messages, viewer=EMMA):
    return list(entries([(one, False) for one in messages], "C0INFOBOX", viewer))


def test_what_one_person_says_in_five_minutes_stands_together():
    found = shown(message(NINE), message(NINE + 60), message(NINE + 120, "U0THOMAS1"), message(NINE + 999, "U0THOMAS1"))
    assert [one.follows for one in found] == [False, True, False, False]


def test_each_day_begins_with_a_line_in_the_viewers_zone():
    late = 1796094000  # 2026-12-01 03:00 UTC
    assert [one.day for one in shown(message(late - 86400), message(late), message(late + 60))] == [
        "Yesterday",
        "Today",
        "",
    ]
    far = replace(EMMA, zone="America/New_York")
    assert [one.day for one in shown(message(late - 86400), message(late), viewer=far)] == [
        "Sunday, November 29th, 2026",
        "Yesterday",
    ]


def test_an_entry_knows_its_author_time_and_marks():
    (one,) = shown(
        message(NINE, "U0CARNET1", bot_id="B0CARNET1", edited={"ts": "1"}, reply_count=2, latest_reply=f"{NINE}.5")
    )
    assert (one.bot, one.time, one.replies, one.last_reply) == (True, "09:00", 2, "today at 09:00")


def test_a_deleted_parent_of_a_thread_is_a_tombstone():
    (one,) = shown(message(NINE, subtype="tombstone"))
    assert one.deleted


def test_an_entry_that_looks_different_has_another_revision():
    (before,), (after,) = shown(message(NINE)), shown(message(NINE, text="Goodbye"))
    assert before.key == after.key
    assert before.revision != after.revision


def test_a_message_is_edited_in_the_words_that_were_typed():
    assert typed_text("*Hi* <@U0THOMAS1> in <#C0INFOBOX> <!here> &lt;b&gt; <https://a.example|a>", EMMA) == (
        "*Hi* @Thomas Brönnimann in #infobox @here <b> a"
    )
