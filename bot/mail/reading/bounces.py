"""Who was not reached, out of the reports of mail servers (RFC 3464) and of those that follow no standard."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from flufl.bounce import all_failures

from bot.mail.reading.addresses import addresses
from bot.mail.reading.headers import raw_header, said
from bot.mail.reading.letter import Letter
from bot.mail.reading.machine import by_a_server
from bot.mail.reading.parts import body, within

REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
RECIPIENTS_AT_MOST = 100
DIAGNOSTIC_AT_MOST = 300
# The detectors of bounces without a standard look at every line dozens of times; such bounces are short.
LETTERS_AT_MOST = 200_000
# They write to the log what they stumble over, at length; we only need to know that they did.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)
STILL_TRIED = re.compile(
    r"\bdelay|still being retried|warning: (?:message|could not)|verzögert|retardé|en attente de remise", re.IGNORECASE
)
HEADER_AT_MOST = 10_000
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class Reach(StrEnum):
    """Will it ever get there?"""

    DELAYED = "delayed"
    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """One recipient who was not reached, or not yet."""

    address: str
    reach: Reach
    status: str = ""
    diagnostic: str = ""


def failures(letter: Letter) -> tuple[Failure, ...]:
    """Each recipient once. Nothing where a report names nobody: then the address it came to tells which mail it was."""
    stated = list(_stated(letter.message))
    found = [one for one in stated if one is not None]
    known = {one.address for one in found}
    if not stated:
        found += [one for one in _guessed(letter) if one.address not in known]
    return tuple({one.address: one for one in found[:RECIPIENTS_AT_MOST]}.values())


def reached(letter: Letter) -> bool:
    """Does a report say that everybody was reached? Some servers send one for each mail that they delivered."""
    stated = list(_stated(letter.message))
    return bool(stated) and all(one is None for one in stated)


def _stated(message: Message) -> Iterator[Failure | None]:
    """What the machine-readable part says; None for somebody who was reached."""
    for part in _parts(message):
        if part.get_content_type() not in REPORTS:
            continue
        for block in within(part):
            address = _recipient(block)
            if address:
                yield _failure(block, address)


def _parts(message: Message) -> Iterator[Message]:
    """The parts that this mail itself consists of; not those of the mail it returns."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        yield part
        if part.get_content_maintype() == "multipart":
            waiting += within(part)


def _recipient(block: Message) -> str:
    """Whom we wrote to, rather than where it was forwarded."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        kind, sign, value = raw_header(block, name).partition(";")
        found = addresses(value if sign else kind)
        if found:
            return found[0].email
    return ""


def _failure(block: Message, address: str) -> Failure | None:
    action = raw_header(block, "action").lower().partition(" ")[0]
    stated = STATUS.search(raw_header(block, "status"))
    diagnostic = said(raw_header(block, "diagnostic-code"))
    told = STATUS.search(diagnostic)
    # “5.0.0” says nothing; the other server often knows more.
    status = told if told and (stated is None or stated[0].endswith(".0.0")) else stated
    reach = _reach(action, status[1] if status else "")
    if reach is None:
        return None
    kind, sign, words = diagnostic.partition(";")
    return Failure(
        address=address,
        reach=reach,
        status=status[0] if status else "",
        diagnostic=" ".join((words if sign else kind).split())[:DIAGNOSTIC_AT_MOST],
    )


def _reach(action: str, first: str) -> Reach | None:
    """The action over the status: “failed” with 4.4.1 was tried for days."""
    actions = {"failed": Reach.HARD, "delayed": Reach.DELAYED, "delivered": None, "relayed": None, "expanded": None}
    if action in actions:
        return actions[action]
    return {"5": Reach.HARD, "4": Reach.SOFT}.get(first)


def _guessed(letter: Letter) -> Iterator[Failure]:
    """By what servers write in words."""
    named = [one.email for one in addresses(letter.header("x-failed-recipients"))]
    temporary, permanent = _detected(letter.message)
    hard = dict.fromkeys([*named, *sorted(permanent)])
    told = STATUS.search(letter.text[:LETTERS_AT_MOST])
    status = told[0] if told and len(hard) == 1 else ""
    if STILL_TRIED.search(letter.subject) and by_a_server(letter):
        yield from (Failure(address=one, reach=Reach.DELAYED) for one in hard.keys() | temporary or {""})
        return
    yield from (Failure(address=one, reach=Reach.HARD, status=status) for one in hard)
    yield from (Failure(address=one, reach=Reach.DELAYED) for one in sorted(temporary - hard.keys()))


def _detected(message: Message) -> tuple[set[str], set[str]]:
    size = sum(len(body(part)) for part in message.walk())
    if (
        size > LETTERS_AT_MOST
        or max((len(str(value)) for _name, value in message.raw_items()), default=0) > HEADER_AT_MOST
    ):
        return set(), set()
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - written for well-formed bounces; what it stumbles over, it does not know
        return set(), set()
    return _emails(temporary), _emails(permanent)


def _emails(found: frozenset[bytes | str]) -> set[str]:
    texts = (one.decode(errors="replace") if isinstance(one, bytes) else str(one) for one in found)
    return {address.email for text in texts for address in addresses(text)[:1]}
