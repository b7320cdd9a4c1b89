"""A workbook: real dates, text that stays text, a head in sight, a name that every system takes."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from crm.domain.clients import Record, RecordKind, RecordNumber, StatusOption
from crm.domain.i18n import _
from crm.domain.richtext import from_text
from crm.domain.timeline import Comment, Entry
from crm.views.exports import Client
from crm.views.listing import Happening
from templates.catalogue import Reader
from templates.workbook import clients, infobox
from templates.workbook.cells import TEXT_AT_MOST, harmless
from templates.workbook.naming import file_name, safe
from templates.workbook.sheet import Column, Sheet

AT = datetime(2026, 11, 26, 23, 30, 12, 345, tzinfo=UTC)
# As it is in Zürich; the cells of a workbook know no zone.
HERE = datetime(2026, 11, 27, 0, 30, 12, tzinfo=UTC).replace(tzinfo=None)
ZURICH = {language: Reader.of(language, "Europe/Zurich") for language in ("en", "fr", "de")}
ACME = Record(id=1, number=RecordNumber(RecordKind.COMPANY, 1), name="Acme Précision SA", status="meeting")
STATUSES = (StatusOption(key="meeting", labels={"en": "Meeting", "fr": "Rendez-vous", "de": "Termin"}),)

TEXTS = (Column(title=_("Text"), lines=True),)


def kept(book):
    """The workbook as another program opens it."""
    stream = BytesIO()
    book.save(stream)
    return load_workbook(BytesIO(stream.getvalue()))


def written(rows, columns=TEXTS, reader=ZURICH["en"], note=None):
    book = Workbook(write_only=True)
    sheet = Sheet(book, _("Infobox"), columns, reader)
    for row in rows:
        sheet.add(row)
    sheet.end(note)
    return kept(book).active


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("+41 32 555 01 11", "+41 32 555 01 11"),
        ("+41 (0)32 555.01-11", "+41 (0)32 555.01-11"),
        ("#N/A", "#N/A"),
        ("a = b", "a = b"),
        ("bell\x07 and \ufffe", "bell and "),
    ],
)
def test_what_somebody_wrote_is_text_and_computed_nowhere(text, shown):
    [cell] = written([[text]])[2]
    assert (cell.value, cell.data_type) == (shown, "s")


@given(st.text())
def test_no_text_begins_a_formula_and_every_text_can_be_kept(text):
    found = harmless(text)
    assert len(found.encode("utf-16-le")) // 2 <= TEXT_AT_MOST
    assert not found[:1] or found[0] not in "=-@\t\r"
    cell = written([[text]])[2][0]
    assert cell.value is None or (cell.data_type == "s" and cell.value.replace("\r", "") == found.replace("\r", ""))


@pytest.mark.parametrize("sign", ["x", "é", "😀"])
def test_what_is_too_long_for_a_cell_is_cut_and_says_so(sign):
    found = harmless(sign * 40_000)
    assert found.endswith("…")
    assert TEXT_AT_MOST // 2 <= len(found.encode("utf-16-le")) // 2 <= TEXT_AT_MOST
    assert harmless(sign * 16_000) == sign * 16_000


@pytest.mark.parametrize(
    ("language", "form"), [("en", "d mmm yyyy hh:mm"), ("fr", "dd.mm.yyyy hh:mm"), ("de", "dd.mm.yyyy hh:mm")]
)
def test_a_moment_is_a_real_date_in_the_readers_zone(language, form):
    [cell] = written([[AT]], [Column(title="x", date=True, time=True)], ZURICH[language])[2]
    assert (cell.value, cell.number_format, cell.is_date) == (HERE, form, True)
    [day] = written([[AT]], [Column(title="x", date=True)], ZURICH[language])[2]
    assert (day.value, day.number_format) == (HERE.replace(hour=0, minute=0, second=0), form.removesuffix(" hh:mm"))


def test_the_head_is_bold_stays_in_sight_and_filters_all_rows():
    columns = [Column(title=_("Number"), width=11), Column(title=_("Name"), width=30)]
    sheet = written([["CMP-1", "Acme"], ["CMP-2", "Kern"]], columns, note=_("Nothing else goes with it."))
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B3", "$1:$1")
    assert [sheet.column_dimensions[one].width for one in "AB"] == [11, 30]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    # What is told below the rows is no row: nobody sorts it into them.
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] == [
        [None, None],
        ["Nothing else goes with it.", None],
    ]


@pytest.mark.parametrize(
    ("language", "titles", "status", "state"),
    [
        ("en", ("Number", "State", "Name", "Status"), "Meeting", "Active"),
        ("fr", ("Numéro", "État", "Nom", "Statut"), "Rendez-vous", "Actif"),
        ("de", ("Nummer", "Zustand", "Name", "Status"), "Termin", "Aktiv"),
    ],
)
def test_clients_stand_under_the_labels_of_their_form(language, titles, status, state):
    reader = ZURICH[language]
    one = Client(
        record=ACME,
        values={"name": ACME.name, "status": "meeting", "owner": "Emma Quéloz", "phone": "+41 32 555 01 10"},
        last=Happening(action="info", at=AT),
    )
    book = Workbook(write_only=True)
    sheet = clients.sheet(book, RecordKind.COMPANY, reader)
    sheet.add(clients.row(one, STATUSES, reader))
    sheet.end()
    found = kept(book).active
    head, row = ([cell.value for cell in line] for line in found.iter_rows())
    assert tuple(head[:4]) == titles
    assert row[:4] == ["CMP-1", state, "Acme Précision SA", status]
    assert row[-4:] == ["Info", HERE.replace(hour=0, minute=0, second=0), None, None]
    assert head[-3].endswith("(Europe/Zurich)")


def test_the_details_of_one_client_leave_out_what_is_not_known():
    book = Workbook(write_only=True)
    one = Client(record=ACME, values={"status": "meeting", "phone": "+41 32 555 01 10", "city": "", "channel": "#acme"})
    clients.details(book, one, STATUSES, ZURICH["en"])
    assert [tuple(cell.value for cell in row) for row in kept(book).active.iter_rows()] == [
        ("Name", "Acme Précision SA"),
        ("Number", "CMP-1"),
        ("State", "Active"),
        ("Status", "Meeting"),
        ("Phone", "+41 32 555 01 10"),
        ("Channel", "#acme"),
    ]


def entry(**more):
    given = {
        "id": 7,
        "action": "info",
        "version": 1,
        "author": 1,
        "author_name": "Emma Quéloz",
        "occurred_at": AT,
        "created_at": AT,
        "records": (ACME,),
        "body": from_text("=1+1"),
        "participants": ("Théo Aebischer",),
    }
    return Entry(**given | more)


def row_of(one, reader=ZURICH["en"], now=AT):
    rows = infobox.Rows(reader=reader, now=now, statuses=STATUSES, names={})
    book = Workbook(write_only=True)
    sheet = infobox.sheet(book, reader)
    sheet.add(rows.row(one))
    sheet.end()
    head, row = ([cell.value for cell in line] for line in kept(book).active.iter_rows())
    return dict(zip(head, row, strict=True))


def test_an_entry_is_a_row_with_all_that_was_said_about_it():
    comment = Comment(
        id=1, author="Théo Aebischer", at=AT, body=from_text("Agreed."), source="slack", files=("cv.pdf",)
    )
    assert row_of(entry(comments=(comment,), edited=True, attachments=("cv.pdf",))) == {
        "Date (Europe/Zurich)": HERE,
        "Entry": "E-7",
        "Action": "Info",
        "Author": "Emma Quéloz",
        "State": "edited",
        "Clients": "Acme Précision SA",
        "Text": "'=1+1",
        "Changes": None,
        "Comments": "Théo Aebischer, 27 Nov 2026, 00:30 CET: Agreed.\n📎 cv.pdf",
        "Participants": "Théo Aebischer",
        "Attachments": "cv.pdf",
    }


@pytest.mark.parametrize(
    ("more", "now", "state"),
    [({}, AT, None), ({"undone": True}, AT, "annulée"), ({}, datetime(2026, 11, 1, tzinfo=UTC), "à venir")],
)
def test_an_entrys_state_is_said_in_the_readers_language(more, now, state):
    assert row_of(entry(**more), ZURICH["fr"], now)["État"] == state


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Acme Précision SA", "Acme Précision SA"),
        ("Re\u0301sidence A/B: “C”?", "Résidence A B “C”"),
        ("..\\..\\CON", "CON"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Ends with dots ...", "Ends with dots"),
        ("<>|", "…"),
        ("🙂" * 90, "🙂" * 40),
    ],
)
def test_a_file_name_is_one_that_every_system_takes(name, shown):
    assert file_name(name, AT, ZURICH["en"]) == f"Carnet – {shown} – 2026-11-27.xlsx"


@given(st.text())
def test_whatever_a_client_is_called_there_is_a_name_for_its_file(name):
    found = safe(name)
    assert found
    assert not set('<>:"/\\|?*') & set(found)
    assert all(one.isprintable() for one in found)
    assert len(f"Carnet – {found} – 2026-11-27.xlsx".encode()) <= 255
    assert safe(found) == found
