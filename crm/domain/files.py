"""Files that go with an entry: which kinds are taken, and whether what is inside is what the name says."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import IO, Any

from crm.domain.errors import Problem, Refused
from crm.domain.fields import Field, Reading
from crm.domain.i18n import _

FILES_AT_MOST = 10
MEGABYTE = 1024 * 1024
SIZE_AT_MOST = 10 * MEGABYTE
NAME_AT_MOST = 200
BEGINNING, PIECE = 1024, 256 * 1024  # bytes that are looked at together
PRINTED = bytes([*b"\t\n\f\r\x1b", *range(0x20, 0x100)])


def _begins(*marks: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda file: file.read(BEGINNING).startswith(marks)


def _archive(member: str, holds: bytes = b"") -> Callable[[IO[bytes]], bool]:
    """A zip with this member; ``holds`` is how it begins. Nothing else is unpacked, so that a bomb stays shut."""

    def matches(file: IO[bytes]) -> bool:
        try:
            with zipfile.ZipFile(file) as archive:
                if member not in archive.namelist():
                    return False
                with archive.open(member) as found:
                    return found.read(len(holds)) == holds
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
            return False

    return matches


def _text(file: IO[bytes]) -> bool:
    """No signs but those that text has; Notepad's “Unicode” has a mark in front and every other byte empty."""
    if file.read(BEGINNING).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return not any(piece.translate(None, PRINTED) for piece in _pieces(file))


def _page(file: IO[bytes]) -> bool:
    return _text(file) and any(b"<" in piece for piece in _pieces(file))


def _pdf(file: IO[bytes]) -> bool:
    # Readers take some rubbish before the mark, and scanners write it.
    return b"%PDF-" in file.read(BEGINNING)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(PIECE), b"")


INSIDE: Mapping[str, Callable[[IO[bytes]], bool]] = {
    "pdf": _pdf,
    "docx": _archive("word/document.xml"),
    "doc": _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "rtf": _begins(b"{\\rtf"),
    "odt": _archive("mimetype", b"application/vnd.oasis.opendocument.text"),
    "txt": _text,
    "html": _page,
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "jpg": _begins(b"\xff\xd8\xff"),
    "xlsx": _archive("xl/workbook.xml"),
}
SPELLED = {"jpeg": "jpg", "htm": "html"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that somebody gave. ``refused`` tells that it is not kept; ``digest`` finds it once it was fetched."""

    id: str
    name: str
    size: int
    url: str
    refused: bool = False
    digest: str = ""

    @property
    def kind(self) -> str:
        """``pdf``, by the name; nothing for a kind that is not taken."""
        _name, dot, ending = self.name.rpartition(".")
        ending = SPELLED.get(ending.lower(), ending.lower())
        return ending if dot and ending in INSIDE else ""

    def holds(self, content: bytes | IO[bytes]) -> bool:
        """Is this content of the kind that the name says?"""
        file = BytesIO(content) if isinstance(content, bytes) else content
        file.seek(0)
        return bool(self.kind) and INSIDE[self.kind](file)

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def attachments(rows: Sequence[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """Attachments as an entry keeps them."""
    return tuple(Attachment(**row) for row in rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Files(Field):
    """Files, described by whoever holds them (``id``, ``name``, ``size``, ``url``); they are fetched afterwards."""

    def default(self, reading: Reading) -> Any:
        return ()

    def understand(self, raw: Any, reading: Reading) -> Any:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not all(isinstance(one, Mapping) for one in raw):
            raise self.refused(_("Files can only be added in Slack."))
        if len(raw) > FILES_AT_MOST:
            raise self.refused(
                _("At most {limit} files, please; these are {length}.", limit=FILES_AT_MOST, length=len(raw))
            )
        found = [_described(one) for one in raw]
        problems = [problem for one in found for problem in self._problems(one)]
        if problems:
            raise Refused.gathered(problems)
        return tuple(found)

    def _problems(self, one: Attachment) -> list[Problem]:
        if not one.kind:
            text = _(
                "“{name}” is of a kind that is not taken here. These are: {kinds}.", name=one.name, kinds=list(INSIDE)
            )
            return [Problem(text, self.name)]
        if one.size > SIZE_AT_MOST:
            text = _("“{name}” is larger than {limit} MB.", name=one.name, limit=SIZE_AT_MOST // MEGABYTE)
            return [Problem(text, self.name)]
        return []


def _described(raw: Mapping[str, Any]) -> Attachment:
    name = " ".join(str(raw.get("name") or "").replace("/", " ").replace("\\", " ").split()) or "–"
    name = name if len(name) <= NAME_AT_MOST else f"{name[: NAME_AT_MOST // 2]}…{name[-NAME_AT_MOST // 2 :]}"
    size = raw.get("size")
    return Attachment(
        id=str(raw.get("id") or ""), name=name, size=size if isinstance(size, int) else 0, url=str(raw.get("url") or "")
    )
