"""Putting away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from crm import directory
from crm.store import bodies, bulletins, claims, drafts, intake, lanes
from crm.store.base import Store

ON_THE_SHELF_FOR = timedelta(days=90)  # mails that led nowhere
DRAWN_FOR = timedelta(days=7)  # reports, for whoever they could not be sent to at once
ASKED_FOR = timedelta(days=60)  # who had a digest or a report on which day


def tidy(store: Store) -> tuple[int, int]:
    """Drop the bytes of deliveries that are over, and lanes that nobody used for a day; gives how many of each.

    What somebody selected and left is put away, too, and mails that led nowhere.
    """
    with store.outside() as connection:
        workspaces = list(directory.workspaces(connection).values())
    dropped = 0
    for workspace in workspaces:
        with store.begin(workspace, background=True, patience=10) as session:
            dropped += bodies.forget_left(session)
            now = claims.database_now(session.connection)
            drafts.forget_old(session, now)
            bulletins.tidy(session, drawn_before=now - DRAWN_FOR, made_before=now - ASKED_FOR)
    with store.outside(write=True) as connection:
        now = claims.database_now(connection)
        intake.tidy(connection, now - ON_THE_SHELF_FOR)
        return dropped, lanes.forget_old(connection, now)
