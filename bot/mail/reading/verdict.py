"""What our own mail server found out about a sender (RFC 8601); what anybody else wrote there is not believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.reading.letter import Letter

HEADER = "authentication-results"
LETTERS_AT_MOST = 8 * 1024
METHODS_AT_MOST = 40
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
PROPERTY = re.compile(r"\b(header\.(?:d|i|from)|smtp\.(?:mailfrom|mail))\s*=\s*([^\s;]+)", re.IGNORECASE)


class Result(StrEnum):
    """May the sender be believed?"""

    FAIL = "fail"
    NONE = "none"
    PASS = "pass"  # noqa: S105 - not a secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """``doubtful``: whatever was checked, the mail does not say plainly who wrote it."""

    result: Result
    reason: str
    doubtful: bool = False


def verdict(letter: Letter, trusted: str) -> Verdict:
    """``trusted`` is how our own edge calls itself. Only its topmost header counts; never raises."""
    doubtful = len(letter.headers.get("from", ())) != 1 or len(letter.senders) != 1
    stated = letter.headers.get(HEADER, ())
    if not trusted or not stated:
        return Verdict(result=Result.NONE, reason="not checked", doubtful=doubtful)
    server, *methods = _without_comments(stated[0][:LETTERS_AT_MOST]).split(";")[: METHODS_AT_MOST + 1]
    if server.lower().split()[:1] != [trusted.lower()]:
        return Verdict(result=Result.NONE, reason="checked by somebody else", doubtful=doubtful)
    result, reason = _judged(methods, _domain(letter))
    return Verdict(result=result, reason=reason, doubtful=doubtful)


def _domain(letter: Letter) -> str:
    return letter.senders[0].email.rpartition("@")[2] if letter.senders else ""


def _judged(methods: list[str], domain: str) -> tuple[Result, str]:
    """DMARC where it was checked; else a signature or a path that belongs to the sender's own domain."""
    found = [(one[1].lower(), one[2].lower(), text) for text in methods if (one := RESULT.match(text))]
    for method, result, _text in found:
        if method == "dmarc" and result in {"pass", "fail"}:
            return Result(result), f"dmarc={result}"
    for method, result, text in found:
        if method in {"dkim", "spf"} and result == "pass" and _aligned(text, domain):
            return Result.PASS, f"{method}=pass"
    for method, result, _text in found:
        if method == "spf" and result == "fail" and all(one[1] != "pass" for one in found if one[0] == "dkim"):
            return Result.FAIL, "spf=fail"
    return Result.NONE, "nothing that names the sender's domain"


def _aligned(text: str, domain: str) -> bool:
    """The very domain, or one above it: a signature of ``example.com`` speaks for ``mail.example.com``."""
    for name, value in PROPERTY.findall(text):
        said = value.strip('"').rpartition("@")[2].lower().rstrip(".")
        if name.lower() != "header.from" and "." in said and domain and f".{domain}".endswith(f".{said}"):
            return True
    return False


def _without_comments(header: str) -> str:
    """Without what stands in parentheses, however deep, or in quotes; both may hold what looks like a result."""
    kept: list[str] = []
    depth = 0
    for letter in QUOTED.sub('""', header):
        depth = max(depth + {"(": 1, ")": -1}.get(letter, 0), 0)
        kept += [letter] if depth == 0 and letter != ")" else []
    return "".join(kept)
