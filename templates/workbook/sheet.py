"""A sheet with a head that stays in sight: columns of sensible width, a filter, and a page that fits when printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from crm.domain.i18n import Words
from templates.catalogue import Reader, say
from templates.workbook.cells import blank, fill, head_cell, note_cell

TITLE_AT_MOST = 31
NO_TITLE = re.compile(r"[\[\]:*?/\\]")
HEAD_HEIGHT = 32  # points, for two lines: the zone stands in the second
A4 = "9"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """``width`` is in signs; ``lines`` tells that texts are broken into lines, ``time`` that a date has one, too."""

    title: Words | str
    width: int = 18
    lines: bool = False
    date: bool = False
    time: bool = False


@contextmanager
def written_to(path: Path) -> Iterator[Workbook]:
    """A workbook that is saved when the block ends; after an error nothing of it stays open."""
    book = Workbook(write_only=True)
    try:
        yield book
    except BaseException:  # whatever it was: what openpyxl has open would complain when it is collected
        for one in book.worksheets:
            one.close()
        raise
    book.save(path)


class Sheet:
    """Rows are written as they come, and never held."""

    def __init__(self, book: Workbook, title: Words | str, columns: Sequence[Column], reader: Reader) -> None:
        self.rows = 0
        self.columns = columns
        self.reader = reader
        self._sheet: Any = book.create_sheet(NO_TITLE.sub(" ", say(title, reader))[:TITLE_AT_MOST])
        self._blanks = [blank(self._sheet, reader, lines=one.lines, date=one.date, time=one.time) for one in columns]
        self._lay_out()
        self._sheet.append([head_cell(self._sheet, say(one.title, reader)) for one in columns])

    def _lay_out(self) -> None:
        """Written before the first row; the filter's extent is known only after the last."""
        for place, one in enumerate(self.columns, 1):
            self._sheet.column_dimensions[get_column_letter(place)].width = one.width
        self._sheet.row_dimensions[1].height = HEAD_HEIGHT
        self._sheet.freeze_panes = "A2"
        self._sheet.print_title_rows = "1:1"
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.page_setup.paperSize = A4
        self._sheet.page_setup.fitToWidth, self._sheet.page_setup.fitToHeight = 1, 0
        self._sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def add(self, values: Sequence[Any]) -> None:
        self.rows += 1
        places = zip(self._blanks, self.columns, values, strict=True)
        self._sheet.append([fill(cell, value, self.reader, time=one.time) for cell, one, value in places])

    def end(self, note: Words | None = None) -> None:
        """No more rows; ``note`` says below them what is missing."""
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self.rows + 1}"
        if note is not None:
            self._sheet.append([])
            self._sheet.append([note_cell(self._sheet, say(note, self.reader))])
