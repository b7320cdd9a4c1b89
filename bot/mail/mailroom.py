"""The mail room: takes what came in, one mail after the other, and writes down what each became."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.mail.sorting import answering, thread, together
from bot.mail.sorting.case import Case, Ended, Filed, Room
from bot.mail.sorting.held import announce
from bot.mail.sorting.known import look_up_all
from bot.mail.sorting.steps import through, through_all
from bot.scanning import ScannerAway
from crm.domain.errors import Busy
from crm.store import intake, raw_mail
from crm.store.intake import GIVE_UP_AFTER, LEASE, Arrived
from crm.store.joined import Apart, Joined
from crm.store.raw_mail import Became, Outcome
from crm.store.session import Session
from scheduler.clock import Clock

IDLE = 1.0  # seconds; another process may have taken a mail
TOGETHER = 10
GATHERING = 0.02  # seconds; those that come close behind one share its transaction, and nobody notices
LATER = timedelta(seconds=30)
SCANNER_LATER = timedelta(minutes=2)
log = structlog.get_logger()


@dataclass(kw_only=True)
class Mailroom:
    """Any number of them may share one database; each mail is in one's hands at a time."""

    room: Room
    clock: Clock
    executor: Executor
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    lease: timedelta = LEASE
    stopping: bool = False

    async def run(self) -> None:
        while not self.stopping:
            heard = self.clock.woken
            try:
                taken = await self.turn()
            except Busy:
                taken = 0
            except Exception:
                # The edge of the loop: what waits is still there, and is looked at again.
                log.exception("mail.turn_failed")
                taken = 0
            if not taken:
                await self.clock.sleep(IDLE, heard)
            if taken < TOGETHER:
                await asyncio.sleep(GATHERING)

    def stop(self) -> None:
        self.stopping = True
        self.clock.wake()

    async def turn(self) -> int:
        """Work through some mails; gives how many there were."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, self._turn)

    def _turn(self) -> int:
        now = self.clock.now()
        with self.room.store.outside(write=True) as connection:
            arrived = intake.claim(connection, token=self.name, now=now, count=TOGETHER, lease=self.lease)
        self._work_through(arrived, now)
        return len(arrived)

    def _work_through(self, arrived: Sequence[Arrived], now: datetime) -> None:
        done = self._together(arrived, now)
        for one in arrived:
            if one.id not in done:
                self._take(one, now)

    def _together(self, arrived: Sequence[Arrived], now: datetime) -> set[int]:
        """Work through those that can share a transaction; gives what is done. The others are taken one by one."""
        done: set[int] = set()
        try:
            for workspace, cases in together.by_workspace(self.room, arrived).items():
                self._share(workspace, cases, now)
                done.update(case.arrived.id for case in cases)
        except Exception as exc:  # noqa: BLE001 - the mail that it is about finds out on its own, and tells it
            log.info("mail.taken_one_by_one", why=type(exc).__name__)
        return done

    def _share(self, workspace: int, cases: Sequence[Case], now: datetime) -> None:
        """All of them, or nothing is written of any."""
        with self.room.store.begin(workspace, background=True, patience=10) as session:
            joined = Joined(session)
            room = replace(self.room, store=joined)
            ended = through_all(room, look_up_all(room, cases, now), now)
            if not joined.together or not self._written(session, ended, now):
                raise Apart
        _tell(ended)

    def _take(self, one: Arrived, now: datetime) -> None:
        room = self.room
        try:
            ended = [through(room, Case(arrived=one, recipient=each), now) for each in thread.whom(room, one)]
            self._settle(one, ended, now)
        except Busy:
            self._later(one, now, "the database was busy")
        except ScannerAway as exc:
            # However long it is away, no mail is put on the shelf for it.
            log.warning("mail.scanner_away", mail=one.id, why=str(exc))
            with room.store.outside(write=True) as connection:
                intake.later(connection, self.name, one.id, at=now + SCANNER_LATER, why=f"virus scanner: {exc}")
        except Exception as exc:
            # The edge of the loop: a mail that breaks us must not hold up the others; it stays, and is tried again.
            log.exception("mail.not_sorted", mail=one.id)
            self._later(one, now, f"not sorted: {type(exc).__name__}")

    def _settle(self, one: Arrived, ended: Sequence[Ended], now: datetime) -> None:
        """What a mail became is written in the workspaces that it was for; one that leads nowhere goes on the shelf."""
        places = list(dict.fromkeys(where for case, filed in ended if (where := _workspace(case, filed))))
        for place in places:
            here = [(case, filed) for case, filed in ended if _workspace(case, filed) == place]
            with self.room.store.begin(place, background=True, patience=10) as session:
                if not self._written(session, here, now, last=place == places[-1]):
                    return
        if not places:
            with self.room.store.outside(write=True) as connection:
                reason = ended[0][1].reason if ended else "leads to no entry"
                intake.shelve(connection, self.name, one.id, why=reason)
        _tell(ended)

    def _written(self, session: Session, ended: Sequence[Ended], now: datetime, *, last: bool = True) -> bool:
        """Write down what mails became; False when that took us longer than our lease, and somebody else does."""
        arrived = {case.arrived.id: case.arrived for case, _filed in ended}
        if last and not intake.done(session.connection, self.name, list(arrived.values())):
            return False
        answers = answering.answers(session, ended, now)
        became = [_became(*one, answer) for one, answer in zip(ended, answers, strict=True)]
        for (case, filed), one, number in zip(ended, became, raw_mail.keep(session, became), strict=True):
            answering.owe(session, case, one.answer, number, now)
            announce(session, case, filed, number, now)
        return True

    def _later(self, one: Arrived, now: datetime, why: str) -> None:
        with self.room.store.outside(write=True) as connection:
            if one.attempts + 1 >= GIVE_UP_AFTER:
                intake.shelve(connection, self.name, one.id, why=why)
            else:
                intake.later(connection, self.name, one.id, at=now + LATER * (one.attempts + 1), why=why)


def _tell(ended: Sequence[Ended]) -> None:
    for case, filed in ended:
        log.info("mail.sorted", mail=case.arrived.id, outcome=filed.outcome.value, reason=filed.reason, cut=case.cut)


def _became(case: Case, filed: Filed, answer: Mapping[str, Any] | None) -> Became:
    held = filed.outcome is Outcome.HELD
    return Became(
        arrived=case.arrived,
        recipient=case.recipient,
        outcome=filed.outcome,
        reason=filed.reason,
        message_id=case.letter.message_id if case.letter else "",
        sender=case.sender,
        entry=filed.entry or (case.place.entry if case.place else None),
        comment=filed.comment,
        member_id=_member(case),
        text=case.text if held else None,
        files=case.files if held else (),
        data=case.about if held else None,
        answer=answer,
    )


def _workspace(case: Case, filed: Filed) -> int | None:
    return case.place.workspace if case.place is not None else filed.workspace


def _member(case: Case) -> int | None:
    if case.speaker is not None:
        return case.speaker.id
    return case.place.member if case.place else None
