"""One action for more clients than an entry is for: a job that this process works off, showing how far it is."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.cli.asking import Office
from bot.settings import WrongSettings
from crm import working
from crm.domain.action import Action
from crm.domain.jobs import Due, Job
from crm.jobs import begin, begin_undo
from crm.perform import in_a_transaction
from crm.store import jobs as stored
from crm.store.troubles import Overtaken
from crm.views import selecting
from crm.views.jobs import Progress, progress
from templates import jobs
from templates.catalogue import say

PIECE = 50  # clients
LOOK_AGAIN = 0.2  # seconds, where another process is at it


def numbers_in(name: str) -> list[str]:
    """The ids in a file, however they are parted; ``-`` is what comes through the pipe.

    Raises:
        WrongSettings: the file cannot be read.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise WrongSettings(f"--clients-from: {name} cannot be read; name a file with one id a line") from exc
    return text.replace(",", " ").split()


def perform(
    place: Office, action: Action, inputs: Mapping[str, Any], tokens: list[str], given: Mapping[str, Any]
) -> Progress:
    """Begin the job and work it off; the same key again goes on with the same one.

    Raises:
        Refused: nothing was begun.
    """
    with place.asked_by(given["as_"]) as (session, member):
        ids = [one.id for one in selecting.of_numbers(session, member, tokens)]
    source = f"cli:{given['once'] or uuid.uuid4().hex}"
    begun = in_a_transaction(
        place.store,
        place.workspace,
        lambda session: begin(
            session, action, actor=given["as_"], inputs=inputs, clients=ids, source=source, now=place.now
        ),
        background=False,
    )
    return work(place, begun.job, say(action.title, place.speaker.reader))


def undo(place: Office, token: str, actor: str, title: str) -> Progress:
    """Take back the whole of a job.

    Raises:
        Refused: it is not there for this member, or did nothing.
    """
    source = f"cli:{uuid.uuid4().hex}"
    begun = in_a_transaction(
        place.store,
        place.workspace,
        lambda session: begin_undo(session, token, actor=actor, source=source, now=place.now),
        background=False,
    )
    return work(place, begun.job, title)


def work(place: Office, job: Job, title: str) -> Progress:
    """Until it is over, by this process or by another one."""
    token = uuid.uuid4().hex
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=len(job.records))
        while True:
            with place.store.read(place.workspace) as session:
                found = progress(session, job.id)
            bar.update(task, completed=found.over)
            if found.finished:
                return found
            _go_on(place, job, token, lambda over: bar.update(task, completed=over))


def _go_on(place: Office, job: Job, token: str, show: Callable[[int], None]) -> None:
    """The rest of it, if nobody else is at it."""
    with place.store.outside(write=True) as connection:
        due = stored.claim_this(connection, place.workspace, job.id, token)
    if due is None:
        time.sleep(LOOK_AGAIN)
        return
    over = False
    try:
        while not over:
            over = _step(place, due, show)
    finally:
        with place.store.outside(write=True) as connection:
            if over:
                stored.leave(connection, due)
            else:
                stored.put_back(connection, due, place.now)


def _step(place: Office, due: Due, show: Callable[[int], None]) -> bool:
    try:
        stepped = working.step(place.store, due, count=PIECE, now=place.now)
    except Overtaken:
        return False
    show(stepped[0] if stepped else 0)
    return stepped is None or stepped[1]


def as_lines(place: Office, found: Progress) -> list[str]:
    reader = place.speaker.reader
    head, *rest = jobs.lines(found, reader)
    return [f"{found.job.number} · {head}", *rest, *jobs.named(found, reader)]


def as_data(place: Office, found: Progress) -> dict[str, Any]:
    return {
        "result": found.job.number,
        "done": found.done,
        "refused": found.refused,
        "kept": found.kept,
        "named": [{"name": one.name, "reason": say(one.reason, place.speaker.reader)} for one in found.named],
    }
