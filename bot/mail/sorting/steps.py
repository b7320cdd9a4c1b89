"""The steps that a mail takes, in order; each either knows more of it or says where it ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.mail.reading import bounces, machine, parse, reply
from bot.mail.reading.bounces import Reach
from bot.mail.reading.letter import Unreadable
from bot.mail.sorting import answering, client, logged, rsvp, speaker, stopping, thread, too_large
from bot.mail.sorting.case import Case, Filed, Place, Room, Step
from bot.mail.sorting.filing import files
from crm import bouncing
from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.errors import Busy, Refused
from crm.domain.fields import RICH_TEXT_AT_MOST
from crm.domain.i18n import Text, _
from crm.domain.kept import listed
from crm.perform import run
from crm.store import raw_mail
from crm.store.raw_mail import Outcome
from crm.store.tokens import Whose
from templates.catalogue import Reader, say
from templates.refused import TOO_MANY

# What one member may write to one entry by mail in an hour; two programs that answer each other stop here.
AN_HOUR = timedelta(hours=1)
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
    place = _place(case)
    with room.store.read(place.workspace) as session:
        before = [one for one in raw_mail.same(session, case.read.message_id) if one.recipient == case.recipient]
    if any(one.digest == case.arrived.digest for one in before):
        return Filed(outcome=Outcome.AGAIN)
    return Filed(outcome=Outcome.HELD, reason=OTHER_CONTENT) if before else case


def who_speaks(room: Room, case: Case, now: datetime) -> Step:
    found = speaker.find(room, case, _place(case))
    return replace(case, speaker=found) if isinstance(found, Member) else found


def not_too_many(room: Room, case: Case, now: datetime) -> Step:
    place, member = _place(case), _speaker(case)
    with room.store.read(place.workspace) as session:
        written = raw_mail.comments_since(session, member.id, place.entry or 0, now - AN_HOUR)
    return Filed(outcome=Outcome.HELD, reason=TOO_MANY) if written >= COMMENTS_AN_HOUR else case


def new_words(room: Room, case: Case, now: datetime) -> Step:
    """Quotes and signatures off; there must be room for the names of files below."""
    cut = reply.new_words(case.read)
    text = richtext.cut(richtext.from_text(cut.text), RICH_TEXT_AT_MOST - NAMES_TAKE)
    return replace(case, text=text, cut=cut.why)


def perform(room: Room, case: Case, now: datetime) -> Step:
    """A comment like any other, told to everyone else once, wherever they are."""
    place, member = _place(case), _speaker(case)
    named = hashlib.sha256(case.read.message_id.encode() or case.arrived.content).hexdigest()[:40]
    try:
        done = run(
            room.store,
            place.workspace,
            ACTIONS["comment"],
            actor=f"M-{member.id}",
            inputs={"entry": f"E-{place.entry}", "text": _said(case), "files": list(case.files)},
            source=f"mail:{named}:{place.entry}",
            now=now,
            background=True,
        )
    except Busy:
        raise
    except Refused as refused:
        return Filed(outcome=Outcome.REFUSED, reason=answering.reason(refused), entry=place.entry)
    number = int(done.result[2:])
    return Filed(outcome=Outcome.COMMENT, reason=case.cut, entry=place.entry, comment=number, notes=done.notes)


def _said(case: Case) -> dict[str, Any]:
    """The new words, and below them the files: those that were kept, and that others were not."""
    words = [] if case.text is None or richtext.is_empty(case.text) else case.text["elements"]
    lines = listed(one["name"] for one in case.files)
    for told in _not_kept(case):
        lines += richtext.from_text(say(told, Reader.member(_speaker(case))))["elements"]
    return {"type": "rich_text", "elements": [*words, *lines]}


def _not_kept(case: Case) -> Iterator[Text]:
    if case.refused:
        yield _("Not kept: {names}.", names=list(case.refused))
    if case.infected:
        yield _("Stopped by the virus scanner: {names}.", names=list(case.infected))


def _place(case: Case) -> Place:
    assert case.place is not None  # noqa: S101 - the order of the steps
    return case.place


def _speaker(case: Case) -> Member:
    assert case.speaker is not None  # noqa: S101 - the order of the steps
    return case.speaker


STEPS: Sequence[Callable[[Room, Case, datetime], Step]] = (
    read,
    stopping.stop,
    bounced,
    rsvp.answered,
    by_a_machine,
    whose_thread,
    ours_already,
    too_large.known,
    too_large.told,
    who_speaks,
    not_too_many,
    new_words,
    files,
    perform,
)
# What a mail to a client's reply address, or to a member's address for copies, goes through instead.
OTHERWISE: Mapping[Whose, Mapping[Any, Callable[[Room, Case, datetime], Step]]] = {
    Whose.CLIENT: {
        who_speaks: client.speaks,
        not_too_many: client.not_too_many,
        new_words: client.words,
        perform: client.perform,
    },
    Whose.LOG: {
        who_speaks: logged.speaks,
        not_too_many: client.not_too_many,
        new_words: logged.words,
        perform: logged.perform,
    },
}


def through(room: Room, case: Case, now: datetime) -> tuple[Case, Filed]:
    """A mail through the steps; what was known of it when it ended, and how it ended."""
    for take in STEPS:
        step = OTHERWISE.get(case.whose, {}).get(take, take)(room, case, now)
        if isinstance(step, Filed):
            return (_to_look_at(room, case, now) if step.outcome is Outcome.HELD else case), step
        case = step
    raise AssertionError("the last step ends every mail")


def _to_look_at(room: Room, case: Case, now: datetime) -> Case:
    """What a person is to decide about is made ready as if it had been decided."""
    for take in (new_words, files):
        step = OTHERWISE.get(case.whose, {}).get(take, take)(room, case, now)
        case = step if isinstance(step, Case) else case
    return case
