"""The addresses we make: opaque reply addresses, bounce addresses, Message-IDs."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

from crm.store import tokens

SEAL_LETTERS = 20
# What may stand unquoted before the “@” (RFC 5321 §4.1.2, RFC 6531 §3.3); nothing that could end a command or a header.
LOCAL_PART = re.compile(r'[^\s@<>()\[\],;:"\\\x00-\x20\x7f-\x9f]{1,64}')
OURS = re.compile(r"(?:reply|log)[+\-]([0-9a-f]{26})")
# Some forms and gateways turn the plus into a dash.
CALENDAR = re.compile(r"cal[+\-]([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([0-9a-f]{20})")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


def new_token() -> str:
    """One that stands in the store once the mail with it is kept."""
    return tokens.new()


def token_digest(token: str) -> bytes:
    return tokens.digest(token)


def deliverable(email: str) -> str | None:
    """The address as mail servers take it, its domain in ASCII; None when it is none."""
    local, at, domain = email.strip().rpartition("@")
    try:
        plain = domain.encode("idna").decode()
    except UnicodeError:
        return None
    return f"{local}@{plain}" if at and LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(plain) else None


def reply_address(token: str, domain: str) -> str:
    return f"reply+{token}@{domain}"


def read_reply(address: str) -> str | None:
    """The token of an address that we made; some forms and gateways turn the plus into a dash."""
    found = OURS.fullmatch(address.partition("@")[0].lower())
    return found[1] if found else None


def bounce_address(workspace: int, delivery: int, secret: bytes, domain: str) -> str:
    """The envelope sender (VERP): a bounce names its delivery without any parsing, and cannot be forged."""
    return f"b+{workspace}.{delivery}.{_seal(f'{workspace}.{delivery}', secret)}@{domain}"


def read_bounce(address: str, *keys: bytes) -> tuple[int, int] | None:
    """Workspace and delivery of a bounce address; None when the seal is by none of our keys."""
    name, _, seal = address.partition("@")[0].lower().removeprefix("b+").rpartition(".")
    workspace, _, delivery = name.partition(".")
    if not (workspace.isdecimal() and delivery.isdecimal()) or not _sealed(seal, name, keys):
        return None
    return int(workspace), int(delivery)


def calendar_address(workspace: int, entry: int, secret: bytes, domain: str) -> str:
    """Who sends the invitations of an entry, and gets their answers: the same for its whole life, and not to guess."""
    return f"cal+{workspace}.{entry}.{_seal(f'{workspace}.{entry}', secret, 'calendar')}@{domain}"


def read_calendar(address: str, *keys: bytes) -> tuple[int, int] | None:
    """Workspace and entry of such an address; None when the seal is by none of our keys."""
    found = CALENDAR.fullmatch(address.partition("@")[0].lower())
    if found is None or not _sealed(found[3], f"{found[1]}.{found[2]}", keys, "calendar"):
        return None
    return int(found[1]), int(found[2])


def _sealed(seal: str, text: str, keys: Sequence[bytes], kind: str = "bounce") -> bool:
    """By any of them: mails that were sent before a key was changed still come back."""
    return seal.isascii() and any(hmac.compare_digest(seal, _seal(text, one, kind)) for one in keys)


def _seal(text: str, secret: bytes, kind: str = "bounce") -> str:
    return hmac.new(secret, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()[:SEAL_LETTERS]


def message_id(kind: str, number: int, domain: str) -> str:
    return f"<{kind}.{number}.{secrets.token_hex(6)}@{domain}>"


def thread_root(workspace: str, entry: int, domain: str) -> str:
    """The first reference of all mails about an entry; it need never have been sent."""
    return f"<t.{workspace.lower()}.{entry}@{domain}>"
