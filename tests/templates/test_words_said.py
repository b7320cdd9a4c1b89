"""Messages, moments, names and changes, as three readers in three zones are told them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crm.actions import ACTIONS
from crm.domain.clients import Record, RecordKind, RecordNumber, StatusOption
from crm.domain.i18n import Stored, Text, _, ngettext
from crm.domain.richtext import from_text
from crm.domain.timeline import Change, Entry
from templates import words
from templates.catalogue import Reader, moment, say, together
from templates.richtext import to_text

AT = datetime(2026, 12, 1, 13, 30, 5, tzinfo=UTC)
EMMA = Reader.of("en-GB", "Europe/London")
CLAIRE = Reader.of("fr-CH", "Europe/Zurich")
PAUL = Reader.of("de-DE", "Europe/Berlin")
READERS = pytest.mark.parametrize("reader", [EMMA, CLAIRE, PAUL], ids=["en", "fr", "de"])
STATUSES = (StatusOption(key="meeting", labels={"en": "Meeting", "fr": "Rendez-vous"}),)
NAMES = (
    "Zénith AG",
    "acme Précision SA",
    "Kern & Söhne GmbH",
    "Hôpital du Jura",
    "École Sainte-Ursule",
    "Brasserie Ajoie",
)
COMPANIES = tuple(
    Record(id=place, number=RecordNumber(RecordKind.COMPANY, place), name=name) for place, name in enumerate(NAMES, 1)
)
ENTRY = Entry(
    id=12,
    action="status",
    version=1,
    author=1,
    author_name="Emma Quéloz",
    occurred_at=AT,
    created_at=AT,
    records=COMPANIES[:1],
)


def change(record, field="status", before=None, after="meeting"):
    return Change(record=record.id, record_name=record.name, field=field, before=before, after=after)


@pytest.mark.parametrize(
    ("reader", "one", "several"),
    [
        (EMMA, "1 earlier comment", "2 earlier comments"),
        (CLAIRE, "1 commentaire plus ancien", "2 commentaires plus anciens"),
        (PAUL, "1 früherer Kommentar", "2 frühere Kommentare"),
    ],
    ids=["en", "fr", "de"],
)
def test_one_and_several_are_said_as_the_language_does(reader, one, several):
    said = [say(ngettext("{count} earlier comment", "{count} earlier comments", count), reader) for count in (1, 2)]
    assert said == [one, several]


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (EMMA, "1 Dec 2026, 13:30 GMT"),
        (CLAIRE, "1 déc. 2026, 14:30 CET"),
        (PAUL, "1. Dez. 2026, 14:30 CET"),
        (Reader.of("en-US", "Asia/Tokyo"), "1 Dec 2026, 22:30 JST"),
        # This zone has a number for a name; its city says more.
        (Reader.of("en-US", "America/Sao_Paulo"), "1 Dec 2026, 10:30 Sao Paulo"),
        (Reader.of("fr-FR", "America/Argentina/Buenos_Aires"), "1 déc. 2026, 10:30 Buenos Aires"),
        (Reader.of("en-US", "Europe/Atlantis"), "1 Dec 2026, 13:30 UTC"),
        (Reader.of("en-US", ""), "1 Dec 2026, 13:30 UTC"),
    ],
    ids=lambda value: "" if isinstance(value, str) else f"{value.locale} {value.zone}",
)
def test_a_moment_is_said_in_the_readers_zone_which_is_named(reader, said):
    assert moment(AT, reader) == said
    assert say(_("Planned for {when}", when=AT), reader).endswith(said)


@pytest.mark.parametrize(
    ("reader", "said"),
    [(EMMA, "Anna, Bob and Claire"), (CLAIRE, "Anna, Bob et Claire"), (PAUL, "Anna, Bob und Claire")],
    ids=["en", "fr", "de"],
)
def test_names_are_joined_as_the_language_does(reader, said):
    assert together(["Anna", "Bob", "Claire"], reader).replace(", and", " and") == said
    assert (together(["Anna"], reader), together([], reader)) == ("Anna", "")


def test_blanks_are_said_in_the_readers_language_too():
    assert say(_("Please fill in “{field}”.", field=_("Name")), CLAIRE) == "Veuillez remplir «\u00a0Nom\u00a0»."
    assert say(_("Please fill in “{field}”.", field=Stored(en="Fee", fr="Honoraires")), CLAIRE).count("Honoraires") == 1
    assert (say("as it is", PAUL), say(Text(""), PAUL)) == ("as it is", "")


def test_what_an_admin_typed_falls_back_to_a_language_that_there_is():
    assert [say(Stored(en="Fee", fr="Honoraires"), one) for one in (EMMA, CLAIRE, PAUL)] == ["Fee", "Honoraires", "Fee"]
    assert [say(Stored(de="Honorar"), one) for one in (EMMA, PAUL)] == ["Honorar", "Honorar"]


@pytest.mark.parametrize(
    ("shown", "hidden", "at_most", "said"),
    [
        (1, 0, 5, "Zénith AG"),
        (2, 0, 5, "acme Précision SA, Zénith AG"),
        (
            6,
            0,
            4,
            "acme Précision SA, Brasserie Ajoie, École Sainte-Ursule, Hôpital du Jura und 2 weitere",
        ),
        (2, 3, 5, "acme Précision SA, Zénith AG und 3 weitere"),
        (3, 2, 2, "acme Précision SA, Kern & Söhne GmbH und 3 weitere"),
        (0, 0, 5, ""),
    ],
)
def test_many_clients_are_named_up_to_a_few_then_counted(shown, hidden, at_most, said):
    assert words.names_of(COMPANIES[:shown], hidden, PAUL, at_most) == said


@pytest.mark.parametrize(
    ("changes", "records", "said"),
    [
        ([change(COMPANIES[0])], 1, ("Statut\u00a0: – → Rendez-vous",)),
        ([change(COMPANIES[0], before="meeting", after="lost")], 1, ("Statut\u00a0: Rendez-vous → lost",)),
        ([change(COMPANIES[1])], 2, ("acme Précision SA · Statut\u00a0: – → Rendez-vous",)),
        ([], 1, ()),
    ],
    ids=["first", "old and new", "which of several", "none"],
)
def test_a_change_says_old_and_new(changes, records, said):
    entry = replace(ENTRY, records=COMPANIES[:records], changes=tuple(changes))
    assert words.lines(entry, STATUSES, CLAIRE).changes == said


@READERS
def test_more_changes_than_can_be_read_are_counted(reader):
    entry = replace(ENTRY, records=COMPANIES, changes=tuple(map(change, COMPANIES)))
    shown = words.lines(entry, STATUSES, reader).changes
    assert len(shown) == words.NAMED_AT_MOST + 1
    assert shown[-1] == say(ngettext("and {count} more change", "and {count} more changes", 1), reader)


@READERS
def test_what_lies_ahead_is_said_to_be_planned(reader):
    ahead = replace(ENTRY, occurred_at=AT + timedelta(days=7))
    assert words.lines(ENTRY, (), reader).upcoming is None
    assert moment(ahead.occurred_at, reader) in (words.lines(ahead, (), reader).upcoming or "")


@READERS
def test_every_action_has_a_sentence_with_its_author(reader):
    for name in ACTIONS:
        said = words.sentence(replace(ENTRY, action=name), reader)
        assert "{" not in said
        assert words.title(name, reader)
    assert "Emma Quéloz" in words.sentence(ENTRY, reader)


def test_an_action_that_is_no_longer_here_is_still_told():
    old = replace(ENTRY, action="fax")
    assert (words.title("fax", EMMA), words.sentence(old, EMMA)) == ("fax", "Emma Quéloz")
    assert words.lines(old, (), EMMA).icon == "•"


@pytest.mark.parametrize(
    ("text", "said"),
    [("short\n\nnote", "short note"), ("long " * 20, "long long…"), ("", "")],
    ids=["lines", "cut", "empty"],
)
def test_a_preview_is_one_paragraph(text, said):
    assert words.preview(from_text(text) if text else None, {}, 10) == said


@pytest.mark.parametrize(
    ("form", "french", "german"),
    [
        ("{date_num}", "2026-12-01", "2026-12-01"),
        ("{date_slash}", "01/12/2026", "01.12.26"),
        ("{date}", "1 décembre 2026", "1. Dezember 2026"),
        ("{date_short_pretty}", "1 déc. 2026", "1. Dez. 2026"),
        ("{date_long}", "mardi 1 décembre 2026", "Dienstag, 1. Dezember 2026"),
        ("{date_pretty} {time}", "1 décembre 2026 14:30 CET", "1. Dezember 2026 14:30 CET"),
        ("{time_secs}", "14:30:05 CET", "14:30:05 CET"),
        ("{never_heard}", "{never_heard}", "{never_heard}"),
    ],
)
def test_dates_inside_texts_are_told_as_each_language_writes_them(form, french, german):
    node = {"type": "date", "timestamp": int(AT.timestamp()), "format": form}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [node]}]}
    assert [to_text(rich, {}, one) for one in (CLAIRE, PAUL)] == [french, german]


@pytest.mark.parametrize(
    ("field", "before", "after", "said"),
    [
        ("first_name", "Élodie", "Elise", "Prénom\u00a0: Élodie → Elise"),
        ("salutation", None, "ms", "Civilité\u00a0: – → Madame"),
        ("parent", "Zénith AG", None, "Société mère\u00a0: Zénith AG → –"),
        ("notes", "Le matin.\nOu le soir.", "x" * 3000, f"Notes\u00a0: Le matin. Ou le soir. → {'x' * 99}…"),
    ],
)
def test_an_edited_field_is_called_as_the_form_calls_it_and_long_values_are_cut(field, before, after, said):
    edited = replace(ENTRY, action="edit", changes=(change(COMPANIES[0], field, before, after),))
    assert words.lines(edited, (), CLAIRE).changes == (said,)
