"""A timeline entry as words: the sentence, what changed, and when, in one reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm.actions import ACTIONS, edit
from crm.domain import folding, richtext
from crm.domain.clients import Record, StatusOption
from crm.domain.fields import Choice
from crm.domain.i18n import Text, Words, _, ngettext
from crm.domain.timeline import FIELD_LABELS, Change, Entry
from templates import appointments, departures
from templates.catalogue import Reader, moment, say

NAMED_AT_MOST = 5
VALUE_AT_MOST = 100
EDITED = _("edited")
EDIT = ACTIONS[edit.NAME]


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


def about(entry: Entry, reader: Reader, at_most: int = NAMED_AT_MOST) -> str:
    """Whom an entry is about: those by name whom the reader may view, a count, and the numbers of deleted ones."""
    gone = [departures.deleted(one, reader) for one in entry.deleted[:at_most]]
    names = names_of(entry.records, entry.hidden, reader, at_most) if entry.records or entry.hidden else ""
    return ", ".join([*([names] if names else []), *gone])


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
    label = say(_label(change.field), reader)
    before, after = (_value(change.field, one, statuses, reader) for one in (change.before, change.after))
    line = say(_("{label}: {value}", label=label, value=f"{before} → {after}"), reader)
    return line if [one.id for one in entry.records] == [change.record] else f"{change.record_name} · {line}"


def _label(field: str) -> Words:
    """What a field is called, by the form that asks for it."""
    asked = EDIT.field(field)
    return FIELD_LABELS.get(field) or (asked.label if asked else Text(field))


def _value(field: str, value: Any, statuses: Sequence[StatusOption], reader: Reader) -> str:
    if isinstance(value, bool):
        return f"🟢 {say(_('Active'), reader)}" if value else f"🔴 {say(_('Inactive'), reader)}"
    asked = EDIT.field(field)
    options = asked.options if isinstance(asked, Choice) else ()
    known = {one.key: say(one.label, reader) for one in options}
    known |= {one.key: one.label(reader.locale) for one in statuses} if field == "status" else {}
    return "–" if value is None else known.get(str(value), _short(str(value), VALUE_AT_MOST))


def _changes(entry: Entry, statuses: Sequence[StatusOption], reader: Reader, at_most: int) -> tuple[str, ...]:
    shown = tuple(change_line(one, entry, statuses, reader) for one in entry.changes[:at_most])
    more = len(entry.changes) - len(shown)
    if not more:
        return shown
    return (*shown, say(ngettext("and {count} more change", "and {count} more changes", more), reader))


def lines(
    entry: Entry, statuses: Sequence[StatusOption], reader: Reader, changes_at_most: int = NAMED_AT_MOST
) -> Lines:
    found = ACTIONS.get(entry.action)
    later = entry.occurred_at > entry.created_at
    return Lines(
        icon=found.icon if found else "•",
        sentence=sentence(entry, reader),
        clients=about(entry, reader),
        when=moment(entry.occurred_at, reader),
        changes=(
            *_changes(entry, statuses, reader, changes_at_most),
            *departures.lines(entry, reader),
            *_answered(entry, reader),
            *appointments.lines(entry.appointment, reader),
        ),
        files=f"📎 {', '.join(entry.attachments)}" if entry.attachments else None,
        upcoming=say(_("Planned for {when}", when=entry.occurred_at), reader) if later else None,
    )


def _answered(entry: Entry, reader: Reader) -> Sequence[str]:
    """What a client's mail answers."""
    answered = entry.data.get("answers")
    return [say(_("In answer to {entry}", entry=f"E-{answered}"), reader)] if answered else []


def preview(body: Mapping[str, Any] | None, names: Any, at_most: int = 250) -> str:
    """The beginning of a body as one paragraph."""
    return _short(richtext.plain(body, names), at_most) if body else ""


def _short(text: str, at_most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + "…"
