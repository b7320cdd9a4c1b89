"""One action for many clients: what a form asks for is begun at once, and done piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm import inputs as reading
from crm.actions import TOOLBOX
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.clients import Record
from crm.domain.errors import NotAllowed, NotFound, NothingToUndo, Problem, Refused
from crm.domain.i18n import _
from crm.domain.jobs import AT_MOST, AT_ONCE_AT_MOST, Job, job_number
from crm.inputs import Item
from crm.store import entries, jobs, records
from crm.store.session import Session

UNDO = "undo"
TRIED = 20  # clients that a form is tried with before its job begins
# What would come to each of ten thousand clients, though one was meant.
NOT_FOR_MANY = {
    "attachments": _("Files go to at most {limit} clients at once.", limit=AT_ONCE_AT_MOST),
    "calendar": _("An invitation is for at most {limit} clients at once.", limit=AT_ONCE_AT_MOST),
    "remind": _("A reminder is for at most {limit} clients at once.", limit=AT_ONCE_AT_MOST),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """The job that a call began, or had begun before."""

    job: Job
    repeat: bool = False


def begin(
    session: Session,
    action: Action,
    *,
    actor: str,
    inputs: Mapping[str, Any],
    clients: Sequence[int],
    source: str,
    now: datetime,
    shown: str = "",
) -> Begun:
    """Begin a job, once, inside the caller's transaction.

    Args:
        session: an open transaction of one workspace; the caller commits.
        action: what to do with each of the clients.
        actor: who does it.
        inputs: raw values by field name, without the clients.
        clients: their ids; what the actor may not do it with is refused when its turn comes.
        source: where the call came from; one seen before begins nothing and gives the same job.
        now: the time, aware.
        shown: the door that shows how far it is.

    Raises:
        Refused: with every problem of the form.
    """
    before = _before(session, actor, source)
    if before is not None:
        return Begun(job=before, repeat=True)
    if action.name not in TOOLBOX or action.clients is None:
        raise NotFound(what=action.name)
    wanted = list(dict.fromkeys(clients))
    if len(wanted) > AT_MOST:
        raise Refused.because(_("At most {limit} clients can be selected at once.", limit=AT_MOST), action.clients)
    kept = {name: value for name, value in inputs.items() if value not in (None, "", [], ())}
    member = _sound(session, action, actor, kept, wanted, now)
    return Begun(job=_begun(session, action.name, member, kept, wanted, source, now, shown))


def begin_undo(session: Session, token: str, *, actor: str, source: str, now: datetime, shown: str = "") -> Begun:
    """Begin to take back all that a job did, as a job too.

    Raises:
        NotFound: there is no such job, or it is somebody else's.
        NothingToUndo: it did nothing, or is an undoing itself.
    """
    before = _before(session, actor, source)
    if before is not None:
        return Begun(job=before, repeat=True)
    member = reading.known_actor(session, actor)
    number = job_number(token)
    found = jobs.one(session, number) if number else None
    if found is None or (found.actor != member.id and member.role.name != "admin"):
        raise NotFound(what=token[:40])
    done = jobs.done(session, found.id)
    if found.undoes is not None or not done:
        raise NothingToUndo
    return Begun(job=_begun(session, UNDO, member, {}, done, source, now, shown, undoes=found.id))


def _before(session: Session, actor: str, source: str) -> Job | None:
    result = entries.seen(session, [source]).get(source)
    number = job_number(result) if result else None
    found = jobs.one(session, number) if number else None
    if found and found.actor != reading.known_actor(session, actor).id:
        raise NotAllowed
    return found


def _begun(
    session: Session,
    action: str,
    member: Member,
    inputs: Mapping[str, Any],
    clients: Sequence[int],
    source: str,
    now: datetime,
    shown: str,
    undoes: int | None = None,
) -> Job:
    [number] = session.numbers("job")
    made = Job(id=number, action=action, actor=member.id, inputs=inputs, records=clients, created_at=now, undoes=undoes)
    jobs.add(session, made, shown=shown)
    entries.keep_source(session, source, made.number, now)
    return made


def _sound(
    session: Session, action: Action, actor: str, inputs: Mapping[str, Any], clients: Sequence[int], now: datetime
) -> Member:
    """Try the form with the first clients: what is wrong with all of them is told now, and not ten thousand times."""
    problems = [Problem(words, name) for name, words in NOT_FOR_MANY.items() if inputs.get(name) not in (None, "none")]
    if problems:
        raise Refused.gathered(problems)
    found = records.living(session, clients[:TRIED]).values()
    items = [Item(inputs=inputs_for(action, inputs, one), source="") for one in found]
    loaded = reading.load(session, action, actor, items, now)
    refusal: Refused = NotFound(what="…")
    for item in items:
        try:
            call = reading.call(session, action, loaded, item)
        except Refused as refused:
            of_all = [one for one in refused.problems if one.field != action.clients]
            if of_all:
                raise Refused.gathered(of_all) from None
            refusal = refused
            continue
        try:
            action.plan(call)
        except Refused as refused:
            refusal = refused
        else:
            return loaded.actor
    raise refusal


def inputs_for(action: Action, inputs: Mapping[str, Any], one: Record) -> dict[str, Any]:
    """The form as it would be sent for one of the clients."""
    return {**inputs, action.clients or "": [str(one.number)]}
