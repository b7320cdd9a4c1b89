from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.form import inputs_of, plain, record_label
from crm.domain.clients import Record, RecordKind, RecordNumber
from tests.slack import judge

EMPTY = {"type": "rich_text", "elements": []}
OPENED = 1_795_512_637  # not a whole minute


def as_utf16(text):
    return len(text.encode("utf-16-le")) // 2


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_a_text_is_cut_to_what_slack_takes_counted_at_worst(text, at_most):
    found = plain(text, at_most)
    assert 0 < as_utf16(found) <= at_most
    assert found in {text, "–"} or (found.endswith("…") and text.startswith(found[:-1]))


@given(st.text(min_size=1, max_size=200), st.text(max_size=200))
def test_the_number_of_a_namesake_is_never_cut_away(name, company):
    record = Record(id=1, number=RecordNumber(RecordKind.CONTACT, 345), name=name, company_name=company, active=False)
    found = record_label(record)
    assert found.startswith("🔴 ")
    assert found.endswith(" (CST-345)")
    assert as_utf16(found) <= 75


@pytest.mark.parametrize(
    ("element", "raw"),
    [
        ({"type": "plain_text_input", "value": "Acme"}, "Acme"),
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "email_text_input", "value": "a@acme.example"}, "a@acme.example"),
        ({"type": "rich_text_input", "rich_text_value": EMPTY}, EMPTY),
        ({"type": "static_select", "selected_option": None}, None),
        ({"type": "static_select", "selected_option": {"value": "client"}}, "client"),
        ({"type": "external_select", "selected_option": {"value": "CMP-1"}}, "CMP-1"),
        ({"type": "multi_external_select", "selected_options": [{"value": "M-1"}, {"value": "L-1"}]}, ["M-1", "L-1"]),
        ({"type": "multi_external_select", "selected_options": None}, []),
        ({"type": "checkboxes", "selected_options": []}, []),
        ({"type": "datetimepicker", "selected_date_time": 1795512600}, 1795512600),
        ({"type": "datetimepicker", "selected_date_time": None}, None),
        ({"type": "file_input", "files": None}, []),
        (
            {
                "type": "file_input",
                "files": [{"id": "F1", "name": "CV.pdf", "size": 3, "url_private": "u", "user": "U1"}],
            },
            [{"id": "F1", "name": "CV.pdf", "size": 3, "url": "u"}],
        ),
        ({}, None),
    ],
    ids=lambda value: value.get("type", "") if isinstance(value, dict) else "",
)
def test_every_kind_of_element_is_read_as_other_doors_would_say_it(element, raw):
    assert inputs_of({"values": {"field": {"v": element}}}) == {"field": raw}


@pytest.mark.parametrize(
    ("chosen", "raw"),
    [(OPENED, None), (OPENED // 60 * 60, None), (OPENED + 3600, OPENED + 3600), (OPENED - 3600, OPENED - 3600)],
)
def test_a_moment_left_as_the_form_began_is_the_moment_of_sending(chosen, raw):
    state = {"values": {"when": {"v": {"type": "datetimepicker", "selected_date_time": chosen}}}}
    assert inputs_of(state, OPENED) == {"when": raw}
    assert inputs_of(state) == {"when": chosen}


def test_a_form_without_a_state_says_nothing():
    assert inputs_of({}) == {}


def test_the_judge_finds_what_is_wrong_where_it_is_there():
    if judge.FILE.exists():
        assert judge.of_call("views.open", {"view": {"type": "modal", "blocks": []}}) != []
        assert judge.of_call("chat.postMessage", {"channel": "C1", "blocks": [{"type": "nonsense"}]}) != []
