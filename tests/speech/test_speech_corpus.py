from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.speech.details import details
from bot.speech.verbs import said
from tests.cast import NOW

ZURICH = ZoneInfo("Europe/Zurich")
LINES = (Path(__file__).parent / "corpus.txt").read_text("utf-8").splitlines()
CORPUS = [
    [cell.strip() for cell in re.split(r" \|(?=\s|$)", line)] for line in LINES if line and not line.startswith("#")
]
CLIENT = "Acme"


def about(text):
    """What is left behind the client, as looking for it would leave it."""
    for lead in ("for ", "to ", "sur ", "à ", "zu "):
        text = text.removeprefix(lead)
    return text.removeprefix(CLIENT).removeprefix(CLIENT.upper()).lstrip(" :")


def understood(text):
    found = said(text)
    if found.action is None:
        return [found.wish.value, found.rest]
    known = details(about(found.rest), NOW, ZURICH)
    when = known.when.strftime("%Y-%m-%d %H:%M") if known.when else ""
    remind = "" if known.remind == "none" else known.remind
    return [found.action.name, known.text, when, remind, " ".join(known.people), *known.problems]


@pytest.mark.parametrize(("text", "expected"), [(text, expected) for text, *expected in CORPUS])
def test_what_people_say_is_understood(text, expected):
    found = understood(text)
    assert [*found, "", "", ""][:5] == expected
    assert found[5:] == []
