"""Links to kept files: each names its reader and its end, and is sealed with the secret key."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.settings import Settings
from crm.domain.access import Member
from crm.domain.timeline import File
from crm.store.session import Session
from crm.views.parcels import Parcel
from templates.files import Link

PATH = "/files/"
IN_MESSAGES = timedelta(days=7)  # a mail may be read after the holidays of a week, and lies about for ever
IN_VIEWS = timedelta(hours=12)  # a view is drawn anew whenever it is opened
SEAL_LETTERS = 32  # 128 bits
NUMBERS = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,4})\.([0-9]{1,11})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A file for one member: the place-th of an entry, or of one of its comments (0 is none)."""

    workspace: int
    member: int
    entry: int
    comment: int = 0
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLinks:
    """``public`` is how the web reaches us. The first key seals, all of them are taken."""

    public: str
    keys: tuple[bytes, ...] = field(repr=False)

    def url(self, target: Target, until: datetime) -> str:
        numbers = (target.workspace, target.member, target.entry, target.comment, target.place, int(until.timestamp()))
        said = ".".join(map(str, numbers))
        return f"{self.public.rstrip('/')}{PATH}{said}.{_seal(said, self.keys[0])}"

    def read(self, token: str, now: datetime) -> Target | None:
        """Where a link leads; nothing when its time is over or its seal is not ours."""
        said, _dot, seal = token.rpartition(".")
        found = NUMBERS.fullmatch(said)
        if (
            found is None
            or not seal.isascii()
            or not any(hmac.compare_digest(seal, _seal(said, one)) for one in self.keys)
        ):
            return None
        workspace, member, entry, comment, place, until = map(int, found.groups())
        if now >= datetime.fromtimestamp(until, UTC):
            return None
        return Target(workspace=workspace, member=member, entry=entry, comment=comment, place=place)


def in_message(links: FileLinks | None, parcel: Parcel) -> Link | None:
    """For the one who gets this; what many read holds no links, since each is for one."""
    if links is None or not parcel.to_person:
        return None
    whose = (parcel.workspace.id, parcel.reader.id, parcel.entry.id)
    return _linking(links, *whose, parcel.wanted_at + IN_MESSAGES)


def in_view(links: FileLinks | None, session: Session, member: Member, entry: int, now: datetime) -> Link | None:
    return _linking(links, session.workspace, member.id, entry, now + IN_VIEWS) if links else None


def _linking(links: FileLinks, workspace: int, member: int, entry: int, until: datetime) -> Link:
    def link(file: File, comment: int) -> str:
        target = Target(workspace=workspace, member=member, entry=entry, comment=comment, place=file.place)
        return links.url(target, until)

    return link


def file_links(settings: Settings) -> FileLinks | None:
    """None where the web does not reach us, or nothing seals: files are named there, and not linked."""
    return (
        FileLinks(public=settings.carnet_public_url, keys=settings.keys)
        if settings.carnet_public_url and settings.keys
        else None
    )


def _seal(text: str, key: bytes) -> str:
    return hmac.new(key, f"file:{text}".encode(), hashlib.sha256).hexdigest()[:SEAL_LETTERS]
