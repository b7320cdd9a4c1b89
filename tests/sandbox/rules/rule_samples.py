"""Views and messages at their limits, and one step beyond."""

from __future__ import annotations

from copy import deepcopy


def plain(words):
    return {"type": "plain_text", "text": words}


def option(value):
    return {"text": plain(value.title()), "value": value}


def asked(kind, **more):
    return {
        "type": "input",
        "block_id": kind,
        "label": plain("Client"),
        "element": {"type": kind, "action_id": "v", **more},
    }


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Note"), "submit": plain("Save"), "blocks": list(blocks), **more}


def section(words="Aïoli Frères"):
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def buttons(*ids):
    return {"type": "actions", "elements": [{"type": "button", "action_id": id_, "text": plain("Go")} for id_ in ids]}


def without(node, key):
    left = deepcopy(node)
    del left[key]
    return left


GOOD_VIEWS = {
    "a section alone": without(modal(section()), "submit"),
    "a title of 24 characters": modal(section(), title=plain("é" * 24)),
    "100 blocks": modal(*[{"type": "divider"}] * 100),
    "a button in each of two blocks": modal(buttons("a"), buttons("a")),
    "a number within its range": modal(
        asked("number_input", is_decimal_allowed=True, min_value="0", initial_value="1.5")
    ),
    "an option that is chosen": modal(
        asked("static_select", options=[option("a"), option("b")], initial_option=option("b"))
    ),
    "an empty Home tab": {"type": "home", "blocks": []},
}
BAD_VIEWS = {
    "no object": ("view", "/view"),
    "no type": ({"blocks": []}, "/view"),
    "another type": ({"type": "dialog"}, "/view/type"),
    "a title of 25 characters": (modal(section(), title=plain("é" * 25)), "/view/title/text"),
    "a title in mrkdwn": (modal(section(), title={"type": "mrkdwn", "text": "Note"}), "/view/title/type"),
    "no submit with an input": (without(modal(asked("plain_text_input")), "submit"), "/view/blocks/0/input"),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "/view/blocks"),
    "an unknown block": (modal({"type": "poem"}), "/view/blocks/0/type"),
    "a block of messages": (modal({"type": "markdown", "text": "*"}), "/view/blocks/0/type"),
    "an unknown field": (modal({**section(), "colour": "red"}), "/view/blocks/0"),
    "the same block twice": (modal(asked("datepicker"), asked("datepicker")), "/view/blocks/1/block_id"),
    "the same action twice": (modal(buttons("a", "a")), "/view/blocks/0/elements/1/action_id"),
    "an empty section": (modal({"type": "section"}), "/view/blocks/0/type"),
    "two elements in focus": (
        modal(asked("datepicker", focus_on_load=True), asked("timepicker", focus_on_load=True)),
        "/view/blocks/1/element/focus_on_load",
    ),
    "no such day": (modal(asked("datepicker", initial_date="2026-02-30")), "/view/blocks/0/element/initial_date"),
    "an hour too late": (modal(asked("timepicker", initial_time="24:00")), "/view/blocks/0/element/initial_time"),
    "a choice that is no option": (
        modal(asked("radio_buttons", options=[option("a")], initial_option=option("b"))),
        "/view/blocks/0/element/initial_option",
    ),
    "neither options nor groups": (modal(asked("static_select")), "/view/blocks/0/element"),
    "a text over its own limit": (
        modal(asked("plain_text_input", max_length=3, initial_value="Zürich")),
        "/view/blocks/0/element/initial_value",
    ),
    "a range turned around": (
        modal(asked("number_input", is_decimal_allowed=False, min_value="9", max_value="1")),
        "/view/blocks/0/element/min_value",
    ),
    "more chosen than allowed": (
        modal(asked("multi_users_select", max_selected_items=1, initial_users=["U1", "U2"])),
        "/view/blocks/0/element/initial_users",
    ),
    "a picture from nowhere": (
        modal({"type": "image", "alt_text": "Logo", "image_url": "logo.png"}),
        "/view/blocks/0/image_url",
    ),
    "files told at every change": (
        modal({**asked("file_input"), "dispatch_action": True}),
        "/view/blocks/0/dispatch_action",
    ),
    "a view of 300 KB": (modal(*[section("x" * 3000)] * 100), "/view"),
    "a date and time in the Home tab": (
        {"type": "home", "blocks": [{"type": "actions", "elements": [{"type": "datetimepicker"}]}]},
        "/view/blocks/0/elements/0/type",
    ),
}
GOOD_MESSAGES = {
    "words": {"text": "Bonjour"},
    "50 blocks": {"blocks": [{"type": "divider"}] * 50},
    "an answer in the channel": {"text": "Voilà", "response_type": "in_channel", "replace_original": False},
    "a card": {"blocks": [{"type": "card", "title": plain("Acme SA")}]},
    "a table": {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_000}]]}]},
    "metadata": {"text": "x", "metadata": {"event_type": "note", "event_payload": {"entry": 7}}},
}
BAD_MESSAGES = {
    "51 blocks": ({"blocks": [{"type": "divider"}] * 51}, "/blocks"),
    "no list": ({"blocks": {}}, "/blocks"),
    "an alert": ({"blocks": [{"type": "alert", "text": plain("Careful")}]}, "/blocks/0/type"),
    "a number as text": ({"text": 7}, "/text"),
    "a thread by number": ({"text": "x", "thread_ts": 1503435956}, "/thread_ts"),
    "an answer to nobody": ({"text": "x", "response_type": "everyone"}, "/response_type"),
    "too much markdown": ({"blocks": [{"type": "markdown", "text": "x" * 7000}] * 2}, "/blocks"),
    "too much in tables": (
        {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]}]},
        "/blocks",
    ),
    "an attachment's block": ({"attachments": [{"blocks": [{"type": "section"}]}]}, "/attachments/0/blocks/0/type"),
    "101 attachments": ({"attachments": [{"text": "x"}] * 101}, "/attachments"),
    "an empty card": ({"blocks": [{"type": "card", "subtext": plain("x")}]}, "/blocks/0"),
    "a container without a title": ({"blocks": [{"type": "container", "child_blocks": []}]}, "/blocks/0"),
    "a film over http": (
        {
            "blocks": [
                {
                    "type": "video",
                    "alt_text": "Film",
                    "title": plain("Film"),
                    "video_url": "http://film.example/1",
                    "thumbnail_url": "https://film.example/1.png",
                }
            ]
        },
        "/blocks/0/video_url",
    ),
    "metadata without a type": ({"text": "x", "metadata": {"event_payload": {}}}, "/metadata/event_type"),
}
FORM = modal(asked("plain_text_input"), {**section(), "block_id": "words"})
GOOD_ANSWERS = [
    None,
    "",
    {},
    {"response_action": "clear"},
    {"response_action": "errors", "errors": {"plain_text_input": "Please write at least a word."}},
    {"response_action": "push", "view": FORM},
]
BAD_ANSWERS = [
    ([], "/"),
    ({"view": FORM}, "/response_action"),
    ({"response_action": "errors", "errors": {}}, "/errors"),
    ({"response_action": "errors", "errors": {"words": "No input."}}, "/errors/words"),
    ({"response_action": "errors", "errors": {"plain_text_input": ""}}, "/errors/plain_text_input"),
    ({"response_action": "update"}, "/"),
    ({"response_action": "update", "view": modal({"type": "poem"})}, "/view/blocks/0/type"),
    ({"response_action": "push", "view": {"type": "home", "blocks": []}}, "/view/type"),
    ({"response_action": "clear", "view": FORM}, "/"),
]
