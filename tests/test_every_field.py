"""Every kind of field against what any surface may send: read, or refused at the field with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies

from crm.actions import ACTIONS
from crm.domain import fields
from crm.domain.clients import RecordKind, RecordNumber, StatusOption
from crm.domain.errors import Refused
from crm.domain.fields import Reading
from crm.domain.files import Files
from crm.domain.i18n import Text
from tests.factories import NOW

STATUSES = (StatusOption(key="meeting", labels={"en": "Meeting", "fr": "Rendez-vous", "de": "Gespräch"}, position=1),)
READING = Reading(now=NOW, zone=ZoneInfo("Europe/Zurich"), language="fr", statuses=STATUSES)
LABEL = Text("Tried")
ACME, KERN = RecordNumber(RecordKind.COMPANY, 1), RecordNumber(RecordKind.COMPANY, 2)
REFUSED = "refused"


def field(kind, **more):
    return kind(name="tried", label=LABEL, **more)


COLOURS = (fields.Option("red", Text("Red"), ("rouge", "rot")), fields.Option("none", Text("None")))
TABLE = [
    (field(fields.Line), " Acme   SA\n", "Acme SA"),
    (field(fields.Line), "a\x00b\x1f", "ab"),
    (field(fields.Line), "\x00", None),
    (field(fields.Line), None, None),
    (field(fields.Line), 7, REFUSED),
    (field(fields.Line), ["Acme"], REFUSED),
    (field(fields.Line, at_most=3), "four", REFUSED),
    (field(fields.Line, at_most=4), "four", "four"),
    (field(fields.Paragraph), " un\n  deux ", "un\n  deux"),
    (field(fields.Email), " élodie@acme.example ", "élodie@acme.example"),
    (field(fields.Email), "elodie@acme", REFUSED),
    (field(fields.Email), "a@b.ch, c@d.ch", REFUSED),
    (field(fields.Email), "Élodie <e@acme.example>", REFUSED),
    (field(fields.Email), "e@acme.example\nBcc: all@acme.example", REFUSED),
    (field(fields.URL), "acme.example/jobs", "https://acme.example/jobs"),
    (field(fields.URL), "HTTP://acme.example", "HTTP://acme.example"),
    (field(fields.URL), "javascript:alert(1)", REFUSED),
    (field(fields.URL), "ftp://acme.example", REFUSED),
    (field(fields.URL), "https://", REFUSED),
    (field(fields.Phone), "+41 (0)32 555.01-10 x12", "+41 (0)32 555.01-10 x12"),
    (field(fields.Phone), "call me", REFUSED),
    (field(fields.Choice, options=COLOURS), "RED", "red"),
    (field(fields.Choice, options=COLOURS), "Rouge", "red"),
    (field(fields.Choice, options=COLOURS), "blue", REFUSED),
    (field(fields.Choice, options=COLOURS), ["red"], REFUSED),
    (field(fields.Choice, options=COLOURS, initial="none"), "", "none"),
    (field(fields.Status), "meeting", "meeting"),
    (field(fields.Status), "gespräch", "meeting"),
    (field(fields.Status), "client", REFUSED),
    (field(fields.Check), "yes", True),
    (field(fields.Check), True, True),
    (field(fields.Check), ["tried"], True),
    (field(fields.Check), "no", False),
    (field(fields.Check), None, False),
    (field(fields.Moment), None, NOW),
    (field(fields.Moment), "2026-12-01 14:30", datetime(2026, 12, 1, 13, 30, tzinfo=UTC)),
    (field(fields.Moment), "2026-12-01T14:30:00-05:00", datetime(2026, 12, 1, 19, 30, tzinfo=UTC)),
    (field(fields.Moment), 1795478400, datetime(2026, 11, 24, tzinfo=UTC)),
    (field(fields.Moment), "1795478400", datetime(2026, 11, 24, tzinfo=UTC)),
    (field(fields.Moment), "demain", REFUSED),
    (field(fields.Moment), "2026-02-30", REFUSED),
    (field(fields.Moment), 10**18, REFUSED),
    (field(fields.Moment), "0001-01-01T00:00:00+14:00", REFUSED),
    (field(fields.Moment), "9999-12-31T23:59:59-12:00", REFUSED),
    (field(fields.Moment), {"date": 1}, REFUSED),
    (field(fields.Records), ["cmp-2", " CMP1 ", "CMP-2"], (KERN, ACME)),
    (field(fields.Records), "CMP-1", (ACME,)),
    (field(fields.Records), ["PRF-1"], REFUSED),
    (field(fields.Records), ["Acme"], REFUSED),
    (field(fields.Records), 7, REFUSED),
    (field(fields.Records, many=False), ["CMP-1", "CMP-2"], REFUSED),
    (field(fields.Records), [f"CMP-{number}" for number in range(1, 102)], REFUSED),
    (field(fields.EntryRef), " e-12 ", 12),
    (field(fields.EntryRef), "12", 12),
    (field(fields.EntryRef), "E-0", REFUSED),
    (field(fields.EntryRef), "E-" + "9" * 30, REFUSED),
    (field(fields.EntryRef), ["E-1"], REFUSED),
    (field(fields.Members), ["<@U0EMMA>", "U0EMMA", " M-4 "], ("U0EMMA", "M-4")),
    (field(fields.Members), "<@U0EMMA|emma>", ("U0EMMA",)),
    (field(fields.Members), 7, ("7",)),
    (field(fields.Members, many=False), ["M-1", "M-2"], REFUSED),
    (field(fields.RichText), " ", None),
    (field(fields.RichText), {"type": "rich_text", "elements": []}, None),
    (field(fields.RichText), {"type": "section"}, REFUSED),
    (field(fields.RichText), "x" * 12_001, REFUSED),
    (field(fields.RichText), 7, REFUSED),
]


def read(one, raw, reading=READING):
    try:
        return one.read(raw, reading)
    except Refused as refused:
        problems = refused.problems
    assert {problem.field for problem in problems} == {"tried"}
    assert all(str(problem.text) for problem in problems)
    return REFUSED


@pytest.mark.parametrize(
    ("one", "raw", "expected"), TABLE, ids=[f"{type(one).__name__}-{str(raw)[:24]!r}" for one, raw, _ in TABLE]
)
def test_a_field_reads_what_a_surface_sends_or_says_why_not(one, raw, expected):
    assert read(one, raw) == expected


KINDS = [kind for kind in vars(fields).values() if isinstance(kind, type) and issubclass(kind, fields.Field)]


@pytest.mark.parametrize("kind", [one for one in KINDS if one is not fields.Field], ids=lambda one: one.__name__)
def test_an_empty_field_is_nothing_its_default_or_asked_for(kind):
    for empty in (None, "", "  ", [], (), {}):
        assert read(field(kind), empty) in {None, False, NOW}
        if kind not in {fields.Moment, fields.Check}:
            assert read(field(kind, required=True, example="x"), empty) == REFUSED


json = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.floats() | strategies.text(),
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(raw=json, offset=strategies.integers(-14, 14))
def test_whatever_arrives_is_read_or_refused_and_never_breaks(raw, offset):
    reading = Reading(now=datetime.now(timezone(timedelta(hours=offset))), zone=ZoneInfo("Asia/Tokyo"))
    for kind in KINDS[1:]:
        read(field(kind), raw, reading)
    read(field(Files), raw, reading)


def test_a_definition_with_a_bad_name_or_without_example_never_exists():
    for wrong in ({"name": "Bad name"}, {"name": "x" * 40}, {"name": "tried", "required": True}):
        with pytest.raises(ValueError, match="field"):
            fields.Line(**{"label": LABEL, **wrong})


def test_every_required_field_of_every_action_accepts_its_own_example():
    for action in ACTIONS.values():
        for one in action.fields:
            if one.required and not isinstance(one, fields.Status):
                assert one.read(one.example, READING) is not None, (action.name, one.name)
