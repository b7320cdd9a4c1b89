"""One target of the fuzzer: ``python -m tests.soak.fuzzed parser --seconds 60``; searches until its time is over.

Each target takes any bytes and complains only about what nobody foresaw. What is imported in the first block is watched
for new branches, which is what leads the search.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot.mail.reading", "crm.domain", "templates.richtext"]):
    from bot.mail.reading import addresses, bounces, forwards, headers, html, itip, quotes, reply, winmail
    from bot.mail.reading.letter import Unreadable
    from crm.domain import richtext
    from templates.catalogue import Reader
    from templates.richtext import NO_NAMES, to_html, to_mrkdwn, to_text

from tests.mail.reading import test_reading_anything as anything
from tests.mail.reading.test_reading_anything import MAILS, PIECES, REASONS, looked_into
from tests.soak.seeds import DELIVERY_REPORT, FORWARDED, FORWARDS, HEADS, PAGES, REPLIES, TYPED, WRAPPED

READER = Reader.of("fr", "Europe/Zurich")
CUT_AT = 40
SLOW = 20  # seconds; a unit that takes so long is a find


def parser(raw: bytes) -> None:
    try:
        looked_into(raw)
    except Unreadable as exc:
        _known(exc)


def _known(exc: Unreadable) -> None:
    """“broken” is what nobody foresaw."""
    if exc.reason not in REASONS:
        raise exc


def report(raw: bytes) -> None:
    """What may stand in a report, in a mail that is one."""
    try:
        letter = anything.read(DELIVERY_REPORT % raw)
    except Unreadable as exc:
        _known(exc)
        return
    bounces.failures(letter)
    bounces.reached(letter)


def words(raw: bytes) -> None:
    text, _nul, page = raw.decode(errors="replace").partition("\0")
    found = reply.cut(text, page)
    said = any(sign.isalnum() for sign in text) and not page
    assert found.text.strip() or found.why is quotes.Why.MARKER or not said


def forward(raw: bytes) -> None:
    """The headers that a program writes above what it forwards, and what may stand in their place."""
    try:
        letter = anything.read(FORWARDED + raw)
    except Unreadable as exc:
        _known(exc)
        return
    found = forwards.forwarded(letter, READER.zone)
    assert found is None or all(one.email.isascii() and "@" in one.email for one in found.people)


def page(raw: bytes) -> None:
    text = raw.decode(errors="replace")
    html.page(text)
    shown = html.harmless(text).lower()
    assert "<script" not in shown
    assert "<style" not in shown


def wrapped(raw: bytes) -> None:
    for content in (raw, WRAPPED + raw):
        assert all(isinstance(name, str) and data for name, data in winmail.files(content) or [])


def typed(raw: bytes) -> None:
    text = raw.decode(errors="replace")
    rich = richtext.from_text(text)
    assert richtext.problems(rich) == []
    written(rich)


def wired(raw: bytes) -> None:
    """JSON as Slack, or somebody in its name, may send it."""
    try:
        rich = json.loads(raw)
    except (ValueError, RecursionError):
        return
    if not richtext.problems(rich):
        written(rich)


def written(rich: dict[str, object]) -> None:
    assert "<script" not in to_html(rich, NO_NAMES, READER).lower()
    to_text(rich, NO_NAMES, READER)
    assert "<!channel>" not in to_mrkdwn(rich)
    richtext.cut(rich, CUT_AT)
    richtext.mentions(rich)
    richtext.is_empty(rich)


def head(raw: bytes) -> None:
    """One header, as strangers write names, subjects, dates and numbers."""
    value = raw.decode("ascii", "surrogateescape")
    headers.moment(value)
    line = headers.unfolded(value)
    headers.said(line).encode()
    for one in addresses.addresses(line):
        one.name.encode()
        one.email.encode()
    addresses.numbers(line)


def calendar(raw: bytes) -> None:
    """An answer that says it comes from a calendar."""
    try:
        letter = anything.read(b"From: a@b.ch\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n" + raw)
    except Unreadable as exc:
        _known(exc)
        return
    for part in letter.calendars:
        itip.reply(part)


Target = Callable[[bytes], object]
# What hypothesis knows how to write is searched by coverage, too: the bytes are its choices.
STRUCTURED: Mapping[str, Target] = {
    "mutated": anything.test_a_mail_is_read_or_refused_with_a_reason.hypothesis.fuzz_one_input,
    "lines": anything.test_nothing_is_said_that_the_mail_does_not_say.hypothesis.fuzz_one_input,
}
TARGETS: Mapping[str, tuple[Target, list[bytes]]] = {
    "parser": (parser, MAILS),
    "report": (report, HEADS),
    "words": (words, REPLIES),
    "forward": (forward, FORWARDS),
    "page": (page, PAGES),
    "winmail": (wrapped, [b"\x02\x05\x90\x06\x00\x04\x00\x00\x00file"]),
    "typed": (typed, TYPED),
    "wired": (wired, [json.dumps(richtext.from_text(one.decode())).encode() for one in TYPED]),
    "head": (head, HEADS),
    "calendar": (
        calendar,
        [b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"],
    ),
    **{name: (one, []) for name, one in STRUCTURED.items()},
}


def _prepared(folder: Path, seeds: list[bytes]) -> tuple[Path, Path]:
    """The search begins with what is known, and with words that matter here."""
    corpus, dictionary = folder / "corpus", folder / "words"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    quoted = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in PIECES)
    dictionary.write_text("".join(f'"{piece}"\n' for piece in quoted), encoding="ascii")
    return corpus, dictionary


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.soak.fuzzed", description=__doc__)
    arguments.add_argument("target", choices=sorted(TARGETS))
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--folder", type=Path, default=Path("var/fuzzing"))
    arguments.add_argument("--again", type=Path, help="show it this input alone")
    wanted = arguments.parse_args()
    target, seeds = TARGETS[wanted.target]
    if wanted.again:
        target(wanted.again.read_bytes())
        return
    folder = wanted.folder / wanted.target
    corpus, dictionary = _prepared(folder, seeds)
    limits = [f"-max_total_time={wanted.seconds}", f"-timeout={SLOW}", "-rss_limit_mb=1500", "-max_len=8192"]
    where = [f"-artifact_prefix={folder}/", f"-dict={dictionary}", "-verbosity=0", "-print_final_stats=1", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, *where], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
