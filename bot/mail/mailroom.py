"""The mail room: takes what came in, one mail after the other, and writes down what each became."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.mail.sorting import answering, thread, together
from bot.mail.sorting.case import Case, Filed, Room
from bot.mail.sorting.held import announce
from bot.mail.sorting.steps import through
from bot.scanning import ScannerAway
from crm.domain.errors import Busy
from crm.store import intake, raw_mail
from crm.store.intake import GIVE_UP_AFTER, LEASE, Arrived
from crm.store.joined import Apart, Joined
from crm.store.raw_mail import Outcome
from scheduler.clock import Clock

IDLE = 1.0  # seconds; another process may have taken a mail
TOGETHER = 10
LATER = timedelta(seconds=30)
SCANNER_LATER = timedelta(minutes=2)
log = structlog.get_logger()
Ended = tuple[Case, Filed]


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
            ended = [self._end(room, case, now, joined) for case in cases]
        for one in ended:
            _tell(*one)

    def _end(self, room: Room, case: Case, now: datetime, joined: Joined) -> Ended:
        ended = through(room, case, now)
        if not joined.together or not self._written(room, case.arrived, [ended], now):
            raise Apart
        return ended

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
        placed = [(case, filed) for case, filed in ended if _workspace(case, filed)]
        if placed and not self._written(self.room, one, placed, now):
            return
        if not placed:
            with self.room.store.outside(write=True) as connection:
                reason = ended[0][1].reason if ended else "leads to no entry"
                intake.shelve(connection, self.name, one.id, why=reason)
        for case, filed in ended:
            _tell(case, filed)

    def _written(self, room: Room, one: Arrived, placed: Sequence[Ended], now: datetime) -> bool:
        """Write down what it became; False when that took us longer than our lease, and somebody else does."""
        for case, filed in placed:
            with room.store.begin(_workspace(case, filed) or 0, background=True, patience=10) as session:
                if case is placed[-1][0] and not intake.done(session.connection, self.name, one):
                    return False
                told = answering.answer(session, case, filed, now)
                number = raw_mail.keep(
                    session,
                    one,
                    recipient=case.recipient,
                    outcome=filed.outcome,
                    reason=filed.reason,
                    message_id=case.letter.message_id if case.letter else "",
                    sender=case.sender,
                    entry=filed.entry or (case.place.entry if case.place else None),
                    comment=filed.comment,
                    member_id=_member(case),
                    text=case.text if filed.outcome is Outcome.HELD else None,
                    files=case.files if filed.outcome is Outcome.HELD else (),
                    data=case.about if filed.outcome is Outcome.HELD else None,
                    answer=told,
                )
                answering.owe(session, case, told, number, now)
                announce(session, case, filed, number, now)
        return True

    def _later(self, one: Arrived, now: datetime, why: str) -> None:
        with self.room.store.outside(write=True) as connection:
            if one.attempts + 1 >= GIVE_UP_AFTER:
                intake.shelve(connection, self.name, one.id, why=why)
            else:
                intake.later(connection, self.name, one.id, at=now + LATER * (one.attempts + 1), why=why)


def _tell(case: Case, filed: Filed) -> None:
    log.info("mail.sorted", mail=case.arrived.id, outcome=filed.outcome.value, reason=filed.reason, cut=case.cut)


def _workspace(case: Case, filed: Filed) -> int | None:
    return case.place.workspace if case.place is not None else filed.workspace


def _member(case: Case) -> int | None:
    if case.speaker is not None:
        return case.speaker.id
    return case.place.member if case.place else None
