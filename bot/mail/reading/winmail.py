"""The files in Outlook's own wrapping, ``winmail.dat`` (MS-OXTNEF).

Only attachments are looked for: the words of such a mail stand beside it as plain text. Every count that the file
states is checked against what is left of it, so that a few bytes cannot keep a reader busy for hours.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from bot.mail.reading.charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
HEAD = 6
OBJECT = struct.Struct("<BII")  # level, id with type, length
COUNT = struct.Struct("<I")
SUM = 2  # the checksum behind each object
OBJECTS_AT_MOST, PROPERTIES_AT_MOST, FILES_AT_MOST = 2000, 500, 100
BEGINS, TITLE, DATA, PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
LONG_NAME, NAME = 0x3707, 0x3704
UNICODE = 0x1F
FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
COUNTED = frozenset({0x00, 0x0D, 0x1E, UNICODE, 0x102})
MANY, NAMED = 0x1000, 0x8000
NOTHING = memoryview(b"")
IDENTITY = 16  # in front of an embedded object: which interface it has


class _Broken(Exception):
    """What follows cannot be told from rubbish."""


def files(content: bytes) -> list[tuple[str, memoryview]] | None:
    """Name and content of each attachment, where it stands; None when this is no such wrapping."""
    if not content.startswith(SIGNATURE):
        return None
    found: list[tuple[str, memoryview]] = []
    name, data = "", NOTHING
    for kind, body in _objects(memoryview(content)):
        if kind == BEGINS:
            found += [(name, data)] if data else []
            name, data = "", NOTHING
        elif kind == TITLE:
            name = name or _text(body)
        elif kind == DATA:
            data = body
        elif kind == PROPERTIES:
            wanted = _properties(body)
            name = wanted.get(LONG_NAME) or name or wanted.get(NAME) or ""
    found += [(name, data)] if data else []
    return found[:FILES_AT_MOST]


def _objects(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    place = HEAD
    for _number in range(OBJECTS_AT_MOST):
        if place + OBJECT.size > len(content):
            return
        _level, kind, length = OBJECT.unpack_from(content, place)
        place += OBJECT.size
        if place + length > len(content):
            return
        yield kind & 0xFFFF, content[place : place + length]
        place += length + SUM


def _properties(body: memoryview) -> dict[int, str]:
    """The names among an attachment's properties, as far as they can be followed."""
    found: dict[int, str] = {}
    try:
        for kind, name, value in _each(body):
            if name in {LONG_NAME, NAME}:
                found[name] = _text(value, wide=kind == UNICODE)
    except (_Broken, struct.error):
        pass
    return found


def _each(body: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    [count], place = COUNT.unpack_from(body), COUNT.size
    for _number in range(min(count, PROPERTIES_AT_MOST)):
        kind, name = struct.unpack_from("<HH", body, place)
        place += 4
        if name & NAMED:
            place = _behind_name(body, place)
        if kind in FIXED:
            place += FIXED[kind]
        elif kind in COUNTED:
            [values] = COUNT.unpack_from(body, place)
            if values != 1:
                raise _Broken
            [length] = COUNT.unpack_from(body, place + 4)
            place += 8
            if place + length > len(body):
                raise _Broken
            yield kind, name, body[place : place + length]
            place += length + -length % 4
        else:
            raise _Broken  # several values; nothing that we look for has them


def _behind_name(body: memoryview, place: int) -> int:
    place += IDENTITY
    numbered, length = struct.unpack_from("<II", body, place)
    return place + 8 if numbered == 0 else place + 8 + length + -length % 4


def _text(value: memoryview, *, wide: bool = False) -> str:
    return decode(bytes(value), "utf-16-le" if wide else "").strip("\x00")
