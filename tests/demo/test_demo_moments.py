from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.when import When, read_when, working_day

ZURICH = ZoneInfo("Europe/Zurich")
THURSDAY = date(2026, 11, 12)
SATURDAY = date(2026, 11, 14)
NOW = datetime(2026, 11, 12, 9, 52, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("-34d 10:15", When(days=-34, clock=time(10, 15))),
        ("+2d 09:00", When(days=2, clock=time(9))),
        ("+3h", When(hours=3)),
        ("-1h", When(hours=-1)),
    ],
)
def test_a_moment_is_read(text, when):
    assert read_when(text) == when
    assert read_when(text).upcoming is text.startswith("+")


@pytest.mark.parametrize("text", ["", "3h", "-2d", "-2d 9:00", "+2h 10:00", "tomorrow", "-2d 10:00 "])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match="is no moment"):
        read_when(text)


@pytest.mark.parametrize(
    ("today", "days", "day"),
    [
        (THURSDAY, 1, date(2026, 11, 13)),
        (THURSDAY, 2, date(2026, 11, 16)),
        (THURSDAY, -4, date(2026, 11, 6)),
        (SATURDAY, 1, date(2026, 11, 16)),
        (SATURDAY, -1, date(2026, 11, 13)),
    ],
)
def test_weekends_are_not_counted(today, days, day):
    assert working_day(today, days) == day


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)), st.integers(-60, 60).filter(bool))
def test_a_working_day_is_never_in_a_weekend_and_keeps_the_order(today, days):
    day = working_day(today, days)
    assert day.weekday() < 5
    assert (day > today) is (days > 0)
    assert working_day(today, days - 1) < day or days == 1


def test_the_clock_is_that_of_the_agency_s_zone():
    assert read_when("-1d 10:15").moment(NOW, ZURICH) == datetime(2026, 11, 11, 9, 15, tzinfo=UTC)
    assert read_when("-30d 10:15").moment(NOW, ZURICH) == datetime(2026, 10, 1, 8, 15, tzinfo=UTC)


def test_today_is_the_day_in_the_agency_s_zone():
    late = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)
    assert read_when("-1d 12:00").moment(late, ZURICH) == datetime(2026, 11, 12, 11, 0, tzinfo=UTC)


def test_hours_fall_on_the_quarter():
    moment = read_when("+3h").moment(NOW, ZURICH)
    assert moment == datetime(2026, 11, 12, 12, 45, tzinfo=UTC)
    assert moment - NOW < timedelta(hours=3)
