"""Links to hear no more: of one entry, or of what comes by itself; each is for one member and sealed with our key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.settings import Settings
from crm.actions import ACTIONS
from crm.domain.preferences import ALWAYS, Topic, Way
from crm.perform import run
from crm.store.base import Store

PATH = "/unsubscribe/"
SEAL_LETTERS = 20
# Lower-case letters, digits and dots: it stands in addresses, too, where a local part holds 64 octets.
SAID = re.compile(r"([1-9][0-9]{0,9})\.([1-9][0-9]{0,9})\.(?:e([1-9][0-9]{0,9})|([a-z_]{1,12}))")
ADDRESS = re.compile(r"stop[+\-]([a-z0-9_.]{1,58})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """What a member is to hear no more of: an entry, or else a topic that they may do without."""

    workspace: int
    member: int
    entry: int | None = None
    topic: Topic | None = None

    def __str__(self) -> str:
        return f"{self.workspace}.{self.member}.{self.topic.value if self.topic else f'e{self.entry}'}"

    @property
    def wish(self) -> tuple[str, Mapping[str, str]]:
        """The operation that does it, and its inputs."""
        if self.topic:
            return "preferences", {self.topic.value: Way.NOTHING.value}
        return "mute", {"entry": f"E-{self.entry}"}


@dataclass(frozen=True, kw_only=True, slots=True)
class StopLinks:
    """``public`` is how the web reaches us. The first key seals, all of them are taken: links stand in old mails."""

    public: str
    keys: tuple[bytes, ...] = field(repr=False)

    def token(self, stop: Stop) -> str:
        return f"{stop}.{_seal(str(stop), self.keys[0])}"

    def url(self, stop: Stop) -> str:
        return f"{self.public.rstrip('/')}{PATH}{self.token(stop)}"

    def address(self, stop: Stop, domain: str) -> str:
        return f"stop+{self.token(stop)}@{domain}"

    def read(self, token: str) -> Stop | None:
        """What a link stops; nothing when its seal is not ours."""
        said, _dot, seal = token.rpartition(".")
        found = SAID.fullmatch(said)
        sealed = found and seal.isascii() and any(hmac.compare_digest(seal, _seal(said, one)) for one in self.keys)
        if found is None or not sealed:
            return None
        workspace, member, entry, topic = found.groups()
        if topic is not None and topic not in set(Topic) - ALWAYS:
            return None
        return Stop(
            workspace=int(workspace),
            member=int(member),
            entry=int(entry) if entry else None,
            topic=Topic(topic) if topic else None,
        )

    def read_address(self, address: str) -> Stop | None:
        found = ADDRESS.fullmatch(address.partition("@")[0].lower())
        return self.read(found[1]) if found else None


def stop_links(settings: Settings) -> StopLinks | None:
    """None where nothing seals."""
    return StopLinks(public=settings.carnet_public_url, keys=settings.keys) if settings.keys else None


def hear_no_more(store: Store, stop: Stop, *, token: str, door: str, now: datetime) -> None:
    """Do what a link is for, in its member's name; it may be used again after they changed their mind.

    Raises:
        Refused: the member has left, or may not see the entry any more.
    """
    operation, inputs = stop.wish
    source = f"{door}:stop:{token}:{secrets.token_hex(8)}"
    run(store, stop.workspace, ACTIONS[operation], actor=f"M-{stop.member}", inputs=inputs, source=source, now=now)


def _seal(text: str, key: bytes) -> str:
    return hmac.new(key, f"stop:{text}".encode(), hashlib.sha256).hexdigest()[:SEAL_LETTERS]
