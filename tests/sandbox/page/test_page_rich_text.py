from __future__ import annotations

import pytest
from test_page_mrkdwn import EMMA

from sandbox.page.composing import Names, rich_text, wire_text
from sandbox.page.controls import Place
from sandbox.page.rendering import blocks_html
from sandbox.page.rich_text import inline, words_in

NAMES = Names(people={"Emma Whitfield": "U0EMMA001", "Emma": "U0EMMA002"}, channels={"infobox": "C0INFOBOX"})
PLACE = Place(viewer=EMMA, surface="message", container="C0INFOBOX")


def text(words, **style):
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def section(*nodes):
    return {"type": "rich_text_section", "elements": list(nodes)}


def bullets(indent, *words):
    items = [section(text(one)) for one in words]
    return {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": items}


def drawn(*elements):
    return blocks_html([{"type": "rich_text", "elements": list(elements)}], PLACE)


def test_flat_lists_are_drawn_as_nested_ones():
    html = drawn(bullets(0, "calls"), bullets(1, "Acme", "Zenith"), bullets(0, "visits"))
    assert "<ul><li>calls<ul><li>Acme</li><li>Zenith</li></ul></li></ul><ul><li>visits</li></ul>" in html


def test_an_ordered_list_goes_on_counting_after_a_nested_one():
    one = {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [section(text("third"))]}
    assert '<ol start="3"><li>third</li></ol>' in drawn(one)


def test_a_nested_list_without_a_list_above_it_stands_alone():
    assert "<ul><li>alone</li></ul>" in drawn(bullets(3, "alone"))


def test_quotes_and_preformatted_text_are_blocks_of_their_own():
    html = drawn(
        {"type": "rich_text_quote", "elements": [text("said")]},
        {"type": "rich_text_preformatted", "elements": [text("<b>")]},
    )
    assert "<blockquote>said</blockquote><pre>&lt;b&gt;</pre>" in html


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (text("a & b", bold=True, italic=True), "<strong><em>a &amp; b</em></strong>"),
        (text("x", code=True, strike=True, bold=False), "<s><code>x</code></s>"),
        ({"type": "user", "user_id": "U0EMMA001"}, '<span class="mention mine">@Emma Whitfield</span>'),
        ({"type": "channel", "channel_id": "C0INFOBOX"}, '<span class="mention">#infobox</span>'),
        ({"type": "usergroup", "usergroup_id": "S1"}, '<span class="mention">@S1</span>'),
        ({"type": "team", "team_id": "T1"}, '<span class="mention">@T1</span>'),
        ({"type": "broadcast", "range": "here"}, '<span class="mention mine">@here</span>'),
        ({"type": "emoji", "name": "wave", "unicode": "1f44b"}, "👋"),
        ({"type": "date", "timestamp": 1796117400, "format": "{time}"}, "<time>09:30</time>"),
        ({"type": "color", "value": "#ff0000"}, '<span class="swatch" data-color="#ff0000"></span>#ff0000'),
        ({"type": "link", "url": "javascript:x", "text": "no"}, "no"),
        ({"type": "canvas_mention", "fallback": "a <canvas>"}, "a &lt;canvas&gt;"),
    ],
)
def test_every_inline_node_is_drawn(node, html):
    assert inline([node], EMMA) == html


def test_a_linked_date_is_a_link():
    node = {"type": "date", "timestamp": 1796117400, "format": "{time}", "url": "https://acme.example/"}
    assert '<a href="https://acme.example/"' in inline([node], EMMA)


def test_the_words_of_a_rich_text_can_be_read_at_once():
    assert words_in({"elements": [bullets(0, "one", "two"), section(text("three"))]}) == "onetwothree"
    assert words_in(None) == ""


@pytest.mark.parametrize(
    ("typed", "elements"),
    [
        ("Hello", [section(text("Hello"))]),
        ("Hello *you*", [section(text("Hello "), text("you", bold=True))]),
        ("*a _b_*", [section(text("a ", bold=True), text("b", bold=True, italic=True))]),
        ("~old~ `*x*`", [section(text("old", strike=True), text(" "), text("*x*", code=True))]),
        ("one\ntwo", [section(text("one\ntwo"))]),
        ("- a\n  - b\n- c", [bullets(0, "a"), bullets(1, "b"), bullets(0, "c")]),
        ("> said", [{"type": "rich_text_quote", "elements": [text("said")]}]),
        ("```\nx = 1\n```", [{"type": "rich_text_preformatted", "elements": [text("x = 1")]}]),
        ("@Emma Whitfield", [section({"type": "user", "user_id": "U0EMMA001"})]),
        ("@Emmanuelle", [section(text("@Emmanuelle"))]),
        ("#infobox", [section({"type": "channel", "channel_id": "C0INFOBOX"})]),
        ("@here", [section({"type": "broadcast", "range": "here"})]),
        (":tada:", [section({"type": "emoji", "name": "tada", "unicode": "1f389"})]),
        (":no_such:", [section(text(":no_such:"))]),
        ("https://a.example/b.", [section({"type": "link", "url": "https://a.example/b"}, text("."))]),
        ("*@Emma*", [section({"type": "user", "user_id": "U0EMMA002", "style": {"bold": True}})]),
    ],
)
def test_what_is_typed_becomes_what_slacks_composer_makes_of_it(typed, elements):
    assert rich_text(typed, NAMES) == {"type": "rich_text", "elements": elements}


def test_a_numbered_list_may_begin_anywhere():
    (made,) = rich_text("3. three\n4. four", NAMES)["elements"]
    assert (made["style"], made["offset"], len(made["elements"])) == ("ordered", 2, 2)


def test_the_text_beside_the_block_is_escaped_and_names_ids():
    assert wire_text("<b> *@Emma Whitfield* & #infobox @channel https://a.example/?x&y", NAMES) == (
        "&lt;b&gt; *<@U0EMMA001>* &amp; <#C0INFOBOX> <!channel> <https://a.example/?x&amp;y>"
    )


def test_code_in_the_text_beside_the_block_mentions_nobody():
    assert wire_text("`@Emma <x>`", NAMES) == "`@Emma &lt;x&gt;`"
