"""What was put aside is read as if it had not been: against a parser that saw all of it, and a decoder of the whole."""

from __future__ import annotations

import base64
import binascii
import io
import quopri
import zipfile
from dataclasses import fields

from hypothesis import example, given, settings
from hypothesis import strategies as some

from bot.mail.reading.content import Content
from bot.mail.reading.files import file
from bot.mail.reading.letter import Flag, Letter, Unreadable
from bot.mail.reading.parse import read
from crm.store.pieces import PIECE
from tests.mail.reading.test_reading_anything import MAILS, SOUP, mutated

EVERYTHING, NOTHING = 0, 1 << 30
HEADS = (b"From: a@b.ch\r\n", b"Content-Type: multipart/mixed; boundary=e\r\n\r\n--e\r\n")
# What is counted where the parser does not look.
CROWDED = {"nested too deep", "too many parts"}
# Without the tree, which has signs in it; a stray sign in base64 is noted by the library alone.
COMPARED = [one.name for one in fields(Letter) if one.name not in {"message", "files", "enclosed", "notes"}]


def seen(letter):
    files = [(one.name, one.type, one.content.whole(), one.inline, one.ornament, one.flag) for one in letter.files]
    notes = letter.notes - {"damaged"}
    return [*(getattr(letter, name) for name in COMPARED), files, notes, [seen(one) for one in letter.enclosed]]


def understood(raw, large):
    try:
        return seen(read(raw, large=large))
    except Unreadable as exc:
        return exc.reason


@settings(max_examples=150)
@example(b"Content-Type: text/plain; charset=\x00\r\nx\x9f\r\n\r\n")
@given(some.sampled_from(MAILS) | mutated() | SOUP | some.builds(bytes.__add__, some.sampled_from(HEADS), SOUP))
def test_what_was_put_aside_is_read_as_if_it_had_not_been(raw):
    expected = understood(raw, NOTHING)
    assert understood(raw, EVERYTHING) == expected or expected in CROWDED


ALPHABET = some.sampled_from([b"A", b"z", b"+", b"=", b"==", b"=\r\n", b"=\n", b"\r", b"\n", b" ", b"!", b"4f", b"=4"])
WRITTEN = some.lists(ALPHABET, max_size=30).map(b"".join)
# As much as is looked at together, more or less, so that what must stay together is divided.
FILLED = some.sampled_from([b"", b"A" * (PIECE - 9), b"A" * (PIECE - 10), (b"=41" * 20 + b"=\r\n") * (PIECE // 63)])


def from_base64(written):
    """As the library does; it gives up where letters are missing at the end."""
    try:
        return binascii.a2b_base64(written)
    except binascii.Error:
        letters = bytes(one for one in written if chr(one).isalnum() or one in b"+/")
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


@given(FILLED, WRITTEN)
def test_pieces_are_decoded_as_the_whole_is(filled, written):
    whole = filled + written
    for encoding, decoded in (("base64", from_base64(whole)), ("quoted-printable", quopri.decodestring(whole))):
        content = Content(memoryview(whole), encoding)
        assert (content.whole(), content.size) == (decoded, len(decoded))


PLACES = some.integers(-20, 20)


@given(WRITTEN, some.lists(some.tuples(PLACES, some.sampled_from([0, 1, 2]), some.integers(0, 9)), max_size=9))
def test_a_content_is_read_like_a_file(written, steps):
    content = Content(memoryview(written), "quoted-printable")
    with content.opened() as mine:
        theirs = io.BytesIO(content.whole())
        for offset, whence, size in steps:
            at = (abs(offset) if whence == 0 else offset, whence)
            assert mine.seek(*at) == theirs.seek(*at)
            assert mine.read(size) == theirs.read(size)


def test_an_archive_is_looked_into_where_it_stands():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("media/picture.bin", bytes(3 * PIECE))
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    written = base64.encodebytes(whole.getvalue())
    for some_of_it, flag in ((written, None), (written[: PIECE * 3], Flag.DISGUISED)):
        content = Content(memoryview(some_of_it), "base64")
        assert file("Offer.odt", "application/octet-stream", content).flag is flag
