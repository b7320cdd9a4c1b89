"""On PostgreSQL, rows that are written travel ahead: nobody waits for them before the next answer or the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

_SENDER = "carnet_sender"


@dataclass(slots=True)
class _Sender:
    """The pipeline of one transaction, once it has one."""

    open_until: ExitStack
    pipeline: Any = field(default=None)


def listen(engine: Engine) -> None:
    event.listen(engine, "before_cursor_execute", _start)
    event.listen(engine, "after_cursor_execute", _settle)


@contextmanager
def sending(connection: Connection) -> Iterator[None]:
    """Every round trip costs as much as the work itself: an action makes 7 of them this way, 14 one by one.

    An error of a statement that went ahead is raised by the next that is waited for, at the latest by the commit.
    """
    info = connection.info  # kept by hand: a connection that was lost no longer tells
    with ExitStack() as stack:
        info[_SENDER] = _Sender(stack)
        try:
            yield
        finally:
            del info[_SENDER]


def _start(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: Any) -> None:
    """The first row written opens the pipeline; for those who only read it would make each answer dearer."""
    sender = connection.info.get(_SENDER)
    if sender is not None and sender.pipeline is None and _unanswered(context):
        driver: Any = connection.connection.driver_connection
        sender.pipeline = sender.open_until.enter_context(_pipeline(driver))


@contextmanager
def _pipeline(driver: Any) -> Iterator[Any]:
    with driver.pipeline() as pipeline:
        try:
            yield pipeline
        except BaseException:
            # What was sent behind an error was skipped, even the COMMIT, which SQLAlchemy believes done either way.
            for end in (pipeline.sync, driver.rollback):
                with suppress(psycopg.Error):
                    end()
            raise


def _settle(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: Any) -> None:
    sender = connection.info.get(_SENDER)
    if sender is not None and sender.pipeline is not None and not _unanswered(context):
        sender.pipeline.sync()


def _unanswered(context: Any) -> bool:
    """Rows that are written answer nothing, if none of their values are asked for."""
    return bool(context.isinsert and not context.compiled.effective_returning)
