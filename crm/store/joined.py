"""Many calls in one transaction, where each would have one of its own: one commit for all, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from crm.store.base import Store
from crm.store.session import Session
from crm.store.turns import PATIENCE


class Apart(Exception):
    """What was begun together cannot end together: nothing of it was kept, and each is to be done on its own."""


class Joined(Store):
    """A store that hands out the one session that is open, whoever asks; whoever opened it commits.

    A call that would roll back has written into what the others commit: ``together`` is false then.
    """

    def __init__(self, session: Session) -> None:
        self.together = True
        self._session = session

    @contextmanager
    def begin(self, workspace: int, *, background: bool = False, patience: float = PATIENCE) -> Iterator[Session]:
        together, self.together = self.together, False
        yield self._of(workspace)
        self.together = together

    @contextmanager
    def read(self, workspace: int) -> Iterator[Session]:
        yield self._of(workspace)

    @contextmanager
    def outside(self, *, write: bool = False, background: bool = True, patience: float = 10.0) -> Iterator[Connection]:
        yield self._session.connection

    def _of(self, workspace: int) -> Session:
        if workspace != self._session.workspace:
            raise Apart
        return self._session
