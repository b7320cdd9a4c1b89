"""Clients as rows, one sheet a kind, by the labels of the form they are added with; and one client line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from crm.actions import edit
from crm.domain.clients import RecordKind, StatusOption
from crm.domain.field import Field
from crm.domain.fields import URL, Choice, Email, Paragraph, Phone
from crm.domain.i18n import Text, _
from crm.views.exports import Client
from crm.views.listing import Happening
from templates import words
from templates.catalogue import Reader, say
from templates.workbook.cells import label_cell, text_cell
from templates.workbook.sheet import Column, Sheet

TITLES: Mapping[RecordKind, Text] = {RecordKind.COMPANY: _("Companies"), RecordKind.CONTACT: _("Contacts")}
WIDTHS: Mapping[type[Field], int] = {Email: 32, URL: 32, Phone: 20, Paragraph: 50}
NAMES = frozenset({"name", "company", "parent", "address", "street"})
NAME_WIDTH, USUAL = 30, 20
LABELS_WIDTH, VALUES_WIDTH = 26, 70


def columns(kind: RecordKind, reader: Reader) -> list[Column]:
    fields = [Column(title=one.label, width=_width(one)) for one in edit.FORMS[kind]]
    return [
        Column(title=_("Number"), width=11),
        Column(title=_("State"), width=11),
        *fields,
        Column(title=_("Last action"), width=22),
        Column(title=dated(_("Last date"), reader), width=18, date=True),
        Column(title=_("Next action"), width=22),
        Column(title=dated(_("Next date"), reader), width=18, date=True),
    ]


def dated(title: Text, reader: Reader) -> str:
    """The head of a column of dates, with their zone."""
    return f"{say(title, reader)} ({reader.zone.key})"


def _width(one: Field) -> int:
    return NAME_WIDTH if one.name in NAMES else next((WIDTHS[kind] for kind in WIDTHS if isinstance(one, kind)), USUAL)


def sheet(book: Workbook, kind: RecordKind, reader: Reader) -> Sheet:
    return Sheet(book, TITLES[kind], columns(kind, reader), reader)


def row(one: Client, statuses: Sequence[StatusOption], reader: Reader) -> list[Any]:
    fields = [value(field, one, statuses, reader) for field in edit.FORMS[one.record.kind]]
    return [
        str(one.record.number),
        state(one, reader),
        *fields,
        *_happened(one.last, reader),
        *_happened(one.next, reader),
    ]


def state(one: Client, reader: Reader) -> str:
    return say(_("Active") if one.record.active else _("Inactive"), reader)


def value(field: Field, one: Client, statuses: Sequence[StatusOption], reader: Reader) -> Any:
    """A choice and a status by their labels, everything else as it stands."""
    found = one.values.get(field.name)
    options = field.options if isinstance(field, Choice) else ()
    known = {option.key: say(option.label, reader) for option in options}
    known |= {option.key: option.label(reader.locale) for option in statuses} if field.name == "status" else {}
    return known.get(found, found) if isinstance(found, str) else found


def _happened(what: Happening | None, reader: Reader) -> tuple[Any, Any]:
    return (words.title(what.action, reader), what.at) if what else (None, None)


def details(book: Workbook, one: Client, statuses: Sequence[StatusOption], reader: Reader) -> None:
    """The sheet of one client: what is known, a line each; what is not known is left out."""
    sheet: Any = book.create_sheet(say(_("Details"), reader))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = LABELS_WIDTH, VALUES_WIDTH
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for label, said in _lines(one, statuses, reader):
        if said not in (None, ""):
            sheet.append([label_cell(sheet, say(label, reader)), text_cell(sheet, str(said), lines=True)])


def _lines(one: Client, statuses: Sequence[StatusOption], reader: Reader) -> Iterator[tuple[Any, Any]]:
    yield _("Name"), one.record.name
    yield _("Number"), str(one.record.number)
    yield _("State"), state(one, reader)
    for field in edit.FORMS[one.record.kind]:
        if field.name != "name":
            yield field.label, value(field, one, statuses, reader)
    yield _("Channel"), one.values.get("channel")
