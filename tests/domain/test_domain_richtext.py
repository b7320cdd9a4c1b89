"""Rich text as it is typed, kept, cut and judged."""

from __future__ import annotations

import copy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm.domain import richtext
from crm.domain.richtext_check import LETTERS_AT_MOST, NESTED_AT_MOST
from crm.domain.richtext_parts import parts
from crm.domain.richtext_wire import wire
from tests.rich_texts import RICH, SOUP


def styles_of(text):
    [element] = richtext.from_text(text)["elements"]
    return [(node.get("text") or node.get("url"), "".join(node.get("style", {}))) for node in element["elements"]]


@pytest.mark.parametrize(
    ("typed", "nodes"),
    [
        ("called *back* today", [("called ", ""), ("back", "bold"), (" today", "")]),
        ("_two_ ~three~ `four`", [("two", "italic"), (" ", ""), ("three", "strike"), (" ", ""), ("four", "code")]),
        ("2*3*4 and names_of_files", [("2*3*4 and names_of_files", "")]),
        ("* not bold *", [("* not bold *", "")]),
        ("see https://acme.example/a_b.", [("see ", ""), ("https://acme.example/a_b", ""), (".", "")]),
        ("(https://acme.example/x_(y))", [("(", ""), ("https://acme.example/x_(y)", ""), (")", "")]),
        ("*see https://acme.example*", [("see ", "bold"), ("https://acme.example", "bold")]),
    ],
)
def test_marks_count_only_around_words(typed, nodes):
    assert styles_of(typed) == nodes


def test_lists_nest_by_their_indent_and_keep_their_numbers():
    found = richtext.from_text("- one\n    - deeper\n- two\n15. of a month\nend")["elements"]
    shapes = [(one["type"], one.get("style"), one.get("indent"), one.get("offset")) for one in found]
    assert shapes == [
        ("rich_text_list", "bullet", 0, None),
        ("rich_text_list", "bullet", 1, None),
        ("rich_text_list", "bullet", 0, None),
        ("rich_text_list", "ordered", 0, 14),
        ("rich_text_section", None, None, None),
    ]


@given(st.text(max_size=200))
def test_whatever_is_typed_can_be_kept(text):
    rich = richtext.from_text(text)
    assert richtext.problems(rich) == []
    letters = "".join(sign for sign in text if sign.isalnum())
    kept = "".join(sign for sign in richtext.plain(rich) if sign.isalnum())
    assert letters == kept


@given(RICH)
def test_what_slack_gets_back_reads_the_same(rich):
    again = wire(parts(rich))
    assert richtext.problems(again) == []
    assert richtext.plain(again) == richtext.plain(rich)
    # Neighbours that became plain words are joined the second time; after that nothing changes any more.
    settled = wire(parts(again))
    assert wire(parts(settled)) == settled


@given(RICH, st.integers(20, 120))
def test_a_cut_text_fits_and_begins_like_the_whole(rich, at_most):
    short = richtext.cut(rich, at_most)
    assert richtext.length(short) <= at_most
    if richtext.length(rich) <= at_most:
        assert richtext.plain(short) == richtext.plain(rich)


def test_a_text_of_empty_items_is_cut_too():
    items = [{"type": "rich_text_section", "elements": []}] * 200
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}
    assert 30 < richtext.length(richtext.cut(rich, 40)) <= 40


@given(SOUP, st.integers(20, 60))
def test_whatever_is_accepted_is_cut_and_given_back_in_slacks_grammar(rich, at_most):
    assume(not richtext.problems(rich))
    assert richtext.length(richtext.cut(rich, at_most)) <= at_most
    assert richtext.problems(wire(parts(rich))) == []


@given(RICH)
def test_reading_changes_nothing(rich):
    before = copy.deepcopy(rich)
    richtext.plain(rich)
    richtext.mentions(rich)
    assert rich == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["rich_text", "rich_text_list"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "elements", "text", "style", "url"]), inside, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_rubbish_is_refused_or_read_but_never_breaks(value):
    if not richtext.problems(value):
        assert isinstance(richtext.plain(value), str)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("text", "not a rich_text"),
        ({"type": "rich_text"}, "elements is no list"),
        ({"type": "rich_text", "elements": ["x"]}, "no node"),
        ({"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}, "neither bullet nor ordered"),
        (
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": []}],
            },
            "range",
        ),
        (
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]},
            "text is missing",
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "x"}]}
                ],
            },
            "no section",
        ),
        (
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_quote", "elements": [{"type": "rich_text_section", "elements": []}]}],
            },
            "a block inside a block",
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": "bold"}]}
                ],
            },
            "style is no object",
        ),
        (
            {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": {}, "elements": []}]},
            "style is neither bullet nor ordered",
        ),
        ({"type": "rich_text", "x": "\ud800", "elements": []}, "cannot be kept"),
        ({"type": "rich_text", "x": float("nan"), "elements": []}, "out of range"),
        ({"type": "rich_text", "x": {1: 2}, "elements": []}, "no text"),
        ({"type": "rich_text", "x": object(), "elements": []}, "no JSON"),
        ({"type": "rich_text", "x": "a" * (LETTERS_AT_MOST + 1), "elements": []}, "too many letters"),
        ({"type": "rich_text", "x": list(range(40_000)), "elements": []}, "too many nodes"),
    ],
)
def test_what_cannot_be_kept_is_named(value, problem):
    assert any(problem in one for one in richtext.problems(value))


def test_deep_nesting_is_seen_without_going_down_for_ever():
    deep: list[object] = []
    for _level in range(NESTED_AT_MOST * 500):
        deep = [deep]
    assert richtext.problems({"type": "rich_text", "elements": deep}) == ["nested too deeply"]


@pytest.mark.parametrize("text", ["", "  \n ", "- \n- ", "\u200b"])
def test_nothing_to_see_is_empty(text):
    assert richtext.is_empty(
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text.replace("- ", "")}]}],
        }
    )


def test_mentions_are_named_once_in_order():
    nodes = [{"type": "user", "user_id": one} for one in ("U2", "U1", "U2")]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": nodes}]}
    assert richtext.mentions(rich) == ("U2", "U1")


def test_a_list_without_items_and_a_block_of_tomorrow_do_no_harm():
    empty = {"type": "rich_text_list", "style": "bullet", "elements": []}
    newer = {"type": "rich_text_table", "elements": [{"type": "text", "text": "Three profiles"}]}
    rich = {"type": "rich_text", "elements": [empty, newer]}
    assert (richtext.problems(rich), richtext.plain(rich)) == ([], "Three profiles")
