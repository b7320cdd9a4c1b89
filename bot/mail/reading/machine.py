"""Was this written by a machine? Then nobody is told by mail, and nothing is ever answered (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.reading.letter import Letter
from bot.mail.reading.parts import parameter, within


class Kind(StrEnum):
    """What kind of machine."""

    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    CALENDAR = "calendar"
    LIST = "list"
    OWN = "own"
    RECEIPT = "receipt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """The kind, and the rule that said so: for the log and the ledger."""

    kind: Kind
    rule: str


OUR_NUMBER = re.compile(r"<(?:t\.[a-z0-9]+\.\d+|[a-z-]+\.\d+\.[0-9a-f]{12})@([^<>]+)>")
POSTMASTER = re.compile(r"(?:mailer-?daemon|postmaster|mail-?daemon|bounces?|mdaemon)(?:[+.-].*)?", re.IGNORECASE)
NOBODY = re.compile(
    r"(?:no-?_?\.?reply|do-?not-?reply|nicht-?antworten|ne-?pas-?repondre|noreponse|auto-?reply)(?:[+.-].*)?",
    re.IGNORECASE,
)
UNDELIVERED = re.compile(
    r"undeliver|delivery (?:status notification|failure|failed|has failed|report)|mail delivery (?:failed|system)"
    r"|returned mail|failure notice|delayed mail|warning: message|could not be delivered"
    r"|unzustellbar|nicht zugestellt|zustellung fehlgeschlagen"
    r"|non remis|non distribu|échec de (?:la )?(?:remise|livraison)|mancato recapito|no se puede entregar",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"\s*(?:automatic reply|out of (?:the )?office|auto(?:matic)? ?-?(?:reply|response|antwort)?:|autoreply"
    r"|automatische antwort|abwesenheit|réponse (?:automatique|d[’']absence)|message d[’']absence"
    r"|absence (?:du bureau|\W)|absente?(?:\(e\))? du bureau|\[?répondeur\b|respuesta automática|fuori sede"
    r"|risposta automatica|resposta automática|automatisch antwoord|autosvar|frånvaro|automaattinen"
    r"|abwesend(?:\s?:| bis\b)|nicht im (?:büro|haus)\b|away from (?:the |my )?office|ooo(?:\s?:| re:)"
    r"|yahoo! auto response"
    r"|[^:]{1,60} (?:is out of the office|ist (?:au(?:ß|ss)er haus|nicht im büro)|est absent(?:e|\(e\))?)\s?[.(])",
    re.IGNORECASE,
)
REPORTS = frozenset({"delivery-status", "global-delivery-status", "disposition-notification", "feedback-report"})
PRECEDENCE = re.compile(r"bulk|junk|auto_?reply", re.IGNORECASE)
# X-Auto-Response-Suppress is no such sign: it asks machines to be quiet, and people's mails have it, too.
BY_MACHINES = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",
    "x-auto-reply",
    "x-autoresponder",
    "x-auto-response",
    "x-mail-autoreply",
    "x-vacation",
    "x-fc-machinegenerated",
    "x-ms-exchange-inbox-rules-loop",
    "x-ms-exchange-generated-message-source",
)


def machine(letter: Letter, envelope_from: str | None, *, own: Collection[str] = ()) -> Machine | None:
    """The first rule that holds; None when a person wrote.

    Where ``envelope_from`` is not known (None), ``Return-Path`` says it. ``own`` are the addresses that we send from.
    """
    returns = letter.header("return-path").strip() if envelope_from is None else f"<{envelope_from.strip('<> ')}>"
    for kind, rules in RULES:
        for rule in rules(letter, returns, own):
            return Machine(kind=kind, rule=rule)
    return None


def _calendar(letter: Letter, returns: str, own: Collection[str]) -> Iterator[str]:
    """Answers to invitations are sent by machines, on behalf of people."""
    yield from (f"text/calendar; method={one.method}" for one in letter.calendars if one.method in {"REPLY", "COUNTER"})


def _own(letter: Letter, returns: str, own: Collection[str]) -> Iterator[str]:
    domains = {one.rpartition("@")[2].lower() for one in own}
    numbered = OUR_NUMBER.fullmatch(letter.message_id)
    if letter.header("x-carnet"):
        yield "X-Carnet"
    if numbered and numbered[1].lower() in domains:
        yield "Message-ID of ours"
    if any(one.email in own for one in letter.senders):
        yield "From: an address of ours"


def _bounce(letter: Letter, returns: str, own: Collection[str]) -> Iterator[str]:
    kind = report(letter)
    if kind == "delivery-status":
        yield "multipart/report; report-type=delivery-status"
    if letter.header("x-failed-recipients"):
        yield "X-Failed-Recipients"
    if UNDELIVERED.search(letter.subject) and (by_a_server(letter) or returns == "<>"):
        yield "subject of a bounce"


def _receipt(letter: Letter, returns: str, own: Collection[str]) -> Iterator[str]:
    if report(letter) == "disposition-notification":
        yield "multipart/report; report-type=disposition-notification"


def _list(letter: Letter, returns: str, own: Collection[str]) -> Iterator[str]:
    yield from (name for name in ("List-Id", "List-Unsubscribe", "List-Post") if letter.header(name))
    if letter.header("precedence").lower().startswith("list"):
        yield "Precedence: list"


def _automatic(letter: Letter, returns: str, own: Collection[str]) -> Iterator[str]:
    submitted = letter.header("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        yield f"Auto-Submitted: {submitted[:40]}"
    if report(letter):
        yield f"multipart/report; report-type={report(letter)[:40]}"
    if PRECEDENCE.match(letter.header("precedence")):
        yield f"Precedence: {letter.header('precedence')[:20]}"
    yield from (name for name in BY_MACHINES if letter.header(name))
    if letter.header("x-loop").lower() in {"yes", "true"}:
        yield "X-Loop"
    if AWAY.match(letter.subject):
        yield "subject of an automatic answer"
    if by_a_server(letter) or _from(letter, NOBODY):
        yield "From: nobody who reads answers"
    if returns == "<>":
        yield "empty return path"


Rules = Callable[[Letter, str, Collection[str]], Iterator[str]]
RULES: tuple[tuple[Kind, Rules], ...] = (
    (Kind.CALENDAR, _calendar),
    (Kind.OWN, _own),
    (Kind.BOUNCE, _bounce),
    (Kind.RECEIPT, _receipt),
    (Kind.LIST, _list),
    (Kind.AUTOMATIC, _automatic),
)


def report(letter: Letter) -> str:
    """The type of a report; by its parts where the mail does not state it (RFC 6522)."""
    message = letter.message
    stated = parameter(message, "report-type").lower() if message.get_content_type() == "multipart/report" else ""
    found = (part.get_content_type().partition("message/")[2] for part in within(message))
    return stated or next((one.removeprefix("global-") for one in found if one in REPORTS), "")


def by_a_server(letter: Letter) -> bool:
    return _from(letter, POSTMASTER)


def _from(letter: Letter, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(one.email.partition("@")[0]) for one in letter.senders)
