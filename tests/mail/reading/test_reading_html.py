"""HTML of mails as text for people, and as HTML that harms nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.mail.reading.html import harmless, page

SHOWN = {
    "paragraphs": ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
    "outlook’s paragraphs": (
        '<p class="MsoNormal">One</p>\n<p class=MsoNormal>&nbsp;</p>\n<p class=MsoNormal>Two',
        "One\n\nTwo",
    ),
    "divs": ("<div>One</div><div><br></div><div>Two</div>three", "One\n\nTwo\nthree"),
    "blanks": ("  One \n\t two&nbsp;three  ", "One two\u00a0three"),
    "entities": ("Z&uuml;rich &amp; &#66;iel &lt;x&gt; &nosuch; 3 &#128077;", "Zürich & Biel <x> &nosuch; 3 👍"),
    "quotes": ("A<blockquote>B<blockquote>C</blockquote>D</blockquote>E", "A\n\n> B\n>\n> > C\n> D\nE"),
    "lists": ("<ul><li>One<li>Two<ol><li>a</li><li>b</li></ol></ul>", "- One\n- Two\n\n  1. a\n  2. b"),
    "links": (
        'See <a href="https://x.ch/a">here</a>, <a href="https://x.ch">x.ch</a>',
        "See here <https://x.ch/a>, x.ch",
    ),
    "addresses": (
        '<a href="mailto:a@b.ch">a@b.ch</a> <a href="javascript:x()">no</a> <a href="">empty</a>',
        "a@b.ch no empty",
    ),
    "tables": (
        "<table><tr><td>Von:</td><td>Emma</td></tr><tr><td>An:</td><td>Marie</td></tr></table>",
        "Von: Emma\nAn: Marie",
    ),
    "rules": ("A<hr>B", "A\n* * *\nB"),
    "preformatted": ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
    "pictures": ('<img src="cid:x" alt="logo of a firm">Hi <img alt="🎉">', "Hi 🎉"),
    "what is hidden": (
        """<i style="display:none">A</i><div style='mso-hide:all'>B<b>C</b></div><p hidden>D</p>E""",
        "E",
    ),
    "what is small": ('<i style="font-size:0.9em">A</i>', "A"),
    "what is no text": (
        "<style>p{}</style><script>x()</script><title>T</title><!-- C -->A<![if !mso]>B<![endif]>",
        "AB",
    ),
    "unclosed": ("<p>One<p>Two<b>three<div>four", "One\n\nTwothree\nfour"),
    "unclosed comment": ("A<!-- B", "A<!-- B"),
    "crossed": ("<b>A<i>B</b>C</i></p></table>D", "ABCD"),
    "no tags": ("a < b > c <3", "a < b > c <3"),
    "quoted signs": ('<img alt="a > b"><a title=it\'s href=https://x.ch>A</a>', "A <https://x.ch>"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("html", "text"), SHOWN.values(), ids=SHOWN)
def test_a_page_is_shown_as_text(html, text):
    assert "\n".join(page(html).lines) == text


QUOTES = {
    "gmail": '<div class="gmail_quote gmail_quote_container">Am 1.1.',
    "gmx": '<div name="quote">Gesendet',
    "outlook desktop": "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>Von",
    "outlook mobile": '<div id="mail-editor-reference-message-container">Von',
    "outlook web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Von',
    "proton": '<div class="protonmail_quote">Am',
    "thunderbird": '<div class="moz-cite-prefix">Am',
    "yahoo": '<div id="yahoo_quoted_1" class="yahoo_quoted">Am',
}


@pytest.mark.parametrize("html", QUOTES.values(), ids=QUOTES)
def test_what_mail_programs_wrap_a_quote_in_is_known(html):
    assert page(f"<div>Ja</div>{html}").quote == 1
    assert page(f"<div>Ja</div>{html.replace('_quote', '_other').replace('id=', 'x=')}").lines[0] == "Ja"
    assert page("<div>Ja</div><div class='quote'>Am</div>").quote is None


HARM = [
    "<script>alert(1)</script>",
    '<img src="https://spy.example/pixel.gif">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jAvascript&colon;alert(1)">x</a>',
    "<p onclick=alert(1)>x</p>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<p style="background:url(https://spy.example)">x</p>',
    "<iframe src=https://spy.example></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<form action="https://spy.example"><input></form>',
]


@pytest.mark.parametrize("harm", HARM)
def test_html_that_is_shown_harms_nobody(harm):
    found = harmless(f"<p>Dear <b>Emma</b></p>{harm}")
    assert found.startswith("<p>Dear <b>Emma</b></p>")
    assert not [sign for sign in ("alert(1)", "spy.example", "javascript", "<img", "style", "<form") if sign in found]


def test_html_that_would_take_long_to_clean_is_not_shown():
    assert harmless("<div>" * 500) == harmless("<b></b>" * 20_000) == harmless("a" * 200_000) == ""
    assert harmless('<a href="https://x.ch">x</a>') == '<a href="https://x.ch" rel="noopener noreferrer nofollow">x</a>'


@given(
    some.lists(
        some.sampled_from(
            ["<", ">", "a", '"', "'", "=", "&", "#", ";", "!", "-", "/", "<div ", "<a href=", "</a>", "é", "\n", "<!--"]
        )
    )
)
def test_any_page_is_shown_and_nothing_of_it_controls_anything(pieces):
    lines = page("".join(pieces)).lines
    assert "\n" not in "".join(lines)
    assert not [line for line in lines if line != line.rstrip() and line.strip() != "--"]
