"""Files of a mail: names that harm nobody, and what should not be opened."""

from __future__ import annotations

import re
from mimetypes import MimeTypes

from bot.mail.reading.charsets import line
from bot.mail.reading.content import Content
from bot.mail.reading.letter import File, Flag
from crm.domain.files import Attachment

NAME_AT_MOST = 150
ENDING_AT_MOST = 10
ORNAMENT_BELOW = 8 * 1024
KNOWN = MimeTypes()  # Python's own table: what the machine knows besides would make every machine read differently
UNKNOWN = "application/octet-stream"
# What runs when it is opened, by its name or by its first bytes.
PROGRAMS = re.compile(
    r"ade|adp|apk|appx?|bat|chm|cmd|com|cpl|dll|dmg|exe|hta|img|iso|jar|jse?|lib|lnk|mde|ms[cipt]|nsh|pif|ps1|reg|scf"
    r"|scr|sh|sys|url|vb[es]?|vhdx?|vxd|ws[cfh]|xll"
)
MACROS = re.compile(r"(doc|dot|ppt|pot|ppa|pps|sld|xla|xls|xlt)m|xlsb")
RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00")
PAGES = frozenset({"html", "htm", "xhtml", "svg"})
SCRIPT = re.compile(rb"<script|javascript:|\bon(?:load|error|click)\s*=", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_name(name: str, default: str) -> str:
    """The last part of a path, without anything that a disk, a header or an eye could take for something else."""
    last = FORBIDDEN.sub("_", line(name.replace("\\", "/")).rpartition("/")[2]).strip(" .")
    if not last:
        return default
    if len(last) <= NAME_AT_MOST:
        return last
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > ENDING_AT_MOST:
        return last[:NAME_AT_MOST]
    return f"{stem[: NAME_AT_MOST - len(ending) - 1]}.{ending}"


def file(name: str, kind: str, content: Content, *, inline: bool = False) -> File:
    """A file as it came; ``kind`` is what the mail calls it."""
    picture = kind.startswith("image/")
    return File(
        name=name,
        type=_type(name, kind),
        content=content,
        inline=inline,
        ornament=inline and picture and content.size < ORNAMENT_BELOW,
        flag=_flag(name, content),
    )


def _type(name: str, kind: str) -> str:
    """The name tells more than programs that call everything a stream of octets."""
    return kind if kind != UNKNOWN else KNOWN.guess_type(name)[0] or UNKNOWN


def _flag(name: str, content: Content) -> Flag | None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if PROGRAMS.fullmatch(ending) or content.beginning(max(map(len, RUNS))).startswith(RUNS):
        return Flag.PROGRAM
    if MACROS.fullmatch(ending):
        return Flag.MACROS
    if ending in PAGES and SCRIPT.search(content.whole()):
        return Flag.PROGRAM
    described = Attachment(id="", name=name, size=content.size, url="")
    with content.opened() as opened:
        return Flag.DISGUISED if described.kind and not described.holds(opened) else None
