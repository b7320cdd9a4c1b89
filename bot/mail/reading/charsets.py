"""Letters out of bytes whose charset is unknown, misspelt or a lie."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

# What mails call a charset, and the larger one that Windows really meant.
MEANT = {
    "ansi_x3.4-1968": "cp1252",
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "us-ascii": "cp1252",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
}
# Codecs that turn bytes into letters. Python has others, which unpack archives or take quadratic time.
HARMLESS = re.compile(r"(ascii|big5|cp|euc|gb|hz|iso2022|iso8859|johab|koi8|mac|shift|tis|utf-(8|16|32))")
WESTERN = "cp1252"
NAME_AT_MOST = 40
# Guessing needs some letters to go by, and takes its time with many.
GUESSED_FROM, GUESSED_OF = 24, 4096
# What no text needs: control characters but tab and line feed. Old mainframes end lines with a sign of their own.
NEXT_LINE = 0x85
CONTROLS: dict[int, str | None] = {
    **dict.fromkeys((*range(9), *range(11, 32), *range(0x7F, 0xA0), 0xFEFF)),
    NEXT_LINE: "\n",
}
# What turns the reading direction (“fdp.exe” is read as “exe.pdf”), and what has no width.
TURNS = dict.fromkeys((0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A)))


def decode(content: bytes, label: str = "") -> str:
    """The text of these bytes. Never fails: what cannot be read is replaced."""
    if not content:
        return ""
    if content.isascii() and not shifts(label):
        return content.decode("ascii")
    for name in _candidates(content, label):
        try:
            return content.decode(name)
        except (UnicodeError, LookupError):
            continue
    return content.decode(_guess(content), errors="replace")


def text(content: bytes, label: str = "") -> str:
    """A body: lines end in a line feed, letters are composed, controls are gone."""
    found = decode(content, label).replace("\r\n", "\n").replace("\r", "\n")
    return cleaned(found)


def cleaned(found: str) -> str:
    plain = found.translate(CONTROLS)
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def line(found: str) -> str:
    """One line without anything that controls how it is shown: names, subjects."""
    if not (found.isascii() and found.isprintable()):
        found = unicodedata.normalize("NFC", found.translate(TURNS)).translate(CONTROLS)
    return " ".join(found.split())


def shifts(label: str) -> bool:
    """Charsets whose bytes are all ASCII, though the letters are not."""
    return label.lower().startswith(("iso-2022", "hz", "utf-16", "utf-32"))


def _candidates(content: bytes, label: str) -> list[str]:
    meant = _meant(label)
    marks = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
    marked = [name for mark, name in marks if content.startswith(mark)]
    # What reads as UTF-8 is UTF-8, whatever a western label says: the other way round it would be “Ã©”.
    first = ["utf-8"] if meant in {WESTERN, "cp1254", ""} else []
    second = ["iso2022_jp_2", "iso2022_jp_3"] if meant == "iso2022_jp_ext" else []
    return [*marked, *first, *([meant] if meant else []), *second, *(["utf-8"] if not first else [])]


def _meant(label: str) -> str:
    name = label.strip().strip("'\"").lower()[:NAME_AT_MOST]
    name = MEANT.get(name, name)
    try:
        found = codecs.lookup(name).name if name.isascii() and name else ""
    except (LookupError, ValueError):
        return ""
    return found if HARMLESS.match(found) else ""


def _guess(content: bytes) -> str:
    sample = content[:GUESSED_OF]
    if sum(byte > 0x7F for byte in sample) < GUESSED_FROM:  # noqa: PLR2004 - beyond ASCII
        return WESTERN
    best = from_bytes(sample).best()
    return best.encoding if best else WESTERN
