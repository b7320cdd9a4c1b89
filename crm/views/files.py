"""A file of an entry or of one of its comments, for somebody who may see it."""

from __future__ import annotations

from crm.domain.access import VIEW
from crm.domain.errors import NotFound
from crm.domain.timeline import File
from crm.store.session import Session
from crm.views import entries, members


def one(session: Session, member: int, *, entry: int, comment: int, place: int) -> File:
    """What a member may open now; ``comment`` 0 means the entry's own.

    Raises:
        Refused: they are gone, may no longer see the entry, or it has no such file.
    """
    reader = members.reader(session, f"M-{member}", VIEW)
    found = entries.entry(session, reader, entry)
    said = next((one for one in found.comments if one.id == comment), None) if found and comment else found
    for file in said.attached if said else ():
        if file.place == place:
            return file
    raise NotFound(what=f"E-{entry}")
