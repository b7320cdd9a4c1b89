from __future__ import annotations

import re

import pytest
from page_stage import asked, option, plain
from test_page_mrkdwn import EMMA

from sandbox.page.controls import Place, dispatches
from sandbox.page.rendering import blocks_html, colour, file_size, image_source, initials, page, script_json


def place(**more):
    return Place(viewer=EMMA, surface="modal", container="V1", **more)


def drawn(*blocks, at=None):
    return str(blocks_html(list(blocks), at or place()))


def mrkdwn(words):
    return {"type": "mrkdwn", "text": words}


def button(words="Open", **more):
    return {"type": "button", "action_id": "open", "text": plain(words), **more}


PICTURE = {"type": "image", "image_url": "https://acme.example/logo.png", "alt_text": "Logo of Acme"}
CELL = {"type": "raw_text", "text": "Zenith AG"}
BLOCKS = {
    "section": ({"text": mrkdwn("*Acme*"), "accessory": PICTURE}, '<img class="thumb"'),
    "section with fields": ({"type": "section", "fields": [mrkdwn("_City_"), plain("Genève")]}, "<em>City</em>"),
    "context": ({"elements": [PICTURE, mrkdwn("`E-12`")]}, "<code>E-12</code>"),
    "actions": ({"block_id": "b", "elements": [button(value="7", style="danger")]}, 'data-value="7"'),
    "context_actions": (
        {
            "block_id": "b",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "f",
                    "positive_button": {"text": plain("Good"), "value": "1"},
                    "negative_button": {"text": plain("Bad"), "value": "0"},
                }
            ],
        },
        ">Bad</button>",
    ),
    "header": ({"text": plain("Acme :wave:")}, "Acme 👋"),
    "divider": ({}, "<hr>"),
    "image": (PICTURE | {"title": plain("Logo")}, "<figcaption>Logo</figcaption>"),
    "rich_text": (
        {"elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi"}]}]},
        "<p>Hi</p>",
    ),
    "table": ({"rows": [[CELL], [CELL]], "column_settings": [{"align": "right"}]}, '<td class="right">Zenith AG</td>'),
    "data_table": (
        {"caption": "Fees", "rows": [[CELL], [{"type": "raw_number", "text": "1 200", "value": 1200}]]},
        '<td class="right">1 200</td>',
    ),
    "alert": ({"text": plain("Already sent."), "level": "warning"}, "alert-warning"),
    "file": ({"external_id": "cv-17", "source": "remote"}, "cv-17"),
    "video": (
        {
            "title": plain("Tour"),
            "video_url": "https://acme.example/v",
            "thumbnail_url": "https://acme.example/t.png",
            "alt_text": "Tour",
            "author_name": "Acme",
        },
        "<small>Acme</small>",
    ),
    "markdown": ({"text": "**Bold**"}, "<strong>Bold</strong>"),
    "card": ({"title": plain("Anna"), "body": mrkdwn("*Senior*"), "actions": [button()]}, "<strong>Senior</strong>"),
    "carousel": ({"elements": [{"type": "card", "title": plain("Anna")}]}, "<h4>Anna</h4>"),
    "container": ({"title": plain("More"), "child_blocks": [{"type": "divider"}]}, "<hr>"),
    "plan": (
        {
            "title": "Import",
            "tasks": [
                {
                    "title": "Read the file",
                    "status": "in_progress",
                    "details": {
                        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Row 7"}]}]
                    },
                    "sources": [{"type": "url", "url": "javascript:x", "text": "The file"}],
                }
            ],
        },
        '<small>in progress</small></h4><div class="rich"><p>Row 7</p></div><a href=""',
    ),
    "data_visualization": (
        {
            "title": "Visits",
            "chart": {
                "type": "bar",
                "series": [{"name": "Emma", "data": [{"label": "Mon", "value": 3}]}],
                "axis_config": {"categories": ["Mon"], "x_label": "Day"},
            },
        },
        '<th scope="row">Mon</th><td class="right">3</td>',
    ),
}


@pytest.mark.parametrize(("kind", "block", "html"), [(kind, *case) for kind, case in BLOCKS.items()], ids=BLOCKS)
def test_every_block_is_drawn(kind, block, html):
    found = drawn({"type": kind, **block})
    assert html in found
    assert "cannot draw" not in found


def test_what_the_page_does_not_know_is_named_and_never_blank():
    assert "<code>sundial</code>" in drawn({"type": "sundial"})
    strange = {"type": "actions", "block_id": "b", "elements": [{"type": "sundial", "action_id": "x"}]}
    assert "<code>sundial</code>" in drawn(strange)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_no_text_of_an_app_becomes_html(words):
    found = drawn(
        {"type": "header", "text": plain(words)},
        {"type": "actions", "block_id": words, "elements": [button(words, value=words)]},
        asked(words, "plain_text_input", initial_value=words, placeholder=plain(words)),
        asked("Kind", "static_select", options=[option(words, words)]),
        PICTURE | {"alt_text": words},
    )
    assert "<script>" not in found
    assert "<img src=x" not in found


FIRST_VALUES = [
    ("plain_text_input", {"initial_value": "Élodie"}, 'value="Élodie"'),
    ("plain_text_input", {"initial_value": "Élodie", "multiline": True}, ">\nÉlodie</textarea>"),
    ("datepicker", {"initial_date": "2026-12-24"}, 'type="date"'),
    ("timepicker", {"initial_time": "09:30", "timezone": "Europe/Zurich"}, "Europe/Zurich</small>"),
    ("datetimepicker", {"initial_date_time": 1796117400}, 'value="2026-12-01T09:30"'),
    ("static_select", {"options": [option("Active", "a")], "initial_option": option("Active", "a")}, " selected>"),
    ("checkboxes", {"options": [option("Active", "a")], "initial_options": [option("Active", "a")]}, " checked>"),
    ("conversations_select", {"default_to_current_conversation": True}, "#infobox"),
    ("multi_channels_select", {"initial_channels": ["C0INFOBOX"]}, "#infobox"),
    ("users_select", {"initial_user": "U0THOMAS1"}, "Thomas Brönnimann"),
]


@pytest.mark.parametrize(("kind", "more", "html"), FIRST_VALUES, ids=[case[0] for case in FIRST_VALUES])
def test_a_control_shows_its_first_value(kind, more, html):
    assert html in drawn(asked("Field", kind, **more), at=place(conversation="C0INFOBOX"))


def test_what_was_typed_wins_over_the_first_value_of_the_same_kind_only():
    block = asked("Name", "plain_text_input", initial_value="Acme")
    typed = {"Name": {"v": {"type": "plain_text_input", "value": "Zenith"}}}
    other = {"Name": {"v": {"type": "email_text_input", "value": "a@b.example"}}}
    assert 'value="Zenith"' in drawn(block, at=place(values=typed))
    assert 'value="Acme"' in drawn(block, at=place(values=other))


def test_a_control_keeps_its_id_when_the_view_is_updated():
    def ids(html):
        return re.findall(r'<input id="(\w+)"', html)

    one, other = asked("Name", "plain_text_input"), asked("Name", "plain_text_input", initial_value="new")
    assert ids(drawn(one)) == ids(drawn({"type": "divider"}, other))


@pytest.mark.parametrize(
    ("kind", "block", "element", "when"),
    [
        ("plain_text_input", {}, {}, ""),
        ("plain_text_input", {"dispatch_action": True}, {}, "enter"),
        (
            "plain_text_input",
            {"dispatch_action": True},
            {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}},
            "enter character",
        ),
        ("static_select", {"dispatch_action": True}, {}, "change"),
    ],
)
def test_an_input_tells_the_app_only_when_asked_to(kind, block, element, when):
    made = asked("Field", kind, **block, **element)
    assert dispatches(made, made["element"]) == when
    assert dispatches({"type": "actions"}, made["element"]) == "change"


def test_an_input_is_optional_or_required_and_has_its_hint():
    found = drawn(asked("Note", "plain_text_input", optional=True) | {"hint": plain("In a few words.")})
    assert "(optional)" in found
    assert "In a few words." in found
    assert "data-required" in drawn(asked("Note", "plain_text_input"))


def test_pictures_of_the_workspace_come_from_the_page_itself():
    assert image_source({"slack_file": {"id": "F1"}}) == "/page/files/F1/image"
    assert (
        image_source({"slack_file": {"url": "https://files.example/files-pri/T1-F2/a.png"}}) == "/page/files/F2/image"
    )
    assert image_source({"image_url": "javascript:alert(1)"}) == ""


def test_people_have_initials_and_a_colour_of_their_own():
    assert [initials(name) for name in ("Sofía Marchetti-Delgado", "Carnet", "…")] == ["SM", "C", "?"]
    assert colour("U0EMMA001") == colour("U0EMMA001")


def test_sizes_are_said_in_round_numbers():
    assert [file_size(size) for size in (12, 42706, 3_500_000)] == ["12 bytes", "42 KB", "3.3 MB"]


def test_json_in_a_script_cannot_end_it():
    assert "</script>" not in script_json({"name": "</script>"})


def test_a_view_has_its_title_and_buttons():
    view = {"id": "V1", "hash": "1.a", "title": plain("Info"), "close": None, "submit": plain("Save"), "blocks": []}
    found = page("view.html", view=view, at=place())
    assert "Info</h2>" in found
    assert ">Save</button>" in found
    assert ">Cancel</button>" in found
