"""A workbook made in the background: read a page at a time, each in a short transaction, and written as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import Workbook

from crm.domain.access import Member
from crm.domain.clients import CLIENTS, Record, RecordKind, StatusOption
from crm.domain.exports import ROWS_AT_MOST, Extent
from crm.domain.i18n import Text, _, ngettext
from crm.store.base import Store
from crm.store.session import Session
from crm.views import exports, members
from crm.views.exports import Client, Page
from templates.catalogue import Reader, say
from templates.workbook import clients, infobox
from templates.workbook.naming import file_name
from templates.workbook.sheet import Sheet, written_to

T = TypeVar("T")
Read = Callable[..., Page[T]]  # of a session, and of the key that the page before ended with


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A workbook; ``whole`` tells that nothing of what was asked for is missing."""

    path: Path
    rows: int
    whole: bool


def make(
    store: Store,
    workspace: int,
    asking: Callable[[Session], Member],
    extent: Extent,
    folder: Path,
    *,
    now: datetime,
    at_most: int = ROWS_AT_MOST,
) -> Made:
    """Write what a member may view and export into a file of a folder.

    Raises:
        Refused: there is nothing of it that they may take out.
    """
    with store.read(workspace) as session:
        member = asking(session)
        one = exports.client(session, member, extent.client) if extent.client else None
        statuses, names = members.statuses(session), members.names(session)
    making = Making(store=store, workspace=workspace, member=member, now=now, statuses=statuses, left=at_most)
    about = one.record.name if one else say(_("Clients"), making.reader)
    path = folder / file_name(about, now, making.reader)
    with written_to(path) as book:
        if one is None:
            making.list_clients(book, extent)
        else:
            making.one_client(book, one, names)
    return Made(path=path, rows=at_most - making.left, whole=making.whole)


@dataclass(kw_only=True)
class Making:
    """One workbook in the making; ``left`` are the rows that it still takes."""

    store: Store
    workspace: int
    member: Member
    now: datetime
    statuses: Sequence[StatusOption]
    left: int
    whole: bool = True

    def __post_init__(self) -> None:
        self.reader = Reader.member(self.member)
        self.limit = self.left

    def list_clients(self, book: Workbook, extent: Extent) -> None:
        """Companies and contacts are found together, and go each into the sheet of its kind."""
        kinds = (extent.filters.kind,) if extent.filters.kind else CLIENTS
        sheets = {kind: clients.sheet(book, kind, self.reader) for kind in kinds}
        for one in self._all(partial(exports.clients, reader=self.member, filters=extent.filters, now=self.now)):
            self._add(sheets[one.record.kind], one)
        for sheet in sheets.values():
            sheet.end(self._missing())

    def one_client(self, book: Workbook, one: Client, names: Mapping[str, str]) -> None:
        clients.details(book, one, self.statuses, self.reader)
        if one.record.kind is RecordKind.COMPANY:
            self._contacts(book, one.record)
        rows = infobox.Rows(reader=self.reader, now=self.now, statuses=self.statuses, names=names)
        sheet = infobox.sheet(book, self.reader)
        for entry in self._all(partial(exports.infobox, reader=self.member, record=one.record)):
            sheet.add(rows.row(entry))
        sheet.end(self._missing())

    def _contacts(self, book: Workbook, company: Record) -> None:
        sheet = clients.sheet(book, RecordKind.CONTACT, self.reader)
        for one in self._all(partial(exports.contacts, reader=self.member, company=company, now=self.now)):
            self._add(sheet, one)
        sheet.end(self._missing())

    def _add(self, sheet: Sheet, one: Client) -> None:
        sheet.add(clients.row(one, self.statuses, self.reader))

    def _all(self, read: Read[T]) -> Iterator[T]:
        """Page after page, as long as the workbook takes more."""
        before: Any = None
        while True:
            with self.store.read(self.workspace) as session:
                page = read(session, before=before)
            for one in page.items:
                if not self.left:
                    self.whole = False
                    return
                self.left -= 1
                yield one
            before = page.before
            if before is None:
                return

    def _missing(self) -> Text | None:
        """What stands below the rows where more were found than a workbook takes."""
        return None if self.whole else more(self.limit)


def holds(name: str, rows: int) -> Text:
    return ngettext("{name}: {count} row.", "{name}: {count} rows.", rows, name=name)


def more(limit: int = ROWS_AT_MOST) -> Text:
    return _(
        "These are the first {limit} rows. Filters make the list shorter, so that a workbook holds all of it.",
        limit=limit,
    )
