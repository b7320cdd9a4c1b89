"""Rich text written for mails, shells and mrkdwn: nothing lost, nothing let through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given

from crm.domain.richtext import from_text, problems
from templates.catalogue import Reader
from templates.richtext import NO_NAMES, to_html, to_mrkdwn, to_text
from tests.rich_texts import RICH, SOUP

EMMA = Reader.of("en-GB", "Europe/London")
CLAIRE = Reader.of("fr-CH", "Europe/Zurich")
TAGS = {"p", "ul", "ol", "li", "strong", "em", "s", "u", "code", "pre", "blockquote", "a", "br", "span"}


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.open, self.words = set(), [], [], ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def section(*inside):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(inside)}]}


@given(RICH)
def test_html_has_only_harmless_tags_and_closes_them(rich):
    page = Page(to_html(rich, {"U0EMMA001": "Emma <b>"}, CLAIRE))
    assert page.open == []
    assert page.tags <= TAGS
    assert {name for name, _value in page.attributes} <= {"href", "rel", "start", "style"}
    assert [
        value for name, value in page.attributes if name == "href" and not re.match(r"https?://|mailto:|tel:", value)
    ] == []


@given(RICH)
def test_every_word_is_read_in_html_as_in_text(rich):
    assert problems(rich) == []
    html = "".join(Page(to_html(rich, NO_NAMES, EMMA)).words.split())
    for element in rich["elements"]:
        texts = element["elements"] if element["type"] != "rich_text_list" else []
        for node in texts:
            if node["type"] == "text":
                assert "".join(node["text"].split()) in html


@given(RICH)
def test_mrkdwn_rings_nobody_and_opens_no_token_of_its_own(rich):
    text = to_mrkdwn(rich)
    assert "<!channel" not in text
    tokens = re.findall(r"<([^>]*)>", text)
    assert [one for one in tokens if not re.match(r"@U|!date\^|https?://|mailto:|tel:", one)] == []
    assert re.sub(r"<[^>]*>", "", text).count("<") == 0


@given(SOUP)
def test_nothing_that_is_accepted_breaks_a_writer(rich):
    assume(not problems(rich))
    page = Page(to_html(rich, {"U1": "Emma <b>"}, CLAIRE))
    assert page.tags <= TAGS
    assert re.sub(r"<[^>]*>", "", to_mrkdwn(rich)).count("<") == 0
    assert isinstance(to_text(rich, NO_NAMES, EMMA), str)


TYPED = "Called *back*:\n- wants _two_ profiles\n  - one by Friday\n- see https://acme.example\n1. first\n2. second"


def test_a_note_as_html():
    assert str(to_html(from_text(TYPED), NO_NAMES, EMMA)).split("\n") == [
        "<p>Called <strong>back</strong>:</p>",
        (
            "<ul><li>wants <em>two</em> profiles<ul><li>one by Friday</li></ul></li>"
            '<li>see <a href="https://acme.example" rel="noopener noreferrer nofollow">https://acme.example</a></li></ul>'
        ),
        "<ol><li>first</li><li>second</li></ol>",
    ]


def test_a_note_as_text_and_mrkdwn():
    assert to_text(from_text(TYPED), NO_NAMES, EMMA).split("\n") == [
        "Called back:",
        "- wants two profiles",
        "  - one by Friday",
        "- see https://acme.example",
        "1. first",
        "2. second",
    ]
    assert to_mrkdwn(from_text(TYPED)).split("\n") == [
        "Called *back*:",
        "• wants _two_ profiles",
        "    • one by Friday",
        "• see <https://acme.example|https://acme.example>",
        "1. first",
        "2. second",
    ]


@pytest.mark.parametrize(
    ("node", "html"),
    [
        ({"type": "user", "user_id": "U0EMMA001"}, "<strong>@Emma Whitfield</strong>"),
        ({"type": "user", "user_id": "U9"}, "<strong>@quelqu’un</strong>"),
        ({"type": "channel", "channel_id": "C9"}, "<strong>#canal</strong>"),
        ({"type": "link", "url": "javascript:alert(1)", "text": "here"}, "here"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "emoji", "name": "wave", "unicode": "1f44b"}, "👋"),
        ({"type": "emoji", "name": "our-logo"}, ":our-logo:"),
        (
            {"type": "text", "text": "a & b", "style": {"bold": True, "code": True}},
            "<strong><code>a &amp; b</code></strong>",
        ),
        (
            {"type": "date", "timestamp": 1795512600, "format": "{date_long} à {time}"},
            "mardi 24 novembre 2026 à 10:30 CET",
        ),
        ({"type": "date", "timestamp": 1795512600, "format": "{date_num}"}, "2026-11-24"),
        ({"type": "color", "value": "#1F4E5F"}, "#1F4E5F"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["type"],
)
def test_single_pieces_for_a_french_reader(node, html):
    assert html in to_html(section(node), {"U0EMMA001": "Emma Whitfield"}, CLAIRE)


def test_an_ordered_list_goes_on_where_it_was_interrupted():
    def item(text):
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}

    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "ordered", "indent": 0, "elements": [item("one")]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [item("inside")]},
            {"type": "rich_text_list", "style": "ordered", "indent": 0, "offset": 1, "elements": [item("two")]},
        ],
    }
    assert to_html(rich, NO_NAMES, EMMA) == "<ol><li>one<ul><li>inside</li></ul></li><li>two</li></ol>"
