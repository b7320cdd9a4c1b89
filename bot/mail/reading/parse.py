"""From a mail's bytes to a ``Letter``: the first step of the pipeline, and the one that meets whatever there is."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32
from itertools import chain

from bot.mail.reading.addresses import addresses, numbers
from bot.mail.reading.charsets import line
from bot.mail.reading.guards import begins, look_at
from bot.mail.reading.headers import headers, moment, said
from bot.mail.reading.large import LARGE, Aside, put_aside
from bot.mail.reading.letter import Address, File, Letter, Unreadable
from bot.mail.reading.parts import taken_apart

# Where the servers on the way wrote for whom the mail was, the most telling first.
DELIVERED = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-gm-original-to",
    "x-forwarded-to",
    "resent-to",
)
SUBJECT_AT_MOST = 500
PIECE = 64 * 1024
ENCLOSED_AT_MOST = 5


def read(raw: bytes, *, large: int = LARGE) -> Letter:
    """What this mail says. Raises ``Unreadable`` and nothing else.

    Its files are read from ``raw`` whenever they are wanted; parts from ``large`` on are not parsed before.
    """
    try:
        aside = put_aside(raw, begins(raw), large=large)
        rest = aside.rest
        look_at(rest.lower())
        return _letter(_parsed(rest), aside, deep=True)
    except Unreadable:
        raise
    except Exception as exc:  # strangers write what they like; the raw mail is kept, and the door must stay open
        raise Unreadable(f"broken: {type(exc).__name__}") from exc


def _parsed(mail: bytes) -> Message:
    """The standard library's tree. Fed in pieces: at once, it would keep four bytes for each letter."""
    parser = BytesFeedParser(policy=compat32)
    for place in range(0, len(mail), PIECE):
        parser.feed(mail[place : place + PIECE])
    return parser.close()


def _letter(message: Message, aside: Aside, *, deep: bool) -> Letter:
    stated = headers(message)
    found = taken_apart(message, aside)
    text, html = found.words()
    letter = Letter(
        message=message,
        headers={name: tuple(map(said, values)) for name, values in stated.items()},
        message_id=next(iter(numbers(" ".join(stated.get("message-id", ())[:1]))), ""),
        senders=_people(stated, "from"),
        to=_people(stated, "to"),
        cc=_people(stated, "cc"),
        delivered=_people(stated, *DELIVERED),
        subject=line(said(next(iter(stated.get("subject", ())), "")))[:SUBJECT_AT_MOST],
        date=moment(next(iter(stated.get("date", ())), "")),
        in_reply_to=numbers(" ".join(stated.get("in-reply-to", ()))),
        references=numbers(" ".join(stated.get("references", ()))),
        text=text,
        html=html,
        files=_without_repeats(found.files),
        calendars=tuple(found.calendars),
        notes=frozenset(found.notes),
    )
    return _with_enclosed(letter, found.enclosed[:ENCLOSED_AT_MOST], aside) if deep and found.enclosed else letter


def _with_enclosed(letter: Letter, messages: list[Message], aside: Aside) -> Letter:
    """Mails within the mail, one level deep."""
    return replace(letter, enclosed=tuple(_letter(one, aside, deep=False) for one in messages))


def _people(stated: dict[str, tuple[str, ...]], *names: str) -> tuple[Address, ...]:
    """The mailboxes of these headers; each address once."""
    found = chain.from_iterable(addresses(value) for name in names for value in stated.get(name, ()))
    return tuple({one.email: one for one in found}.values())


def _without_repeats(files: list[File]) -> tuple[File, ...]:
    """A picture that stands in the mail several times is an ornament, however large."""
    inline = [one.content.digest() for one in files if one.inline]
    return tuple(
        replace(one, ornament=one.ornament or (one.inline and inline.count(one.content.digest()) > 1)) for one in files
    )
