"""Large files are put aside before a mail is parsed, and are found again."""

from __future__ import annotations

import base64
import tracemalloc
from email import policy
from email.message import EmailMessage

import pytest

from bot.mail.reading.large import LARGE, Aside
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
    assert [(one.name, one.content.whole()) for one in letter.files] == [
        ("CV.pdf", FILE),
        ("small.pdf", b"small"),
        ("last.pdf", FILE[::-1]),
    ]


def test_a_mail_that_is_one_large_file_is_read():
    letter = read(
        b"From: a@b.ch\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(FILE)
    )
    assert [one.content.whole() for one in letter.files] == [FILE]


@pytest.mark.parametrize("gone", [1, 2, 3, 5])
def test_what_is_left_of_a_broken_file_is_kept(gone):
    whole = base64.b64encode(FILE)[:-gone]
    letter = read(HEAD + part(b"").rstrip() + b"\n\n" + whole + b"\n--e--\n")
    [found] = letter.files
    assert FILE.startswith(found.content.whole())
    assert len(FILE) - found.content.size < 5


def test_a_file_within_a_mail_within_a_mail_is_its_own():
    inner = (
        b"Subject: Inner\nContent-Type: multipart/mixed; boundary=i\n\n"
        + part(FILE).replace(b"--e", b"--i")
        + b"--i--\n"
    )
    letter = read(HEAD + b"--e\nContent-Type: message/rfc822\n\n" + inner + part(FILE[::-1]) + b"--e--\n")
    assert [one.content.whole() for one in letter.files] == [FILE[::-1]]
    assert [one.content.whole() for one in letter.enclosed[0].files] == [FILE]


def test_a_mail_that_names_a_place_gets_no_other_file():
    forged = [b"=aside-%b-0=" % (b"0" * 32), b"=aside=0=", Aside(mail=b"", places=((0, 9),)).sign + b"0="]
    head = b"--e\nContent-Type: application/pdf; name=forged.pdf\n\n"
    letter = read(HEAD + part(FILE) + b"".join(head + one + b"\n" for one in forged) + b"--e--\n")
    assert [one.content.whole() for one in letter.files] == [FILE, *forged]


def test_a_text_that_is_large_is_no_file():
    text = ("Ja, gern. " * 10 + "\n") * (LARGE // 50)
    letter = read(b"From: a@b.ch\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(text.encode()))
    assert (letter.text.strip(), letter.files) == (text.strip(), ())


WAYS = {
    "base64": base64.encodebytes("Größe; 1;2;3;4\n".encode() * 400_000).replace(b"\n", b"\r\n"),
    "quoted-printable": b"Gr=C3=B6=C3=9Fe; 1;2;3;=\r\n4 -- 5\r\n" * 200_000,
    "8bit": b"-- \r\nGr\xc3\xb6\xc3\x9fe; 1;2;3;4\r\n--f\r\n" * 2000 + b"1;2;3\r\n" * 900_000,
}


def with_alternatives(kind, way, written):
    """As programs send it: what was written in two ways, and the part beside it."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["Subject"] = "Paul <paul@agency.example>", "List"
    mail.set_content("Hello")
    mail.add_alternative("<p>Hello</p>", subtype="html")
    mail.make_mixed("=edge==")
    around, end = bytes(mail).split(b"--=edge==--")
    head = b"--=edge==\r\nContent-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n" % (kind.encode(), way.encode())
    return around + head + written + b"\r\n--=edge==--" + end


def alone(kind, way, written):
    head = b"Content-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n" % (kind.encode(), way.encode())
    return b"From: a@b.ch\r\n" + head + written


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["text/csv; name=List.csv", "text/plain"])
@pytest.mark.parametrize("made", [with_alternatives, alone])
def test_reading_a_large_mail_takes_little_memory_beside_it(made, kind, way):
    mail = made(kind, way, WAYS[way])
    read(made(kind, way, b""))  # what is made ready at first use
    tracemalloc.start()
    try:
        letter = read(mail)
        for one in letter.files:
            with one.content.opened() as content:
                while content.read(LARGE):
                    pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(mail) > 6_000_000
    assert letter.files or len(letter.text) > LARGE
    # Pieces; and where words are looked for, their letters.
    assert peak < (3_000_000 if letter.files else 25_000_000)
