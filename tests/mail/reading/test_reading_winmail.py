"""Outlook's own wrapping: its files are found, and no count that it states is believed."""

from __future__ import annotations

import struct

import pytest

from bot.mail.reading.winmail import files

BEGINS, TITLE, DATA, PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
LONG_NAME = 0x3707


def wrapped(*objects):
    pieces = (struct.pack("<BII", 2, kind, len(body)) + body + b"\0\0" for kind, body in objects)
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(pieces)


def named(name, count=1):
    content = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, LONG_NAME, count, len(content)) + content + b"\0" * (-len(content) % 4)


NUMBER = struct.pack("<HHI", 0x03, 0x0E21, 7)
BY_NUMBER = struct.pack("<HH16sIII", 0x03, 0x8001, b"", 0, 5, 7)
BY_NAME = struct.pack("<HH16sII", 0x03, 0x8001, b"", 1, 6) + b"a\0b\0\0\0\0\0" + struct.pack("<I", 7)
PLACES = {
    "the name alone": ((1, named("Größe.pdf")), "Größe.pdf"),
    "behind a number": ((2, NUMBER + named("a.pdf")), "a.pdf"),
    "behind one that has a number for a name": ((2, BY_NUMBER + named("a.pdf")), "a.pdf"),
    "behind one that has a name": ((2, BY_NAME + named("a.pdf")), "a.pdf"),
    "a count without end": ((0xFFFFFFFF, named("a.pdf")), "a.pdf"),
    "several values": ((2, struct.pack("<HHI", 0x1003, 1, 0xFFFFFFFF) + named("a.pdf")), "SHORT~1.PDF"),
    "several texts": ((1, named("a.pdf", count=2)), "SHORT~1.PDF"),
    "longer than what is left": ((1, struct.pack("<HHII", 0x1F, LONG_NAME, 1, 0xFFFFFFF0)), "SHORT~1.PDF"),
    "nothing": ((1, b""), "SHORT~1.PDF"),
}


@pytest.mark.parametrize(("stated", "name"), PLACES.values(), ids=PLACES)
def test_the_long_name_is_found_where_it_can_be(stated, name):
    count, body = stated
    properties = struct.pack("<I", count) + body
    found = files(wrapped((BEGINS, b""), (TITLE, b"SHORT~1.PDF\0"), (DATA, b"%PDF"), (PROPERTIES, properties)))
    assert found == [(name, b"%PDF")]


def test_each_file_has_its_own_name():
    first = [(BEGINS, b""), (TITLE, b"a.pdf\0"), (DATA, b"A")]
    second = [(BEGINS, b""), (DATA, b"B"), (TITLE, b"b.pdf\0")]
    assert files(wrapped(*first, *second)) == [("a.pdf", b"A"), ("b.pdf", b"B")]
    assert files(wrapped(*first, *second)[:-10]) == [("a.pdf", b"A"), ("", b"B")]
    assert files(wrapped((BEGINS, b""), (PROPERTIES, b""))) == []
    assert files(b"no such thing") is None
