"""Addresses of calendar feeds: made of the secret key whenever their owner looks; the database knows a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from bot.settings import Settings

PATH = "/calendar/"
ENDING = ".ics"
SALT_BYTES = 16
TOKEN_LETTERS = 40  # 160 bits that nobody guesses


def digest_of(token: str) -> bytes:
    """What the database keeps: who reads it cannot read the feed."""
    return hashlib.sha256(token.encode()).digest()


def _token(workspace: int, member: int, salt: str, key: bytes) -> str:
    return hmac.new(key, f"feed:{workspace}.{member}.{salt}".encode(), hashlib.sha256).hexdigest()[:TOKEN_LETTERS]


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLinks:
    """``public`` is how the web reaches us. New addresses are made with the first key; those of earlier ones hold."""

    public: str
    keys: tuple[bytes, ...] = field(repr=False)

    def new(self, workspace: int, member: int) -> tuple[str, bytes]:
        """What a new address is made with, and the digest that finds it."""
        salt = secrets.token_hex(SALT_BYTES)
        return salt, digest_of(_token(workspace, member, salt, self.keys[0]))

    def url(self, workspace: int, member: int, salt: str, digest: bytes) -> str | None:
        """The address again; nothing when its key is no longer among ours."""
        tokens = (_token(workspace, member, salt, one) for one in self.keys)
        found = next((one for one in tokens if digest_of(one) == digest), None)
        return f"{self.public.rstrip('/')}{PATH}{found}{ENDING}" if found else None


def feed_links(settings: Settings) -> FeedLinks | None:
    """None where the web does not reach us: no program could fetch anything."""
    return (
        FeedLinks(public=settings.carnet_public_url, keys=settings.keys)
        if settings.carnet_public_url and settings.keys
        else None
    )
