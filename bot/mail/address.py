"""The addresses we make: opaque reply addresses, bounce addresses, Message-IDs."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

TOKEN_BYTES = 13  # 104 bits that nobody guesses, as 26 letters
SEAL_LETTERS = 20
# What may stand unquoted before the “@” (RFC 5321 §4.1.2, RFC 6531 §3.3); nothing that could end a command or a header.
LOCAL_PART = re.compile(r'[^\s@<>()\[\],;:"\\\x00-\x20\x7f-\x9f]{1,64}')
REPLY = re.compile(r"reply[+\-]([0-9a-f]{26})")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


def new_token() -> str:
    """26 lower-case letters and digits: senders change case, and a local part holds 64 octets (RFC 5321 §4.5.3.1.1)."""
    return secrets.token_hex(TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """What the database keeps: who reads it cannot write in anybody's name."""
    return hashlib.sha256(token.lower().encode()).digest()


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
    """The token of a reply address; some forms and gateways turn the plus into a dash."""
    found = REPLY.fullmatch(address.partition("@")[0].lower())
    return found[1] if found else None


def bounce_address(workspace: int, delivery: int, secret: bytes, domain: str) -> str:
    """The envelope sender (VERP): a bounce names its delivery without any parsing, and cannot be forged."""
    return f"b+{workspace}.{delivery}.{_seal(f'{workspace}.{delivery}', secret)}@{domain}"


def read_bounce(address: str, secret: bytes) -> tuple[int, int] | None:
    """Workspace and delivery of a bounce address; None when the seal is not ours."""
    name, _, seal = address.partition("@")[0].lower().removeprefix("b+").rpartition(".")
    workspace, _, delivery = name.partition(".")
    if not (workspace.isdecimal() and delivery.isdecimal()) or not hmac.compare_digest(seal, _seal(name, secret)):
        return None
    return int(workspace), int(delivery)


def _seal(text: str, secret: bytes) -> str:
    return hmac.new(secret, f"bounce:{text}".encode(), hashlib.sha256).hexdigest()[:SEAL_LETTERS]


def message_id(kind: str, number: int, domain: str) -> str:
    return f"<{kind}.{number}.{secrets.token_hex(6)}@{domain}>"


def thread_root(workspace: str, entry: int, domain: str) -> str:
    """The first reference of all mails about an entry; it need never have been sent."""
    return f"<t.{workspace.lower()}.{entry}@{domain}>"
