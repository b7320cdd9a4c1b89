"""A timeline entry as words: the sentence, what changed, and when, in one reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm.actions import ACTIONS
from crm.domain import folding, richtext
from crm.domain.clients import Record, StatusOption
from crm.domain.i18n import Text, _, ngettext
from crm.domain.timeline import FIELD_LABELS, Change, Entry
from templates.catalogue import Reader, moment, say

NAMED_AT_MOST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """An entry made ready to be laid out by a channel; every string is plain text."""

    icon: str
    sentence: str
    clients: str
    when: str
    changes: tuple[str, ...]
    upcoming: str | None = None
    files: str | None = None


def names_of(records: Sequence[Record], hidden: int, reader: Reader, at_most: int = NAMED_AT_MOST) -> str:
    """The first few by name, then a count: ``Acme, Jaquet and 2 more``."""
    ordered = sorted((one.name for one in records), key=folding.fold)
    more = len(ordered) - at_most
    shown = ordered[:at_most]
    rest = hidden + max(more, 0)
    if rest:
        return say(
            ngettext("{names} and {count} more", "{names} and {count} more", rest, names=", ".join(shown)), reader
        )
    return ", ".join(shown)


def title(action: str, reader: Reader) -> str:
    found = ACTIONS.get(action)
    return say(found.title, reader) if found else action


def sentence(entry: Entry, reader: Reader) -> str:
    found = ACTIONS.get(entry.action)
    words = found.sentence if found else Text("{author}")
    # What an admin typed has no blanks to fill.
    return say(replace(words, blanks={"author": entry.author_name}) if isinstance(words, Text) else words, reader)


def change_line(change: Change, entry: Entry, statuses: Sequence[StatusOption], reader: Reader) -> str:
    """``Status: Prospect → Meeting``, with the client's name where there are several."""
    label = say(FIELD_LABELS.get(change.field, Text(change.field)), reader)
    before, after = (_value(change.field, one, statuses, reader) for one in (change.before, change.after))
    line = say(_("{label}: {value}", label=label, value=f"{before} → {after}"), reader)
    return line if [one.id for one in entry.records] == [change.record] else f"{change.record_name} · {line}"


def _value(field: str, value: Any, statuses: Sequence[StatusOption], reader: Reader) -> str:
    if isinstance(value, bool):
        return f"🟢 {say(_('Active'), reader)}" if value else f"🔴 {say(_('Inactive'), reader)}"
    known = {one.key: one.label(reader.locale) for one in statuses} if field == "status" else {}
    return "–" if value is None else known.get(str(value), str(value))


def _changes(entry: Entry, statuses: Sequence[StatusOption], reader: Reader) -> tuple[str, ...]:
    shown = tuple(change_line(one, entry, statuses, reader) for one in entry.changes[:NAMED_AT_MOST])
    more = len(entry.changes) - len(shown)
    if not more:
        return shown
    return (*shown, say(ngettext("and {count} more change", "and {count} more changes", more), reader))


def lines(entry: Entry, statuses: Sequence[StatusOption], reader: Reader) -> Lines:
    found = ACTIONS.get(entry.action)
    later = entry.occurred_at > entry.created_at
    return Lines(
        icon=found.icon if found else "•",
        sentence=sentence(entry, reader),
        clients=names_of(entry.records, entry.hidden, reader),
        when=moment(entry.occurred_at, reader),
        changes=_changes(entry, statuses, reader),
        files=f"📎 {', '.join(entry.attachments)}" if entry.attachments else None,
        upcoming=say(_("Planned for {when}", when=entry.occurred_at), reader) if later else None,
    )


def preview(body: Mapping[str, Any] | None, names: Any, at_most: int = 250) -> str:
    """The beginning of a body as one paragraph."""
    text = " ".join(richtext.plain(body, names).split()) if body else ""
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + "…"
