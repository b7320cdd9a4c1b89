"""Large files are put aside before a mail is parsed, and are found again."""

from __future__ import annotations

import base64
import tracemalloc

import pytest

from bot.mail.reading.large import LARGE
from bot.mail.reading.parse import read

FILE = b"%PDF-1.7\n" + bytes(range(256)) * 1200
HEAD = b"From: a@b.ch\nContent-Type: multipart/mixed; boundary=e\n\n--e\n\nHello\n"


def part(content, name=b"CV.pdf", more=b""):
    head = b"--e\nContent-Type: application/pdf; name=%s\nContent-Transfer-Encoding: Base64\n%s\n" % (name, more)
    return head + base64.encodebytes(content)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_large_file_comes_out_as_it_went_in(line_end):
    mail = (
        HEAD
        + part(FILE)
        + part(b"small", b"small.pdf")
        + part(FILE[::-1], b"last.pdf", b"Content-ID: <x>\n")
        + b"--e--\n"
    )
    letter = read(mail.replace(b"\n", line_end))
    assert letter.text.strip() == "Hello"
    assert [(one.name, one.content) for one in letter.files] == [
        ("CV.pdf", FILE),
        ("small.pdf", b"small"),
        ("last.pdf", FILE[::-1]),
    ]


def test_a_mail_that_is_one_large_file_is_read():
    letter = read(
        b"From: a@b.ch\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(FILE)
    )
    assert [one.content for one in letter.files] == [FILE]


@pytest.mark.parametrize("gone", [1, 2, 3, 5])
def test_what_is_left_of_a_broken_file_is_kept(gone):
    whole = base64.b64encode(FILE)[:-gone]
    letter = read(HEAD + part(b"").rstrip() + b"\n\n" + whole + b"\n--e--\n")
    [found] = letter.files
    assert FILE.startswith(found.content)
    assert len(FILE) - len(found.content) < 5


def test_a_file_within_a_mail_within_a_mail_is_its_own():
    inner = (
        b"Subject: Inner\nContent-Type: multipart/mixed; boundary=i\n\n"
        + part(FILE).replace(b"--e", b"--i")
        + b"--i--\n"
    )
    letter = read(HEAD + b"--e\nContent-Type: message/rfc822\n\n" + inner + part(FILE[::-1]) + b"--e--\n")
    assert [one.content for one in letter.files] == [FILE[::-1]]
    assert [one.content for one in letter.enclosed[0].files] == [FILE]


def test_a_mail_that_names_a_place_gets_no_other_mail_s_file():
    forged = [b"=aside=0=", b"=aside=1=", b"=aside=-1=", b"=aside=" + b"9" * 5000 + b"="]
    head = b"--e\nContent-Type: application/pdf; name=forged.pdf\nContent-Transfer-Encoding: base64\n\n"
    letter = read(HEAD + part(FILE) + b"".join(head + one + b"\n" for one in forged) + b"--e--\n")
    contents = [one.content for one in letter.files]
    assert contents[:2] == [FILE, FILE]
    assert FILE not in contents[2:]
    alone = read(HEAD + head + b"=aside=0=\n--e--\n")
    assert [one.content[:4] for one in alone.files] != [b"%PDF"]


def test_a_text_that_is_large_is_no_file():
    text = ("Ja, gern. " * 10 + "\n") * (LARGE // 50)
    letter = read(b"From: a@b.ch\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(text.encode()))
    assert (letter.text.strip(), letter.files) == (text.strip(), ())


def test_reading_a_large_mail_takes_little_more_memory_than_the_mail_and_its_file():
    mail = HEAD + part(FILE * 20) + b"--e--\n"
    tracemalloc.start()
    try:
        letter = read(mail)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(letter.files[0].content) == len(FILE) * 20
    # One copy in lower case while it is looked at, or the file: whichever is larger.
    assert peak < len(mail) * 1.6
