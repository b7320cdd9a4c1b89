"""Where a mail ends, in whatever pieces it comes, and whatever its sender wrote to make it end sooner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.line import END, Dotted

PIECES = [b"\r\n", b".", b"\r", b"\n", b"a", b"\r\n.", b"\n.\r\n", b"\r\n.\r", b"MAIL FROM:<x@y.example>"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)
MAILS = WORDS.map(lambda words: words if not words or words.endswith(b"\r\n") else words + b"\r\n")


def as_sent(mail):
    """As RFC 5321 §4.5.2 wants it on the wire."""
    return (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


@given(mail=MAILS, after=WORDS, sizes=st.lists(st.integers(1, 7), min_size=1))
def test_a_mail_is_what_was_sent_however_it_comes(mail, after, sizes):
    sent, dotted, taken, at = as_sent(mail) + after, Dotted(), b"", 0
    while dotted.after is None:
        size = sizes[at % len(sizes)]
        piece, sent = sent[:size], sent[size:]
        taken += dotted.taken(piece)
        at += 1
    assert taken == mail
    assert dotted.after + sent == after


@pytest.mark.parametrize("smuggled", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r\n\x00.\r\n"])
def test_nothing_else_ends_a_mail(smuggled):
    dotted = Dotted()
    dotted.taken(b"Subject: x\r\n\r\nWords" + smuggled + b"MAIL FROM:<forged@agency.example>")
    assert dotted.after is None
    dotted.taken(END)
    assert dotted.after == b""
