"""Cells of a workbook: what strangers wrote stays text, and moments are real dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from crm.domain.i18n import Language
from templates.catalogue import Reader

# What would be computed when such a text is pasted, or kept as CSV and opened again.
FORMULA = re.compile(r"[=+\-@\t\r]")
TELEPHONE = re.compile(r"\+[0-9][0-9 ()/.-]*")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no sign for them
TEXT_AT_MOST = 32_767  # that Excel takes, counted as UTF-16
DATES: Mapping[Language, str] = {"en": "d mmm yyyy", "fr": "dd.mm.yyyy", "de": "dd.mm.yyyy"}

BRAND = "1F4E5F"
HEAD_FONT = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", start_color=BRAND)
HEAD_LINES = Alignment(vertical="center", wrap_text=True)
LABEL_FONT = Font(bold=True)
NOTE_FONT = Font(italic=True)
LINES = Alignment(vertical="top", wrap_text=True)
TOP = Alignment(vertical="top")
HAIR = Border(bottom=Side(style="hair", color="B7C4CA"))


def harmless(text: str) -> str:
    """A text that no program takes for a formula. A telephone number is none, and stays as it is dialled."""
    text = UNWRITABLE.sub("", text.replace("\r\n", "\n"))
    if FORMULA.match(text) and not TELEPHONE.fullmatch(text):
        text = f"'{text}"
    if len(text.encode("utf-16-le")) // 2 <= TEXT_AT_MOST:
        return text
    # Half as many signs fit, whatever they are; more are tried only where all of them are small.
    cut = text[: TEXT_AT_MOST - 1]
    return (cut if len(cut.encode("utf-16-le")) // 2 < TEXT_AT_MOST else text[: TEXT_AT_MOST // 2 - 1]) + "…"


def blank(sheet: Any, reader: Reader, *, lines: bool = False, date: bool = False, time: bool = False) -> Any:
    """A cell to be filled once for each row: what takes longest of a cell is its style."""
    cell = WriteOnlyCell(sheet)
    if date:
        cell.number_format = DATES[reader.locale] + (" hh:mm" if time else "")
    cell.alignment = LINES if lines else TOP
    return cell


def fill(cell: Any, value: Any, reader: Reader, *, time: bool = False) -> Any:
    """A moment is a date of the reader's zone; workbooks know none, so that the head of the column names it."""
    if isinstance(value, datetime):
        local = value.astimezone(reader.zone).replace(tzinfo=None, microsecond=0)
        cell.value = local if time else local.replace(hour=0, minute=0, second=0)
        return cell
    if value in (None, ""):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell.value = value
        return cell
    cell.value = harmless(str(value))
    # Whatever it says: “#N/A” is what somebody wrote.
    cell.data_type = "s"
    return cell


def text_cell(sheet: Any, text: str, *, lines: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, harmless(text))
    cell.data_type = "s"
    cell.alignment = LINES if lines else TOP
    return cell


def head_cell(sheet: Any, text: str) -> Any:
    cell = text_cell(sheet, text)
    cell.font, cell.fill, cell.alignment = copy(HEAD_FONT), copy(HEAD_FILL), copy(HEAD_LINES)
    return cell


def label_cell(sheet: Any, text: str) -> Any:
    cell = text_cell(sheet, text)
    cell.font, cell.border = LABEL_FONT, HAIR
    return cell


def note_cell(sheet: Any, text: str) -> Any:
    cell = text_cell(sheet, text)
    cell.font = NOTE_FONT
    return cell
