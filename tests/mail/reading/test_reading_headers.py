"""Who wrote to whom, when, about what, and with which files: out of headers as they come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.mail.reading.addresses import addresses, numbers
from bot.mail.reading.charsets import decode
from bot.mail.reading.content import Content
from bot.mail.reading.files import file, safe_name
from bot.mail.reading.flowed import joined
from bot.mail.reading.headers import moment, said, unfolded
from bot.mail.reading.letter import Flag
from bot.mail.reading.parse import read

PEOPLE = {
    "a@b.ch": [("", "a@b.ch")],
    "Marie <a@b.ch>": [("Marie", "a@b.ch")],
    '"Dubois, Marie" <a@b.ch>, c@d.ch': [("Dubois, Marie", "a@b.ch"), ("", "c@d.ch")],
    "Dubois, Marie <a@b.ch>": [("Dubois, Marie", "a@b.ch")],
    "a@b.ch (Marie (la chef) Dubois)": [("Marie la chef Dubois", "a@b.ch")],
    "=?utf-8?Q?Dubois=2C_Zo=C3=A9?= <a@b.ch>": [("Dubois, Zoé", "a@b.ch")],
    '"=?utf-8?B?Wm/DqQ==?=" <a@b.ch>': [("Zoé", "a@b.ch")],
    "Undisclosed recipients:;": [],
    "Team: a@b.ch, Zoé <c@d.ch>;": [("", "a@b.ch"), ("Zoé", "c@d.ch")],
    "<A@B.CH.>": [("", "A@b.ch")],
    "zoë@bücher.example": [("", "zoë@xn--bcher-kva.example")],
    "<@relay.ch:a@b.ch>": [("", "a@b.ch")],
    "a@b.ch; c@d.ch": [("", "a@b.ch"), ("", "c@d.ch")],
    "'Marie' <a@b.ch>": [("Marie", "a@b.ch")],
    '"a@b.ch" <evil@d.ch>': [("a@b.ch", "evil@d.ch")],
    "Marie <a@b.ch> <evil@d.ch>": [("Marie", "a@b.ch")],
    "evil\u202e <a@b.ch>": [("evil", "a@b.ch")],
    "nobody": [],
    "": [],
    '"unclosed <a@b.ch>': [],
}


@pytest.mark.parametrize(("header", "found"), PEOPLE.items(), ids=PEOPLE)
def test_mailboxes_are_found_in_what_programs_write(header, found):
    assert [(one.name, one.email) for one in addresses(header)] == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("<a@b.ch> <c@d.ch>", ("<a@b.ch>", "<c@d.ch>")),
        ("<a@b.ch>,<c@d.ch>", ("<a@b.ch>", "<c@d.ch>")),
        ("<a@b.ch>rubbish<c@\r\n d.ch>", ("<a@b.ch>", "<c@d.ch>")),
        ("a@b.ch, c@d.ch", ("<a@b.ch>", "<c@d.ch>")),
        ("Your message of Monday", ()),
        ("<>", ()),
        (f"<{'a' * 1200}@b.ch>", ()),
    ],
)
def test_message_numbers_are_what_stands_between_brackets(header, found):
    assert numbers(header) == found


def test_of_many_references_the_root_and_the_newest_are_kept():
    found = numbers(" ".join(f"<{number}@b.ch>" for number in range(300)))
    assert (len(found), found[0], found[1], found[-1]) == (100, "<0@b.ch>", "<201@b.ch>", "<299@b.ch>")


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?Z=C3=BCrich?= und =?iso-8859-1?q?Gen=E8ve?=", "Zürich und Genève"),
        ("=?utf-8?b?w4k=?=  =?utf-8?b?dMOp?=", "Été"),
        ("=?x-nowhere?q?caf=E9?=", "café"),
        ("=?utf-8?q?a_b?=", "a b"),
        ("=?utf-8?b?w4k?=", "É"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
    ],
)
def test_encoded_words_are_read(header, text):
    assert said(header) == text


def test_bytes_in_headers_are_read_as_text():
    for raw in ("Prüfung é".encode(), "Prüfung é".encode("latin-1")):
        assert unfolded(raw.decode("ascii", errors="surrogateescape")) == "Prüfung é"
    assert unfolded("one\r\n\ttwo\n three") == "one two three"


@pytest.mark.parametrize(
    ("header", "when"),
    [
        ("Tue, 24 Nov 2026 11:05:12 +0100", datetime(2026, 11, 24, 10, 5, 12, tzinfo=UTC)),
        ("24 Nov 26 11:05 CET", datetime(2026, 11, 24, 11, 5, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 11:05:12 -0000", datetime(2026, 11, 24, 11, 5, 12, tzinfo=UTC)),
        ("Tue, 31 Feb 2026 11:05:12 +0100", None),
        ("Tue, 24 Nov 2026 11:05:12 +9999999999", None),
        ("Wed, 1 Jan 1969 00:00:00 +0100", None),
        ("Mon, 1 Jan 9999 00:00:00 -1200", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_a_moment_or_nothing(header, when):
    assert moment(header) == when


@pytest.mark.parametrize(
    ("content", "label", "text"),
    [
        ("é".encode(), "utf-8", "é"),
        ("é".encode("latin-1"), "utf-8", "é"),
        ("é, €, ’".encode("cp1252"), "iso-8859-1", "é, €, ’"),
        ("é".encode(), "us-ascii", "é"),
        ("Größe".encode("utf-16"), "utf-16", "Größe"),
        ("\ufeffé".encode(), "iso-8859-1", "é"),
        ("한국".encode("cp949"), "ks_c_5601-1987", "한국"),
        ("①".encode("cp932"), "shift_jis", "①"),
        ("Привет, как дела сегодня у вас?".encode("koi8-r"), "koi8-r", "Привет, как дела сегодня у вас?"),
        (b"+AGE-", "utf-7", "+AGE-"),
        (b"616263", "hex", "616263"),
        (b"\xe9", "punycode", "é"),
        (b"a", "x" * 100_000, "a"),
        (b"a", "\x00", "a"),
        (b"", "", ""),
    ],
)
def test_letters_are_found_whatever_the_label_says(content, label, text):
    assert decode(content, label) == text


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("CV.pdf", "CV.pdf"),
        ("a/../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\CV.pdf", "CV.pdf"),
        ("..", "file"),
        ("", "file"),
        ("CV\r\nX: y.pdf", "CV X_ y.pdf"),
        ("CV\x00.pdf", "CV.pdf"),
        ("CV\u202efdp.exe", "CVfdp.exe"),
        (f"{'a' * 300}.pdf", f"{'a' * 146}.pdf"),
        ("a" * 300, "a" * 150),
        ('<b>"x"|?*.pdf', "_b__x____.pdf"),
    ],
)
def test_a_file_s_name_is_no_path_and_no_trick(written, safe):
    assert safe_name(written, "file") == safe


@pytest.mark.parametrize(
    ("name", "content", "flag"),
    [
        ("CV.pdf", b"%PDF-1.7", None),
        ("CV.pdf", b"MZ\x90", Flag.PROGRAM),
        ("CV.pdf", b"PK\x03\x04", Flag.DISGUISED),
        ("CV.PDF.exe", b"x", Flag.PROGRAM),
        ("x.docm", b"PK\x03\x04", Flag.MACROS),
        ("x.html", b"<p>Hello</p>", None),
        ("x.html", b"<p onload = x()>Hello</p>", Flag.PROGRAM),
        ("x.svg", b"<svg><SCRIPT>", Flag.PROGRAM),
        ("x.zip", b"PK\x03\x04", None),
        ("x.lnk", b"", Flag.PROGRAM),
        ("without an ending", b"#!/bin/sh", Flag.PROGRAM),
    ],
)
def test_what_should_not_be_opened_is_flagged(name, content, flag):
    found = file(name, "application/octet-stream", Content(content))
    assert (found.flag, found.flagged) == (flag, flag is not None)


def test_lines_that_flow_become_paragraphs():
    text = "One \ntwo\n> three \n> four\n>> five \n> six\n from\n-- \nsigned \nby"
    assert joined(text) == "One two\n> three four\n>> five \n> six\nfrom\n-- \nsigned by"
    assert joined("Donau \ndampf", drop_space=True) == "Donaudampf"


def test_too_many_files_are_left_out_and_that_is_said():
    one = b'--e\r\nContent-Type: image/png; name="%d.png"\r\n\r\n%d\r\n'
    raw = b"From: a@b.ch\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n" + b"".join(
        one % (n, n) for n in range(25)
    )
    letter = read(raw + b"--e--\r\n")
    assert (len(letter.files), sorted(letter.notes)) == (20, ["files-left-out"])


def test_a_picture_that_stands_in_the_mail_twice_is_an_ornament():
    one = b"--e\r\nContent-Type: image/jpeg\r\nContent-ID: <%d>\r\n\r\n" + b"\xff\xd8\xff" + b"x" * 9000 + b"%s\r\n"
    raw = b"From: a@b.ch\r\nContent-Type: multipart/related; boundary=e\r\n\r\n" + one % (1, b"") + one % (2, b"")
    letter = read(raw + one % (3, b"y") + b"--e--\r\n")
    assert [found.ornament for found in letter.files] == [True, True, False]


def test_headers_are_looked_up_by_name_topmost_first():
    letter = read(b"X-A: one\nFrom: a@b.ch\nx-a: =?utf-8?q?tw=C3=B6?=\n\nHi")
    assert (letter.header("X-A"), letter.headers["x-a"], letter.header("X-B")) == ("one", ("one", "twö"), "")


def test_a_page_with_a_footer_of_text_is_read_whole():
    part = "--e\r\nContent-Type: text/{}\r\n\r\n{}\r\n"
    head = "From: a@b.ch\r\nContent-Type: multipart/{}; boundary=e\r\n\r\n"
    page, text = part.format("html", "<p>Yes.</p>"), part.format("plain", "Sent to the list.")
    mixed = read(f"{head.format('mixed')}{page}{text}--e--".encode())
    assert (mixed.text.split("\n"), mixed.html) == (["Yes.", "Sent to the list."], "")
    either = read(f"{head.format('alternative')}{text}{page}--e--".encode())
    assert (either.text, either.html) == ("Sent to the list.", "<p>Yes.</p>")


@pytest.mark.parametrize("kind", ["text/rtf", "text/enriched", "text/watch-html"])
def test_the_same_once_more_in_another_way_is_no_file(kind):
    head = "Content-Type: multipart/alternative; boundary=e\n\n"
    text, more = "--e\n\nYes.\n", f"--e\nContent-Type: {kind}\n\nYes.\n"
    both = read(f"{head}{text}{more}--e--".encode())
    assert (both.text, both.files) == ("Yes.", ())
    assert len(read(f"{head}{more}--e--".encode()).files) == 1, "alone it is all there is"


def test_hops_of_a_mail_that_is_returned_are_not_its_own():
    raw = b"From: a@b.ch\n\n" + b"Received: from x\n" * 80
    assert len(read(raw).text.split("\n")) == 81
