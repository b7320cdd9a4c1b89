"""The sandbox refuses what Slack refuses; held against an independent judge where one lies beside the checkout."""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path

import pytest
from rule_samples import (
    BAD_ANSWERS,
    BAD_MESSAGES,
    BAD_VIEWS,
    FORM,
    GOOD_ANSWERS,
    GOOD_MESSAGES,
    GOOD_VIEWS,
    option,
)

from sandbox.completing import completed
from sandbox.rules.judge import message_problems, options_problems, submission_problems, view_problems

JUDGE = Path(__file__).parents[4] / "shared" / "blockkit"
POINTER = re.compile(r"\[json-pointer:(.*)\]$")
# Refused by the call rather than by the content: no text at all, text beside markdown, no channel.
OF_THE_CALL = ("no_text", "markdown_text_conflict", "channel_not_found")


def pointers(problems):
    return {POINTER.search(one)[1] for one in problems}


@pytest.mark.parametrize("name", GOOD_VIEWS)
def test_a_good_view_is_taken(name):
    assert view_problems(GOOD_VIEWS[name]) == []


@pytest.mark.parametrize("name", GOOD_VIEWS)
def test_a_view_that_was_filled_in_is_still_good(name):
    view = GOOD_VIEWS[name]
    whole = view | {"blocks": completed(view["blocks"])}
    assert view_problems(whole) == []
    assert all(block["block_id"] for block in whole["blocks"])
    assert completed(whole["blocks"]) == whole["blocks"]


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_a_bad_view_is_refused_at_the_place(name):
    view, place = BAD_VIEWS[name]
    assert pointers(view_problems(view)) == {place}


@pytest.mark.parametrize("name", GOOD_MESSAGES)
def test_a_good_message_is_taken(name):
    assert message_problems(GOOD_MESSAGES[name]) == []


@pytest.mark.parametrize("name", BAD_MESSAGES)
def test_a_bad_message_is_refused_at_the_place(name):
    message, place = BAD_MESSAGES[name]
    assert place in pointers(message_problems(message))


@pytest.mark.parametrize("answer", GOOD_ANSWERS, ids=str)
def test_a_good_answer_to_a_submission_is_taken(answer):
    assert submission_problems(answer, FORM) == []


@pytest.mark.parametrize(("answer", "place"), BAD_ANSWERS, ids=str)
def test_a_bad_answer_to_a_submission_is_refused_at_the_place(answer, place):
    assert pointers(submission_problems(answer, FORM)) == {place}


def test_options_are_few_short_and_in_one_list():
    assert options_problems({"options": []}) == []
    assert (
        options_problems(
            {"option_groups": [{"label": {"type": "plain_text", "text": "A"}, "options": [option("aïoli")]}]}
        )
        == []
    )
    assert pointers(options_problems({"options": [option(f"v{number}") for number in range(101)]})) == {"/options"}
    assert pointers(options_problems({"options": [option("x" * 76)]})) == {"/options/0/text/text"}
    assert pointers(options_problems({"options": {}})) == {"/options"}
    assert pointers(options_problems({})) == pointers(options_problems([])) == {"/"}


def read(value):
    return json.loads(value) if isinstance(value, str) else value


def message(payload):
    found = payload if isinstance(payload, dict) else {"blocks": payload}
    return {key: read(one) if key in ("blocks", "attachments") else one for key, one in found.items()}


def verdicts(judge, samples):
    """For every sample: its name, what the judge says, and what the sandbox says."""
    for name, view in samples.VALID_VIEWS.items():
        yield name, judge.check_view(view), view_problems(read(view))
    for name, one in samples.VALID_MESSAGES.items():
        yield name, judge.check_message(one), message_problems(message(one))
    for name, (base, path, value, *_) in samples.INVALID_VIEWS.items():
        view = samples.set_(base, path, value)
        yield name, judge.check_view(view), view_problems(view)
    for name, (base, path, value, *_) in samples.INVALID_MESSAGES.items():
        one = samples.set_(base, path, value)
        if name != "blocks as broken JSON":
            yield name, judge.check_message(one), message_problems(message(one))
    for corpus in ("valid", "rejected"):
        for item in json.loads((JUDGE / "corpus" / f"{corpus}.json").read_text()):
            yield corpus, *both(judge, item["kind"], item["payload"])


def both(judge, kind, payload):
    if kind == "view":
        return judge.check_view(payload), view_problems(read(payload))
    if kind == "view_submission_response":
        return judge.check_view_submission_response(payload), submission_problems(payload)
    return judge.check_message(payload), message_problems(message(payload))


def own_verdicts():
    yield from ((name, [], view_problems(view)) for name, view in GOOD_VIEWS.items())
    for name, (view, place) in BAD_VIEWS.items():
        yield name, [f"[json-pointer:{place}]"], view_problems(view)


def all_verdicts():
    if not JUDGE.is_dir():
        return own_verdicts()
    sys.path.insert(0, str(JUDGE))
    try:
        return verdicts(importlib.import_module("blockkit_check"), importlib.import_module("test_blockkit_check"))
    finally:
        sys.path.remove(str(JUDGE))


@pytest.mark.unwatched
def test_sandbox_and_judge_agree_on_every_sample_to_the_place():
    other = {
        name: (judged, found)
        for name, judged, found in all_verdicts()
        if pointers(one for one in judged if not one.startswith(OF_THE_CALL)) != pointers(found)
    }
    assert other == {}


@pytest.mark.parametrize(
    "junk", [None, 0, True, "", [], [[]], {"type": []}, {"blocks": [None, 1, "x", [], {"type": 3}]}]
)
def test_no_junk_breaks_the_judge(junk):
    assert view_problems(junk)
    assert isinstance(message_problems(junk if isinstance(junk, dict) else {"blocks": junk}), list)
    assert isinstance(options_problems(junk), list)
    assert isinstance(submission_problems(junk, FORM), list)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "accessory": 1, "fields": 3},
        {"type": "actions", "elements": {}},
        {
            "type": "input",
            "element": {"type": "static_select", "options": 3, "option_groups": [1], "initial_option": 5},
        },
        {"type": "plan", "tasks": [1]},
        {"type": "table", "rows": 3},
        {"type": "carousel", "elements": [1]},
        {"type": "card", "actions": 7, "icon": "x"},
    ],
    ids=lambda block: block["type"],
)
def test_a_block_of_wrong_parts_is_refused(block):
    view = {"type": "home", "blocks": [block]}
    assert view_problems(view)
