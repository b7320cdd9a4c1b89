"""Files of the workspace with their bytes."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from sandbox.stamps import as_seconds

Node = dict[str, Any]


@dataclass(kw_only=True, slots=True)
class File:
    """One file; it is complete, and shown, once its upload was finished."""

    id: str
    name: str
    user: str
    length: int
    title: str = ""
    content: bytes = b""
    uploaded: bool = False
    complete: bool = False
    created: int = field(default_factory=as_seconds)
    channels: list[str] = field(default_factory=list)
    secret: str = ""

    @property
    def kind(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def extension(self) -> str:
        return PurePath(self.name).suffix.removeprefix(".").lower() or "binary"

    def node(self, base: str, team: str) -> Node:
        """The file as Slack tells it; addresses begin with the sandbox's own."""
        private, name = f"{base}/files-pri/{team}-{self.id}", quote(self.name)
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.kind,
            "filetype": self.extension,
            "pretty_type": self.extension.upper(),
            "user": self.user,
            "user_team": team,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": bool(self.channels),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{private}/{name}",
            "url_private_download": f"{private}/download/{name}",
            "permalink": f"{base}/files/{self.user}/{self.id}/{name}",
            "has_rich_preview": False,
            "file_access": "visible",
        }
