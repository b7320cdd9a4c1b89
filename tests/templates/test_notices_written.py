"""What people read in their mailbox: in their language, the news first, and nothing that is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crm.domain.delivery import DeliveryKind
from crm.domain.timeline import Change
from templates.mail import notice
from tests.templates.letters import ACME, AT, ENTRY, READERS, SAID, parcel


@pytest.mark.parametrize(
    ("language", "subject", "headline", "when", "footer"),
    [
        (
            "en",
            "Acme <Horlogerie> SA – Info (E-12)",
            "Emma Whitfield wrote a note",
            "24 Nov 2026, 10:30 CET",
            "because you take part",
        ),
        (
            "fr",
            "Acme <Horlogerie> SA – Info (E-12)",
            "Emma Whitfield a écrit une note",
            "24 nov. 2026, 10:30 CET",
            "vous concerne",
        ),
        (
            "de",
            "Acme <Horlogerie> SA – Info (E-12)",
            "Emma Whitfield hat eine Notiz geschrieben",
            "24. Nov. 2026, 10:30 CET",
            "beteiligt sind",
        ),
    ],
)
def test_an_entry_is_told_in_the_readers_language_and_zone(language, subject, headline, when, footer):
    mail = notice(parcel(language))
    assert mail.subject == subject
    for part in (mail.text, mail.html):
        assert headline in part
        assert when in part
        assert footer in part


def test_the_text_part_reads_well():
    assert notice(parcel(), answerable=True).text.split("\n") == [
        "-- Please write your answer above this line. Everybody concerned will read it. --",
        "",
        "Emma Whitfield wrote a note",
        "",
        "📝 Acme <Horlogerie> SA",
        "24 Nov 2026, 10:30 CET · E-12",
        "",
        "Called back, ask <@U0THOMAS1>",
        "",
        "With Julien Rochat and Thomas Brönnimann",
        "",
        "-- ",
        "Lémanique Talents",
        "You get this mail because you take part. Your answer becomes a comment for everybody concerned.",
        "",
    ]


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("en", "Hear no more of this entry: https://x.example/u"),
        ("fr", "Ne plus recevoir de nouvelles de cette entrée\u00a0: https://x.example/u"),
        ("de", "Von diesem Eintrag nichts mehr hören: https://x.example/u"),
    ],
)
def test_who_wants_to_hear_no_more_finds_how_at_the_foot(language, last):
    mail = notice(parcel(language), mute="https://x.example/u")
    assert mail.text.rstrip("\n").rpartition("\n")[2] == last
    assert 'href="https://x.example/u"' in mail.html


def test_names_and_texts_are_escaped_in_html_and_styles_stand_in_the_tags():
    html = notice(parcel()).html
    assert "Acme &lt;Horlogerie&gt; SA" in html
    assert "<strong>back</strong>" in html
    assert 'style="' in html


def test_a_comment_comes_before_the_entry_it_is_about():
    mail = notice(parcel(kind=DeliveryKind.COMMENT, comment=SAID))
    assert mail.subject == "Re: Acme <Horlogerie> SA – Info (E-12)"
    assert (
        mail.text.index("I go & see them")
        < mail.text.index("Emma Whitfield wrote a note")
        < mail.text.index("Called back")
    )
    assert "I go &amp; see them" in mail.html


def test_nobody_is_asked_to_answer_where_nobody_reads_it():
    mail = notice(parcel())
    assert "above this line" not in mail.text + mail.html
    assert "Answer in the entry’s thread in Slack." in mail.text


def test_a_mention_is_a_name():
    body = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0THOMAS1"}]}],
    }
    mail = notice(parcel(entry=replace(ENTRY, body=body)))
    assert "@Thomas Brönnimann" in mail.text
    assert "<strong>@Thomas Brönnimann</strong>" in mail.html


def test_a_change_says_old_and_new_and_several_clients_are_named():
    other = replace(ACME, id=2, name="Zénith AG")
    changes = tuple(
        Change(record=one.id, record_name=one.name, field="status", before=None, after="meeting")
        for one in (ACME, other)
    )
    mail = notice(parcel("fr", entry=replace(ENTRY, action="status", records=(other, ACME), changes=changes, hidden=2)))
    assert mail.subject == "Acme <Horlogerie> SA, Zénith AG et 2 autres – Statut (E-12)"
    assert "Zénith AG · Statut" in mail.text
    assert "– → meeting" in mail.text


def test_a_reminder_says_when():
    later = replace(ENTRY, occurred_at=AT + timedelta(days=1))
    mail = notice(parcel("de", kind=DeliveryKind.REMINDER, entry=later))
    assert mail.subject.startswith("Erinnerung: Acme")
    assert "25. Nov. 2026, 10:30 CET" in mail.text


def test_a_reminder_says_its_moment_once_and_who_wrote_it():
    later = replace(ENTRY, occurred_at=AT + timedelta(days=1))
    mail = notice(parcel(kind=DeliveryKind.REMINDER, entry=later))
    for part in (mail.text, mail.html):
        assert part.count("25 Nov 2026, 10:30 CET") == 1
        assert "Emma Whitfield wrote a note" in part


def test_what_is_planned_says_so_in_the_place_of_its_date():
    mail = notice(parcel("fr", entry=replace(ENTRY, occurred_at=AT + timedelta(days=7))))
    assert "Prévu pour le 1 déc. 2026, 10:30 CET · E-12" in mail.text
    assert mail.text.count("2026") == 1


@pytest.mark.parametrize(("language", "said"), [("en", "edited"), ("fr", "modifié"), ("de", "bearbeitet")])
def test_what_was_edited_says_so_beside_its_number(language, said):
    assert f"E-12 · {said}\n" in notice(parcel(language, entry=replace(ENTRY, edited=True))).text
    assert said not in notice(parcel(language)).text
    assert said not in notice(parcel(language, entry=replace(ENTRY, edited=True, undone=True))).text


def test_what_was_undone_is_struck_through_and_says_so():
    undone = replace(
        ENTRY, undone=True, changes=(Change(record=1, record_name="", field="name", before="A", after="B"),)
    )
    mail = notice(parcel(kind=DeliveryKind.COMMENT, comment=SAID, entry=undone))
    assert "This was undone." in mail.text
    assert "<s>Acme &lt;Horlogerie&gt; SA</s>" in mail.html
    assert "<s>Name: A → B</s>" in mail.html
    assert "<s>" not in notice(parcel()).html


def test_a_subject_names_two_clients_and_counts_the_rest():
    several = tuple(replace(ACME, id=place, name=name) for place, name in enumerate(("Zénith", "Ébauches", "Arc"), 1))
    mail = notice(parcel(entry=replace(ENTRY, records=several)))
    assert mail.subject == "Arc, Ébauches and 1 more – Info (E-12)"
    assert "Arc, Ébauches, Zénith" in mail.text


@pytest.mark.parametrize("language", READERS)
@pytest.mark.parametrize("answerable", [True, False])
@pytest.mark.parametrize("kind", [DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.REMINDER])
def test_no_text_part_has_a_hole_and_no_html_part_a_leftover(language, answerable, kind):
    comment = SAID if kind is DeliveryKind.COMMENT else None
    for body, participants in ((None, ()), (ENTRY.body, ENTRY.participants)):
        entry = replace(ENTRY, body=body, participants=participants)
        mail = notice(parcel(language, kind=kind, comment=comment, entry=entry), answerable=answerable)
        assert "\n\n\n" not in mail.text
        assert not mail.text.startswith("\n")
        assert [mark for mark in ("{{", "{%", "None") if mark in mail.text + mail.html] == []


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "New time: 26 Nov 2026, 15:00 CET"),
        ("fr", "Nouvelle date\N{NO-BREAK SPACE}: 26 nov. 2026, 15:00 CET"),
        ("de", "Neuer Termin: 26. Nov. 2026, 15:00 CET"),
    ],
)
def test_who_is_told_that_an_entry_was_moved_reads_the_new_time_first(language, headline):
    moved = replace(ENTRY, occurred_at=datetime(2026, 11, 26, 14, tzinfo=UTC))
    mail = notice(parcel(language, kind=DeliveryKind.MOVED, entry=moved))
    assert mail.text.startswith(headline)
    assert headline in mail.html
    assert mail.subject.startswith("Re: ")
