"""Digests and weekly reports as mails, charts and workbooks, in three languages."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.parser import BytesParser
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.mail import bulletins
from bot.stop_links import StopLinks
from crm.directory import FIRST_STATUSES
from templates.bulletins import sheet
from templates.catalogue import Reader
from templates.charts import Chart, NotDrawn, Series, drawn
from templates.mail.bulletin import bulletin
from templates.report import Report, charts, lines
from tests.templates.bulletins import FIGURES, digest, folded, report, reported
from tests.templates.letters import READERS

STOPS = StopLinks(public="https://carnet.example", keys=(b"k",))
OWN = ("", "carnet@lemanique.example")


@pytest.fixture(scope="module")
def german():
    return report("de")


def read(parcel):
    raw = bulletins.compose(parcel, OWN, "reply.example", STOPS, answers=True, message_id="<digest-7@x.example>")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return BytesParser(policy=policy.default).parsebytes(raw)


@pytest.mark.parametrize(
    ("language", "subject", "title"),
    [
        ("en", "Your day, 24 Nov 2026: 4 overdue, 2 today", "Overdue"),
        ("fr", "Votre journée du 24 nov. 2026 : 4 en retard, 2 aujourd’hui", "En retard"),
        ("de", "Ihr Tag, 24. Nov. 2026: 4 überfällig, 2 heute", "Überfällig"),
    ],
)
def test_a_digest_says_what_is_overdue_and_what_is_today_and_how_to_hear_less(language, subject, title):
    mail = read(digest(language))
    assert mail["Subject"] == subject
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert title in text
    assert title in html
    assert "Send the two profiles & call <back>" in text
    assert "call &lt;back&gt;" in html
    assert mail["List-Unsubscribe"].startswith("<https://carnet.example/unsubscribe/1.2.digest.")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (mail["Auto-Submitted"], mail["Reply-To"]) == ("auto-generated", None)


def test_what_was_too_much_names_each_and_says_who_commented():
    said = sheet(folded("en"))
    assert said.headline == "7 more in the last hour"
    [section] = said.sections
    assert [(one.icon, one.what.partition(" · ")[0]) for one in section.lines] == [
        ("📝", "Emma Whitfield wrote a note"),
        ("💬", "Julien Rochat commented"),
    ]
    assert section.more == "… and 5 more"
    assert "List-Unsubscribe" not in read(folded("en"))


def test_a_report_holds_its_pictures_where_the_mail_shows_them_and_a_workbook_beside(german):
    mail = read(reported(german, "de"))
    html = mail.get_body(("html",)).get_content()
    pictures = {part["Content-ID"].strip("<>"): part for part in mail.walk() if part.get_content_type() == "image/png"}
    assert len(pictures) == 3
    assert all(f'src="cid:{name}"' in html for name in pictures)
    assert all(one.alt.replace("&", "&amp;") in html for one in german.pictures)
    [book] = list(mail.iter_attachments())
    assert book.get_filename() == "Carnet – Wochenbericht – 2026-11-22.xlsx"
    sheets = {one.title: list(one.values) for one in load_workbook(BytesIO(book.get_content()))}
    assert sheets["Was getan wurde"][1][-1] == 25, "a number is a number"
    assert sheets["Stille Kunden"][1][1] == "'=Kern & Söhne GmbH", "and no client's name a formula"
    assert sheets["Kunden nach Status"][1] == ("Interessent", 34, 6, 12.4)
    assert "weekly" in mail["List-Unsubscribe"]


def test_what_is_kept_of_a_report_is_the_report(german):
    assert Report.read(german.kept()) == german


@pytest.mark.parametrize("before", [41, 53, 60])
def test_a_week_is_compared_with_the_one_before_in_words(before):
    said = lines(replace(FIGURES, before=before), Reader.of("en", "Europe/Zurich"))
    assert (
        said[0]
        == {
            41: "53 actions, 12 more than the week before.",
            53: "53 actions, as in the week before.",
            60: "53 actions, 7 fewer than the week before.",
        }[before]
    )


def test_a_week_without_anything_has_no_charts():
    nothing = replace(FIGURES, people=(), stages=(), silent=(), named=(), before=0)
    assert charts(nothing, FIRST_STATUSES, Reader.member(READERS["en"])) == []
    assert drawn([]) == []


def test_names_are_drawn_whatever_they_hold_and_what_cannot_be_drawn_is_said():
    odd = ("$x$ & \\alpha", "名" * 80, "", "a\nb")
    one = Series(name="$", values=(1, 0, 0, 3))
    chart = Chart(name="a", title="$", subtitle="_", rows=odd, series=(one, one), notes=("1", "0", "0", "3"), alt="a")
    [picture] = drawn([chart])
    assert picture.startswith(b"\x89PNG")
    with pytest.raises(NotDrawn):
        drawn([replace(chart, notes=("1",))])


@given(st.integers(0, 30), st.integers(0, 5000))
def test_a_digest_never_hides_that_there_is_more(shown, more):
    found = digest("en")
    many = replace(found.news, overdue=found.news.overdue * shown, overdue_count=shown + more if shown else 0)
    text = bulletin(found, sheet(replace(found, news=many))).text
    assert ("more" in text) == bool(shown and more)
