from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech.details import details
from bot.speech.verbs import said
from tests.cast import NOW

ZURICH = ZoneInfo("Europe/Zurich")
WORDS = re.compile(r"\w+")
ZONES = ("Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC")
PIECES = (
    *("remind me", "rappelle-moi", "erinnere mich", "and", "reminder", "1 hour before", "einen Tag vorher"),
    *("tomorrow", "demain", "übermorgen", "next", "Friday", "vendredi", "prochain", "am", "le", "on", "at", "um", "à"),
    *("3 March", "3.3.", "31.02.", "29 February", "2027-02-30", "20:61", "9:00", "9h", "14 Uhr", "2pm", "noon", "9"),
    *("in", "dans", "2", "zwei", "999", "weeks", "years", "Stunden", "h", "h30", "<@U0PAUL>", "<@U0LENA>", "cc"),
    *(",", ".", ";", ":", "–", "\n", "Acme", "wants", "12.05", "+41 22 555 10 10", "ſ", "İ", "ß", "’", "'", "د"),
)
talk = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map(" ".join)
moments = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(talk, moments, st.sampled_from(ZONES))
def test_nothing_that_is_said_breaks_and_no_word_of_it_is_lost(text, now, zone):
    found = details(text, now, ZoneInfo(zone))
    kept = Counter(word for one in (found.text, *found.taken) for word in WORDS.findall(one))
    assert kept == Counter(WORDS.findall(text))
    assert found.when is None or (found.when > now and found.when.utcoffset() is not None)


@given(st.one_of(talk, st.text()))
def test_whatever_is_said_is_a_wish_or_unclear_and_what_is_left_was_said(text):
    found = said(text)
    assert found.rest in text


@given(st.lists(st.sampled_from(("2", "12.05", "9.50", "1'000", "022 555 10 10", "80-90", "5 %", "wants", "à"))))
def test_numbers_alone_are_no_dates(words):
    found = details(" ".join([*words, "CHF"]), NOW, ZURICH)
    assert (found.when, found.text) == (None, " ".join([*words, "CHF"]))


@given(moments, st.sampled_from(ZONES), st.times())
def test_a_time_tomorrow_is_what_the_wall_clock_shows_there(now, zone, clock):
    there = ZoneInfo(zone)
    found = details(f"call, tomorrow {clock:%H:%M}", now, there)
    wall = datetime.combine(now.astimezone(there).date() + timedelta(days=1), clock.replace(second=0, microsecond=0))
    there_and_back = wall.replace(tzinfo=there).astimezone(UTC).astimezone(there)
    assert found.when == there_and_back
    # What a clock leaves out in spring comes an hour, or half of one, later.
    assert found.when.replace(tzinfo=None) - wall in {timedelta(0), timedelta(minutes=30), timedelta(hours=1)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rappelle-moi le 28 mars à 2h30", "2027-03-28 03:30 CEST"),
        ("remind me on 31 October at 2:30", "2027-10-31 02:30 CEST"),
    ],
)
def test_an_hour_that_is_left_out_is_the_next_and_one_that_comes_twice_the_first(text, shown):
    assert f"{details(text, NOW, ZURICH).when:%Y-%m-%d %H:%M %Z}" == shown


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("remind me today 8:00", "“today 8:00” is no time to come. Please choose one in the form."),
        ("call back, remind me", "It is not clear when you want to be reminded. Please choose it in the form."),
        (
            "meeting on Friday 9:00, remind me 3 hours before",
            "Carnet cannot remind you at that time. Please choose the reminder in the form.",
        ),
    ],
    ids=["past", "unclear", "between"],
)
def test_a_reminder_that_cannot_be_is_said_and_nothing_is_lost(text, problem):
    found = details(text, NOW, ZURICH)
    assert [str(one) for one in found.problems] == [problem]
    assert found.remind == "none"
