from __future__ import annotations

import zipfile
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest

from bot.demo.agency import read_agency, read_document

NAMES = sorted(name for profile in read_agency().profiles for name in profile.documents)
MOST = 30_000
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def of_kind(kind):
    return [name for name in NAMES if name.endswith(kind)]


def test_every_document_belongs_to_one_profile_and_every_profile_has_one(agency):
    shipped = sorted(path.name for path in files("bot.demo").joinpath("documents").iterdir())
    assert shipped == NAMES
    assert all(profile.documents for profile in agency.profiles)


def test_there_are_documents_of_three_kinds():
    assert {kind: len(of_kind(kind)) for kind in (".pdf", ".docx", ".txt")} == {".pdf": 4, ".docx": 4, ".txt": 2}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_small_and_says_nothing_of_a_machine(name):
    content = read_document(name)
    assert 0 < len(content) < MOST
    assert not [word for word in (b"/work", b"/tmp", b"/home", b"file:") if word in content]


@pytest.mark.parametrize("name", of_kind(".pdf"))
def test_a_pdf_begins_and_ends_as_one_and_finds_its_table(name):
    content = read_document(name)
    assert content.startswith(b"%PDF-1.")
    assert content.rstrip().endswith(b"%%EOF")
    table = int(content.rsplit(b"startxref", 1)[1].split()[0])
    assert content[table : table + 4] == b"xref"
    assert b"/Count 1" in content


@pytest.mark.parametrize("name", of_kind(".docx"))
def test_a_docx_holds_the_candidate_s_own_words(agency, name):
    [profile] = [profile for profile in agency.profiles if name in profile.documents]
    with zipfile.ZipFile(BytesIO(read_document(name))) as parts:
        assert parts.testzip() is None
        assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml"} <= set(parts.namelist())
        document = ET.fromstring(parts.read("word/document.xml"))  # noqa: S314 the file is our own
        words = [node.text for node in document.iter(WORDS)]
    assert words[0] == profile.name
    assert len(words) > 15


@pytest.mark.parametrize("name", of_kind(".txt"))
def test_a_text_is_readable_and_names_the_candidate(agency, name):
    [profile] = [profile for profile in agency.profiles if name in profile.documents]
    assert profile.name in read_document(name).decode("utf-8")


def test_a_document_that_is_not_there_is_missed():
    with pytest.raises(FileNotFoundError):
        read_document("cv-of-nobody.pdf")
