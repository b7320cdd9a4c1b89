"""The numbers of a weekly report as a workbook: who did what, statuses, and clients that nobody has dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from crm.domain.clients import StatusOption
from crm.domain.i18n import _
from crm.views.figures import Figures
from templates import words
from templates.catalogue import Reader
from templates.workbook.clients import dated
from templates.workbook.sheet import Column, Sheet, written_to

NAME, NUMBER = 30, 14


def write(path: Path, figures: Figures, statuses: Sequence[StatusOption], reader: Reader) -> None:
    with written_to(path) as book:
        _actions(book, figures, reader)
        _stages(book, figures, statuses, reader)
        _silent(book, figures, reader)


def _actions(book: Workbook, figures: Figures, reader: Reader) -> None:
    kinds = sorted({name for one in figures.people for name in one.actions}, key=lambda one: words.title(one, reader))
    columns = [Column(title=_("Member"), width=NAME)]
    columns += [Column(title=words.title(one, reader), width=NUMBER) for one in kinds]
    sheet = Sheet(book, _("What was done"), [*columns, Column(title=_("In all"), width=NUMBER)], reader)
    for one in figures.people:
        sheet.add([one.name, *(one.actions.get(kind, 0) for kind in kinds), one.total])
    sheet.end()


def _stages(book: Workbook, figures: Figures, statuses: Sequence[StatusOption], reader: Reader) -> None:
    labels = {one.key: one.label(reader.locale) for one in statuses}
    columns = [
        Column(title=_("Status"), width=NAME),
        Column(title=_("Active clients now"), width=NUMBER),
        Column(title=_("Left in this week"), width=NUMBER),
        Column(title=_("Days they stayed (median)"), width=NUMBER + 6),
    ]
    sheet = Sheet(book, _("Clients by status"), columns, reader)
    for one in figures.stages:
        sheet.add([labels.get(one.key, one.key), one.clients, one.left, one.days])
    sheet.end()


def _silent(book: Workbook, figures: Figures, reader: Reader) -> None:
    columns = [
        Column(title=_("Number"), width=NUMBER),
        Column(title=_("Name"), width=NAME),
        Column(title=_("Owner"), width=NAME),
        Column(title=dated(_("Last date"), reader), width=NUMBER + 4, date=True),
    ]
    sheet = Sheet(book, _("Silent clients"), columns, reader)
    for one in figures.named:
        sheet.add([one.number, one.name, one.owner, one.last])
    count = sum(number for _name, number in figures.silent)
    more = _("These are {shown} of {count}.", shown=len(figures.named), count=count)
    sheet.end(more if count > len(figures.named) else None)
