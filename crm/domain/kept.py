"""Files whose content stands already: a door that had the bytes in its hands kept them before it asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from crm.domain.fields import Field, Reading
from crm.domain.files import NAME_AT_MOST, Attachment
from crm.domain.i18n import _

KEPT_AT_MOST = 20
DIGEST = 32  # bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptFile:
    """``kind`` is the ending that the content agrees with, or nothing; ``digest`` (32 bytes as hex) finds it."""

    name: str
    size: int
    digest: str
    kind: str = ""

    def as_row(self) -> dict[str, Any]:
        return asdict(self)

    def as_attachment(self) -> dict[str, Any]:
        """As an entry keeps a file that was fetched."""
        return Attachment(id=self.digest[:16], name=self.name, size=self.size, url="", digest=self.digest).as_row()


def listed(names: Iterable[str]) -> list[dict[str, Any]]:
    """The names of files as lines of rich text, as they stand below what somebody wrote."""
    return [{"type": "rich_text_section", "elements": [{"type": "text", "text": f"📎 {one}"}]} for one in names]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept(Field):
    """Some files, each with its digest; only doors inside the house know one."""

    def default(self, reading: Reading) -> Any:
        return ()

    def understand(self, raw: Any, reading: Reading) -> Any:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not all(isinstance(one, Mapping) for one in raw):
            raise self.refused(_("Files can only be added in Slack."))
        if len(raw) > KEPT_AT_MOST:
            raise self.refused(
                _("At most {limit} files, please; these are {length}.", limit=KEPT_AT_MOST, length=len(raw))
            )
        return tuple(self._read(one) for one in raw)

    def _read(self, raw: Mapping[str, Any]) -> KeptFile:
        name, digest, size = str(raw.get("name") or "–")[:NAME_AT_MOST], str(raw.get("digest") or ""), raw.get("size")
        try:
            whole = len(bytes.fromhex(digest)) == DIGEST
        except ValueError:
            whole = False
        if not whole or not isinstance(size, int):
            raise self.refused(_("“{what}” was not found. Check the name or the number.", what=name))
        return KeptFile(name=name, size=size, digest=digest.lower(), kind=str(raw.get("kind") or ""))
