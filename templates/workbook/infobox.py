"""An infobox as a sheet: an entry a row, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from crm.domain import richtext
from crm.domain.clients import StatusOption
from crm.domain.i18n import _
from crm.domain.timeline import Comment, Entry
from templates import words
from templates.catalogue import Reader, moment, say
from templates.workbook.clients import dated
from templates.workbook.sheet import Column, Sheet

CLIENTS_AT_MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """What all entries of one workbook share; ``names`` are those of people who are mentioned."""

    reader: Reader
    now: datetime
    statuses: Sequence[StatusOption] = ()
    names: Mapping[str, str]

    def row(self, entry: Entry) -> list[Any]:
        said = words.lines(entry, self.statuses, self.reader, len(entry.changes))
        return [
            entry.occurred_at,
            entry.number,
            words.title(entry.action, self.reader),
            entry.author_name,
            ", ".join(self._state(entry)),
            words.about(entry, self.reader, CLIENTS_AT_MOST),
            richtext.plain(entry.body, self.names) if entry.body else "",
            "\n".join(said.changes),
            "\n".join(map(self._comment, entry.comments)),
            ", ".join(entry.participants),
            ", ".join(entry.attachments),
        ]

    def _state(self, entry: Entry) -> Iterator[str]:
        if entry.undone:
            yield say(_("undone"), self.reader)
        elif entry.upcoming(self.now):
            yield say(_("upcoming"), self.reader)
        if entry.edited:
            yield say(words.EDITED, self.reader)

    def _comment(self, comment: Comment) -> str:
        by = f"{comment.author}, {moment(comment.at, self.reader)}"
        text = richtext.plain(comment.body, self.names)
        files = [f"📎 {', '.join(comment.files)}"] if comment.files else []
        return "\n".join([say(_("{label}: {value}", label=by, value=text), self.reader), *files])


def sheet(book: Workbook, reader: Reader) -> Sheet:
    columns = [
        Column(title=dated(_("Date"), reader), width=20, date=True, time=True),
        Column(title=_("Entry"), width=10),
        Column(title=_("Action"), width=20),
        Column(title=_("Author"), width=20, lines=True),
        Column(title=_("State"), width=14, lines=True),
        Column(title=_("Clients"), width=26, lines=True),
        Column(title=_("Text"), width=60, lines=True),
        Column(title=_("Changes"), width=40, lines=True),
        Column(title=_("Comments"), width=50, lines=True),
        Column(title=_("Participants"), width=24, lines=True),
        Column(title=_("Attachments"), width=24, lines=True),
    ]
    return Sheet(book, _("Infobox"), columns, reader)
