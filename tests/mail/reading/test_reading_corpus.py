"""Mails as real programs write them, each beside what is to be read in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.mail.reading.bounces import failures
from bot.mail.reading.forwards import forwarded
from bot.mail.reading.letter import Unreadable
from bot.mail.reading.machine import machine
from bot.mail.reading.parse import read
from bot.mail.reading.reply import new_words
from bot.mail.reading.verdict import verdict

CORPUS = Path(__file__).parent.parent / "corpus"
MAILS = sorted(CORPUS.glob("*.eml"))
EDGE = "edge.reply.lemanique.example"
OWN = frozenset({"notify@lemanique.example"})


def understood(raw):
    """All that is read in a mail, in the words of the files beside it."""
    try:
        letter = read(raw)
    except Unreadable as exc:
        return {"refused": exc.reason}
    words, who = new_words(letter), machine(letter, None, own=OWN)
    return {
        "from": letter.sender.email if letter.sender else "",
        "name": letter.senders[0].name if letter.senders else "",
        "subject": letter.subject,
        "message_id": letter.message_id,
        "date": letter.date.isoformat() if letter.date else "",
        "to": [one.email for one in letter.to],
        "cc": [one.email for one in letter.cc],
        "delivered": [one.email for one in letter.delivered],
        "answers": list(letter.in_reply_to),
        "references": len(letter.references),
        "newest": letter.references[-1] if letter.references else "",
        "words": words.text,
        "why": words.why.value,
        "machine": f"{who.kind} by {who.rule}" if who else "",
        "files": [f"{one.name} ({', '.join(filter(None, described(one)))})" for one in letter.files],
        "calendars": [one.method for one in letter.calendars],
        "enclosed": [one.subject for one in letter.enclosed],
        "notes": sorted(letter.notes),
        "failures": [[one.address, one.reach.value, one.status] for one in failures(letter)],
        "forward": told(forwarded(letter, ZoneInfo("Europe/Zurich"))),
        "verdict": f"{verdict(letter, EDGE).result}{' but doubtful' if verdict(letter, EDGE).doubtful else ''}",
    }


def told(forward):
    if forward is None:
        return {}
    return {
        "above": forward.above,
        "from": forward.sender.email if forward.sender else "",
        "to": [one.email for one in forward.to],
        "subject": forward.subject,
        "date": forward.date.isoformat() if forward.date else "",
        "text": forward.text,
    }


def described(file):
    yield file.type
    yield file.flag.value if file.flag else ""
    yield "ornament" if file.ornament else ""


# What a mail has none of need not be said beside it.
NOTHING = {"machine": "", "files": [], "calendars": [], "enclosed": [], "notes": [], "failures": []}


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_is_read_as_its_sender_meant_it(path):
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    found = understood(path.read_bytes())
    if "refused" not in expected:
        expected = NOTHING | expected
    assert {key: found.get(key) for key in expected} == expected
    assert {"words", "refused", "machine"} & expected.keys()


def test_there_are_enough_of_them_and_none_is_large():
    assert len(MAILS) >= 60
    assert {path.stem for path in MAILS} == {path.stem for path in CORPUS.glob("*.toml")}
    assert max(path.stat().st_size for path in MAILS) < 20_000
