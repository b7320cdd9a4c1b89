"""Never more work than a mail is long: counted, not timed."""

from __future__ import annotations

import sys

import pytest

from bot.mail.reading import html
from bot.mail.reading.letter import Unreadable
from bot.mail.reading.parse import read
from bot.mail.reading.reply import cut
from tests.mail.reading.test_reading_anything import looked_into


def calls(work):
    """How many functions were called and how many came back: work, counted without a clock."""
    counted = 0

    def count(_frame, _event, _argument):
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


TEXTS = [
    "On ",
    "On \n",
    "\n",
    ">\n",
    "From: a@b.ch\n",
    "From: a\n\n",
    "wrote:\n",
    "--\n",
    "Sent from my iPhone\n",
    "a\n",
    "-- a\n",
]
TEXTS += [
    "Am 1.1.2026 um 10:10 schrieb a@b.ch\n",
    "12.12.2026 10:10 a@b.ch \n",
    "Please write your answer\n",
    "> On a wrote:\n",
    "-----\n",
    "a\n-----\nb c d.\n",
]
PAGES = [
    "<a ",
    "<div>",
    "</div>",
    "<!--",
    "<blockquote>",
    "<",
    "&",
    '<a "',
    "<ul><li>",
    "<td>",
    "<pre>\n",
    "<style>",
    "<p>x",
    "<br>",
]
PAGES += [
    "<a href='http://x.ch'>",
    "<!DOCTYPE ",
    "<b>",
    "</b><i>",
    "<div style='display:none'>",
    "<div class=gmail_quote>",
]


@pytest.mark.parametrize("piece", TEXTS)
def test_twice_the_text_is_twice_the_work(piece):
    once, twice = (calls(lambda times=times: cut(piece * times)) for times in (400, 800))
    assert twice <= once * 2.2 + 100


@pytest.mark.parametrize("piece", PAGES)
def test_twice_the_page_is_twice_the_work(piece):
    once, twice = (calls(lambda times=times: html.page(piece * times)) for times in (400, 800))
    assert twice <= once * 2.2 + 100


HEAD = b"From: a@b.ch\r\n"
MANY = {
    "nested multiparts": (
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(2000)),
        "nested too deep",
    ),
    "mails within mails": (HEAD + b"Content-Type: message/rfc822\n\n" * 2000, "nested too deep"),
    "parts": (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000, "too many parts"),
    "headers": (HEAD + b"X-Long: " + b"x" * 300_000 + b"\n\nx", "headers too long"),
    "parameters": (
        HEAD + b"Content-Type: text/plain; " + b'a="b;' * 4000 + b"\n\nx",
        "a part is described at too great length",
    ),
    "hops": (b"Received: from a\n" * 60 + HEAD + b"\nx", "goes in circles"),
    "bytes": (HEAD + b"\n" + b"x" * (30 * 1024 * 1024), "too large"),
    "lines": (HEAD + b"\n" * 1_100_000, "too large"),
    "lines of old": (HEAD + b"\r" * 1_100_000, "too large"),
    "nothing": (b"\r\n \r\n", "empty"),
}


@pytest.mark.parametrize(("raw", "reason"), MANY.values(), ids=MANY)
def test_what_would_cost_too_much_is_refused_before_it_is_taken_apart(raw, reason):
    with pytest.raises(Unreadable) as refused:
        read(raw)
    assert refused.value.reason == reason


def test_crafted_headers_are_read_in_one_pass():
    for raw in (
        b"From: " + b"(" * 100_000 + b"\n\nx",
        b"From: " + b'"' * 100_000 + b"\n\nx",
        b"From: <" + b"a" * 100_000 + b"@" + b"b." * 30_000 + b"ch>\n\nx",
        HEAD + b"Message-ID: " + b"<[[" * 50_000 + b"\n\nx",
        HEAD + b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nx",
        HEAD + b"Date: " + b"9" * 100_000 + b"\n\nx",
        HEAD + b"Content-Type: text/plain; charset*" + b"9" * 5000 + b"=x\n\nx",
        HEAD + b"Authentication-Results: e" + b"(" * 50_000 + b"; dmarc=" * 5000 + b"\n\nx",
    ):
        letter, words, _failures = looked_into(raw)
        assert (words.text, len(letter.senders) <= 1) == ("x", True)
    many = read(HEAD + b"To: " + b", ".join(b"a%d@b.ch" % number for number in range(5000)) + b"\n\nx")
    assert len(many.to) == 200
