"""Once a day, clients of whom nothing was heard for long are followed up."""

from __future__ import annotations

from datetime import datetime

import structlog

from crm import directory, follow_ups
from crm.store.base import Store

PATIENCE = 10.0  # seconds; nobody waits
log = structlog.get_logger()


def follow_up(store: Store, now: datetime) -> int:
    """Gives how many clients are followed up, of all workspaces; a second time on one day there is nothing left."""
    with store.outside() as connection:
        workspaces = list(directory.workspaces(connection).values())
    count = 0
    for workspace in workspaces:
        with store.begin(workspace, background=True, patience=PATIENCE) as session:
            count += follow_ups.silent(session, now)
    if count:
        log.info("silence.followed_up", count=count)
    return count
