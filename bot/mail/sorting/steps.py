"""The steps that a mail takes, in order; each either knows more of it or says where it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.mail.reading import bounces, machine, parse, reply
from bot.mail.reading.bounces import Reach
from bot.mail.reading.letter import Unreadable
from bot.mail.sorting import client, commenting, known, logged, rsvp, speaker, stopping, thread, too_large
from bot.mail.sorting.case import Case, Ended, Filed, Room, Step
from bot.mail.sorting.filing import files
from crm import bouncing
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.fields import RICH_TEXT_AT_MOST
from crm.store.raw_mail import Outcome
from crm.store.tokens import Whose
from templates.refused import TOO_MANY

# What one member may write to one entry by mail; two programs that answer each other stop here.
COMMENTS_AN_HOUR = 10
NO_THREAD = "leads to no entry"
OTHER_CONTENT = "same Message-ID, other content"
UNKNOWN_USER = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})  # RFC 3463 §3.2
NAMES_TAKE = 4000  # letters


def read(room: Room, case: Case, now: datetime) -> Step:
    if case.letter is not None:
        return case
    try:
        return replace(case, letter=parse.read(case.arrived.content))
    except Unreadable as exc:
        return Filed(outcome=Outcome.REFUSED, reason=f"unreadable: {exc.reason}")


def bounced(room: Room, case: Case, now: datetime) -> Step:
    """What comes back to a bounce address is about one delivery, whatever it says."""
    found = thread.bounce(room, case)
    if found is None:
        return case
    workspace, delivery = found
    failures = bounces.failures(case.read)
    hard = next((one for one in failures if one.reach is Reach.HARD), None)
    if hard is None and (failures or bounces.reached(case.read)):
        reason = f"not final: {failures[0].status}" if failures else "delivered"
        return Filed(outcome=Outcome.BOUNCE, reason=reason, workspace=workspace)
    if hard is None and not _returned(room, case):
        # A vacation notice, or a person who answered the wrong address.
        return case
    reason = hard.diagnostic or hard.status if hard else "undeliverable"
    unknown = hard is not None and hard.status in UNKNOWN_USER
    with room.store.begin(workspace, background=True, patience=10) as session:
        bouncing.bounced(session, delivery, reason=reason, unknown_user=unknown, now=now)
    return Filed(outcome=Outcome.BOUNCE, reason=reason, workspace=workspace)


def by_a_machine(room: Room, case: Case, now: datetime) -> Step:
    """Automatic mail is kept and told to nobody: whoever answers it answers a machine."""
    found = _machine(room, case)
    if found is None:
        return case
    place = thread.find(room, case)
    where: dict[str, Any] = {"workspace": place.workspace, "entry": place.entry} if place else {}
    return Filed(outcome=Outcome.MACHINE, reason=f"{found.kind}: {found.rule}", **where)


def _returned(room: Room, case: Case) -> bool:
    found = _machine(room, case)
    return found is not None and found.kind is machine.Kind.BOUNCE


def _machine(room: Room, case: Case) -> machine.Machine | None:
    """A mailbox keeps no envelope; there the mail's own ``Return-Path`` says it."""
    envelope = case.arrived.envelope_from if case.arrived.source == "smtp" else None
    return machine.machine(case.read, envelope, own=(room.sender,))


def whose_thread(room: Room, case: Case, now: datetime) -> Step:
    place = case.place or thread.find(room, case)
    return replace(case, place=place) if place else Filed(outcome=Outcome.REFUSED, reason=NO_THREAD)


def ours_already(room: Room, case: Case, now: datetime) -> Step:
    """The same mail twice is one; another one under the same name is for a person to look at."""
    before = [one for one in case.looked_up.before if one.recipient == case.recipient]
    if any(one.digest == case.arrived.digest for one in before):
        return Filed(outcome=Outcome.AGAIN)
    return Filed(outcome=Outcome.HELD, reason=OTHER_CONTENT) if before else case


def who_speaks(room: Room, case: Case, now: datetime) -> Step:
    found = speaker.find(room, case, case.there)
    return replace(case, speaker=found) if isinstance(found, Member) else found


def not_too_many(room: Room, case: Case, now: datetime) -> Step:
    written = case.looked_up.written.get(case.speaks.id, 0)
    return Filed(outcome=Outcome.HELD, reason=TOO_MANY) if written >= COMMENTS_AN_HOUR else case


def new_words(room: Room, case: Case, now: datetime) -> Step:
    """Quotes and signatures off; there must be room for the names of files below."""
    cut = reply.new_words(case.read)
    text = richtext.cut(richtext.from_text(cut.text), RICH_TEXT_AT_MOST - NAMES_TAKE)
    return replace(case, text=text, cut=cut.why)


STEPS: Sequence[Callable[[Room, Case, datetime], Step]] = (
    read,
    stopping.stop,
    bounced,
    rsvp.answered,
    by_a_machine,
    whose_thread,
    known.look_up,
    ours_already,
    too_large.known,
    too_large.told,
    who_speaks,
    not_too_many,
    new_words,
    files,
)
# What a mail to a client's reply address, or to a member's address for copies, goes through instead.
OTHERWISE: Mapping[Whose, Mapping[Any, Callable[[Room, Case, datetime], Step]]] = {
    Whose.CLIENT: {who_speaks: client.speaks, not_too_many: client.not_too_many, new_words: client.words},
    Whose.LOG: {who_speaks: logged.speaks, not_too_many: client.not_too_many, new_words: logged.words},
}
# What it becomes in the end, where that is no comment.
BECOMES: Mapping[Whose, Callable[[Room, Case, datetime], Filed]] = {
    Whose.CLIENT: client.perform,
    Whose.LOG: logged.perform,
}


def through(room: Room, case: Case, now: datetime) -> Ended:
    """A mail through the steps; what was known of it when it ended, and how it ended."""
    return through_all(room, [case], now)[0]


def through_all(room: Room, cases: Sequence[Case], now: datetime) -> list[Ended]:
    """Mails that lead into one workspace; the comments that they become are written together."""
    gone = [_as_far_as_a_comment(room, case, now) for case in cases]
    ready = [one for one in gone if isinstance(one, Case)]
    became = iter(commenting.perform(room, ready, now) if ready else ())
    return [(one, next(became)) if isinstance(one, Case) else one for one in gone]


def _as_far_as_a_comment(room: Room, case: Case, now: datetime) -> Case | Ended:
    for take in STEPS:
        step = OTHERWISE.get(case.whose, {}).get(take, take)(room, case, now)
        if isinstance(step, Filed):
            return _ended(room, case, step, now)
        case = step
    becomes = BECOMES.get(case.whose)
    return _ended(room, case, becomes(room, case, now), now) if becomes else case


def _ended(room: Room, case: Case, filed: Filed, now: datetime) -> Ended:
    """What a person is to decide about is made ready as if it had been decided."""
    for take in (new_words, files) if filed.outcome is Outcome.HELD else ():
        step = OTHERWISE.get(case.whose, {}).get(take, take)(room, case, now)
        case = step if isinstance(step, Case) else case
    return case, filed
