"""On PostgreSQL, statements whose answers nobody looks at travel ahead together with the next that is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

AHEAD = "carnet_ahead"  # an execution option: do not wait for this statement
_PIPELINE = "carnet_pipeline"


def listen(engine: Engine) -> None:
    event.listen(engine, "after_cursor_execute", _settle)


@contextmanager
def sending(connection: Connection) -> Iterator[None]:
    """Every round trip costs as much as the work itself: an action makes 7 of them this way, 14 one by one.

    An error of a statement that went ahead is raised by the next that is waited for, at the latest by the commit.
    """
    driver: Any = connection.connection.driver_connection
    info = connection.info  # kept by hand: a connection that was lost no longer tells
    with driver.pipeline() as pipeline:
        info[_PIPELINE] = pipeline
        try:
            yield
        except BaseException:
            # What was sent behind an error was skipped, even the COMMIT, which SQLAlchemy believes done either way.
            for end in (pipeline.sync, driver.rollback):
                with suppress(psycopg.Error):
                    end()
            raise
        finally:
            del info[_PIPELINE]


def _settle(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: Any) -> None:
    pipeline = connection.info.get(_PIPELINE)
    if pipeline is not None and not _unanswered(context):
        pipeline.sync()


def _unanswered(context: Any) -> bool:
    """Rows that are written answer nothing, if none of their values are asked for."""
    written: bool = context.isinsert and not context.compiled.effective_returning
    return written or bool(context.execution_options.get(AHEAD))
