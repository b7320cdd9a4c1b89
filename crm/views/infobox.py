"""The infobox of a client for somebody: all of it, or what they look for, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.actions import ACTIONS
from crm.domain.access import Member
from crm.domain.clients import Record
from crm.domain.errors import NotFound
from crm.domain.i18n import known_zone
from crm.domain.sought import EVERYTHING, Sought
from crm.domain.timeline import Entry
from crm.store import infobox as stored
from crm.store import people, texts
from crm.store.infobox import Narrow
from crm.store.session import Session
from crm.views.entries import entries

PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some entries, the newest first; ``older`` is the key of the next page, if any."""

    entries: Sequence[Entry]
    older: tuple[datetime, int] | None = None


def page(
    session: Session,
    reader: Member,
    record: Record,
    sought: Sought = EVERYTHING,
    *,
    before: tuple[datetime, int] | None = None,
) -> Page:
    """A page of a client that the reader may view; upcoming entries come first since they are the newest.

    Raises:
        NotFound: no such member or action.
    """
    rows = stored.page(session, record.id, _narrow(session, reader, sought), count=PAGE + 1, before=before)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return Page(entries=entries(session, reader, rows), older=(rows[-1].occurred_at, rows[-1].id) if more else None)


def _narrow(session: Session, reader: Member, sought: Sought) -> Narrow:
    if sought.action and sought.action not in ACTIONS:
        raise NotFound(what=sought.action[:40])
    zone, writer = known_zone(reader.zone), author(session, sought)
    return Narrow(
        since=sought.first(zone),
        until=sought.end(zone),
        action=sought.action or None,
        author=writer.id if writer else None,
        words=texts.typed(sought.words),
    )


def author(session: Session, sought: Sought) -> Member | None:
    """The member that is meant.

    Raises:
        NotFound: nobody of that name.
    """
    if not sought.author:
        return None
    found = people.members(session, [sought.author]).get(sought.author)
    if found is None:
        raise NotFound(what=sought.author[:80])
    return found
