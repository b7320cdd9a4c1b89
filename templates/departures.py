"""What an entry that took clients away says beside its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crm.domain.i18n import _, ngettext
from crm.domain.timeline import Entry
from templates.catalogue import Reader, say


def lines(entry: Entry, reader: Reader) -> Iterator[str]:
    """Who went with a deleted client, and until when they can be brought back."""
    with_it = len(entry.data.get("gone", ())) - 1
    if with_it > 0:
        yield say(ngettext("With {count} contact", "With {count} contacts", with_it), reader)
    until = entry.data.get("until")
    if until and not entry.undone:
        yield say(_("Can be undone until {when}", when=datetime.fromisoformat(until)), reader)
    elif entry.final:
        yield say(_("For good"), reader)


def deleted(number: str, reader: Reader) -> str:
    """A client that is here no more: its name is told nobody."""
    return say(_("{number} (deleted)", number=number), reader)
