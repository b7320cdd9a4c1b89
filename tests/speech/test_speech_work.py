"""Never more work than a text is long: counted, not timed."""

from __future__ import annotations

import sys
from zoneinfo import ZoneInfo

import pytest

from bot.speech.details import details
from bot.speech.verbs import said
from tests.cast import NOW

ZURICH = ZoneInfo("Europe/Zurich")
PIECES = (
    *("Ça ", "x", "<@U0PAUL> ", "tomorrow 9:00 ", "remind me ", "and ", "please "),
    *(", ", "1 ", "<", " ", "\n", "on "),
)


def calls(text):
    counted = 0

    def count(_frame, _event, _argument):
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        details(said(f"info Acme: {text} .").rest, NOW, ZURICH)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_twice_the_work(piece):
    details("tomorrow", NOW, ZURICH)  # what is only done once is not counted
    once, twice = (calls(piece * times) for times in (2000, 4000))
    assert twice <= once * 2.2 + 200
