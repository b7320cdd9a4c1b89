"""What a workbook holds that was made for somebody."""

from __future__ import annotations

import itertools

from openpyxl import load_workbook

from bot.exporting import make
from crm.domain.exports import Extent
from crm.domain.filters import Filters
from crm.views import members
from tests.factories import NOW

FILES = itertools.count(1)


def exported(agency, tmp_path, by="nadia", extent=None, **more):
    """What a workbook for somebody holds: the rows of each sheet, and how it was made."""
    folder = tmp_path / str(next(FILES))
    folder.mkdir()
    made = make(
        agency.store,
        agency.workspace,
        lambda session: members.reader(session, agency.tokens[by], "export"),
        extent or Extent(),
        folder,
        now=NOW,
        **more,
    )
    book = load_workbook(made.path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}, made


def extent(agency, key=None, **filters):
    return Extent(client=agency.record(key).number if key else None, filters=Filters.read(filters))


def numbers(sheets):
    return sorted(row[0] for rows in sheets.values() for row in rows[1:] if row and row[0])
