from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.actions._shared import ATTACHMENTS
from crm.domain.errors import Refused
from crm.domain.fields import Reading
from crm.domain.files import INSIDE, Attachment, attachments
from tests.factories import NOW

READING = Reading(now=NOW, zone=ZoneInfo("Europe/Zurich"))


def archive(**members):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return packed.getvalue()


GOOD = {
    "pdf": b"\n%PDF-1.7 ...",
    "docx": archive(word__document_xml="<w/>"),
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...",
    "rtf": b"{\\rtf1 Bonjour}",
    "odt": archive(mimetype="application/vnd.oasis.opendocument.text"),
    "txt": "Très motivée.".encode(),
    "html": b"<p>Offer</p>",
    "png": b"\x89PNG\r\n\x1a\n...",
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "xlsx": archive(xl__workbook_xml="<w/>"),
}


def file(name, size=10):
    return Attachment(id="F1", name=name, size=size, url="")


def read(*names, size=10):
    return ATTACHMENTS.read([{"id": "F1", "name": name, "size": size, "url": "u"} for name in names], READING)


def test_every_kind_that_is_taken_has_an_example_here():
    assert set(GOOD) == set(INSIDE)


@pytest.mark.parametrize("inside", GOOD)
@pytest.mark.parametrize("name", GOOD)
def test_a_content_passes_under_its_own_name_only(name, inside):
    # Text may hold anything that is no machine's; a page is a text.
    texts = {"txt", "html", "rtf", "pdf"}
    also = name == "txt" and inside in texts
    assert file(f"Lebenslauf.{name}").holds(GOOD[inside]) is (name == inside or also)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CV.PDF", "pdf"),
        ("Foto.JPEG", "jpg"),
        ("a.htm", "html"),
        ("pdf", ""),
        ("a.exe", ""),
        ("a.pdf.exe", ""),
        ("", ""),
    ],
)
def test_the_ending_of_the_name_tells_the_kind(name, kind):
    assert file(name).kind == kind


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a zip", GOOD["docx"][:-30], archive(mimetype="application/zip")]
)
@pytest.mark.parametrize("name", ["docx", "xlsx", "odt"])
def test_what_is_no_archive_of_its_kind_is_not_taken(name, content):
    assert not file(f"a.{name}").holds(content)


def test_an_archive_with_a_lock_is_not_taken():
    locked = bytearray(archive(mimetype="application/vnd.oasis.opendocument.text"))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        flags = locked.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        struct.pack_into("<H", locked, flags, 1)
    assert not file("a.odt").holds(bytes(locked))


@given(st.binary(max_size=300), st.sampled_from(sorted(INSIDE)))
def test_no_content_is_too_odd_to_be_looked_at(content, name):
    assert file(f"a.{name}").holds(content) in {True, False}


def test_names_lose_their_folders_and_keep_their_ending():
    assert [one.name for one in read("../../etc/CV.pdf", "C:\\x\\CV.pdf")] == [".. .. etc CV.pdf", "C: x CV.pdf"]
    [long] = read("é" * 300 + ".pdf")
    assert (len(long.name), long.kind) == (201, "pdf")


def test_an_attachment_is_read_back_as_it_was_kept():
    found = read("CV.pdf")
    assert attachments([one.as_row() for one in found]) == found


def test_a_text_may_be_written_in_any_alphabet():
    for encoding in ("utf-8", "utf-16", "latin-1"):
        assert file("Notes.txt").holds("Très motivée.\r\n".encode(encoding))


def test_no_file_is_no_file():
    assert ATTACHMENTS.read([], READING) == ATTACHMENTS.read(None, READING) == ()


@pytest.mark.parametrize("raw", ["CV.pdf", [1, 2], {"name": "CV.pdf"}, 7])
def test_what_no_form_sends_is_refused_in_words(raw):
    with pytest.raises(Refused, match="Files can only be added in Slack"):
        ATTACHMENTS.read(raw, READING)


def test_all_that_is_wrong_with_some_files_is_said_at_once():
    with pytest.raises(Refused) as refused:
        read("a.exe", "b.dll")
    assert [problem.field for problem in refused.value.problems] == ["attachments", "attachments"]
