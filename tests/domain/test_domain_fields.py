"""Every kind of field reads what any door hands over, and refuses the rest with the reason."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.clients import RecordKind, RecordNumber, StatusOption
from crm.domain.errors import Refused
from crm.domain.fields import (
    LINE_AT_MOST,
    RICH_TEXT_AT_MOST,
    URL,
    Check,
    Choice,
    Email,
    EntryRef,
    Line,
    Members,
    Moment,
    Option,
    Paragraph,
    Phone,
    Reading,
    Records,
    RichText,
    Status,
)
from crm.domain.i18n import Text

ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LEAD = StatusOption(key="lead", labels={"en": "Lead", "fr": "Piste"})
READING = Reading(now=NOW, zone=ZURICH, language="fr", statuses=(LEAD,))
SOME = {"name": "some", "label": Text("Some")}
CHOICE = Choice(**SOME, options=(Option("ms", Text("Ms"), ("madame",)), Option("mr", Text("Mr"))))
COMPANY = Records(**SOME, kinds=(RecordKind.COMPANY,), many=False)


def number(kind, serial):
    return RecordNumber(kind, serial)


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (Line(**SOME), "  Acme   SA ", "Acme SA"),
        (Line(**SOME), "Acme\x00\x07 SA", "Acme SA"),
        (Line(**SOME), "Ac\u200bme\ud800 \u202eSA\ufeff", "Acme SA"),
        (Line(**SOME), "\u200b", None),
        (Line(**SOME), "", None),
        (Line(**SOME), None, None),
        (Paragraph(**SOME), " two\nlines ", "two\nlines"),
        (Email(**SOME), "élodie@müller.example", "élodie@müller.example"),
        (URL(**SOME), "acme.example/jobs", "https://acme.example/jobs"),
        (URL(**SOME), "HTTP://acme.example", "HTTP://acme.example"),
        (Phone(**SOME), "+41 (0)32 555-01-10 x12", "+41 (0)32 555-01-10 x12"),
        (CHOICE, "ms", "ms"),
        (CHOICE, "MADAME", "ms"),
        (CHOICE, None, None),
        (Choice(**SOME, options=(), initial="none"), "", "none"),
        (Status(**SOME), "piste", "lead"),
        (Status(**SOME), "lead", "lead"),
        (Check(**SOME), ["some"], False),
        (Check(**SOME), "oui", True),
        (Check(**SOME), "", False),
        (Moment(**SOME), 1795512600, datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        (Moment(**SOME), "1795512600", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        (Moment(**SOME), "20261201", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        (Moment(**SOME), "2026-12-01 14:30", datetime(2026, 12, 1, 13, 30, tzinfo=UTC)),
        (Moment(**SOME), "2026-12-01T14:30+00:00", datetime(2026, 12, 1, 14, 30, tzinfo=UTC)),
        (Moment(**SOME), "", NOW),
        (Records(**SOME), ["CMP-1", "cst2", "CMP-1"], (number("company", 1), number("contact", 2))),
        (Records(**SOME), ["CMP-1", " "], (number("company", 1),)),
        (Records(**SOME), [""], None),
        (Records(**SOME), "CMP-1", (number("company", 1),)),
        (Members(**SOME), ["M-1", "<@U0EMMA001|emma>", "M-1"], ("M-1", "U0EMMA001")),
        (Members(**SOME), [" ", ""], None),
        (EntryRef(**SOME), "E-12", 12),
        (EntryRef(**SOME), 12, 12),
    ],
    ids=str,
)
def test_raw_input_is_understood(field, raw, value):
    if isinstance(field, Check) and isinstance(raw, list):
        # Slack sends a ticked box as the list of its options.
        raw, value = raw[0], True
    assert field.read(raw, READING) == value


@pytest.mark.parametrize(
    ("field", "raw", "sentence"),
    [
        (Line(**SOME, required=True, example="Acme"), " ", "Please fill in “Some”."),
        (Line(**SOME), ["Acme"], "“Some” is a text."),
        (Line(**SOME), "x" * (LINE_AT_MOST + 1), "At most 255 characters, please; this has 256."),
        (Paragraph(**SOME, at_most=3), "four", "At most 3 characters, please; this has 4."),
        (Email(**SOME), "anna at acme", "“anna at acme” is not an email address."),
        (Email(**SOME), "a@b", "“a@b” is not an email address."),
        (Email(**SOME), "a@b.example, c@d.example", "“a@b.example, c@d.example” is not an email address."),
        (URL(**SOME), "javascript:alert(1)", "“javascript:alert(1)” is not a web address."),
        (URL(**SOME), "ftp://acme.example", "“ftp://acme.example” is not a web address."),
        (Phone(**SOME), "call me", "“call me” is not a telephone number."),
        (CHOICE, "other", "“other” is not one of the choices of “Some”."),
        (Status(**SOME), "client", "“client” is not one of the choices of “Some”."),
        (Moment(**SOME), "tomorrow", "“tomorrow” is not a date and time. Write it like 2026-12-01 14:30."),
        (Moment(**SOME), True, "“True” is not a date and time. Write it like 2026-12-01 14:30."),
        (Moment(**SOME), "١٢٣٤٥٦٧٨٩٠", "“١٢٣٤٥٦٧٨٩٠” is not a date and time. Write it like 2026-12-01 14:30."),
        (Moment(**SOME), "9" * 30, f"“{'9' * 30}” is not a date and time. Write it like 2026-12-01 14:30."),
        (Records(**SOME), "Acme", "“Acme” was not found. Check the name or the number."),
        (Records(**SOME), "Acme\ud800" * 40, f"“{'Acme' * 20}…” was not found. Check the name or the number."),
        (COMPANY, "CST-1", "“CST-1” was not found. Check the name or the number."),
        (COMPANY, ["CMP-1", "CMP-2"], "At most 1 here, please; these are 2."),
        (Records(**SOME), [f"CMP-{one}" for one in range(1, 102)], "At most 100 here, please; these are 101."),
        (Members(**SOME, many=False), ["M-1", "M-2"], "At most 1 here, please; these are 2."),
        (EntryRef(**SOME), "note", "“note” was not found. Check the name or the number."),
        (RichText(**SOME), {"type": "image"}, "This text could not be read. Please type it again."),
        (RichText(**SOME), 12, "This text could not be read. Please type it again."),
        (RichText(**SOME), "x" * 12_001, f"At most {RICH_TEXT_AT_MOST} characters, please; this has 12001."),
        (RichText(**SOME, required=True, example="x"), " \n ", "Please fill in “Some”."),
        (RichText(**SOME, required=True, example="x"), {"type": "rich_text", "elements": []}, "Please fill in “Some”."),
        (Members(**SOME, required=True, example="x"), [" "], "Please fill in “Some”."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_understood_is_refused_at_the_field(field, raw, sentence):
    with pytest.raises(Refused) as refused:
        field.read(raw, READING)
    assert [(str(problem.text), problem.field) for problem in refused.value.problems] == [(sentence, "some")]


KINDS = (Line, Paragraph, Email, URL, Phone, Check, Moment, Records, Members, EntryRef, RichText, Status)
RAW = (
    st.none()
    | st.integers()
    | st.text(max_size=20)
    | st.lists(st.text(max_size=8), max_size=3)
    | st.just({"type": "rich_text"})
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(raw=RAW)
def test_no_input_breaks_a_field(kind, raw):
    field = kind(**SOME)
    with suppress(Refused):
        field.read(raw, READING)


def test_plain_text_becomes_rich_text():
    rich = RichText(**SOME).read("Called *back*", READING)
    assert [node.get("style") for node in rich["elements"][0]["elements"]] == [None, {"bold": True}]
