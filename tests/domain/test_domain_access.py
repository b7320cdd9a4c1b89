"""How far permissions reach, and how records are named and found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.domain import folding
from crm.domain.access import NO_ROLE, SEEDED_ROLES, VIEW, Member, Role, Scope
from crm.domain.clients import Record, RecordKind, RecordNumber, StatusOption, contact_name
from crm.domain.delivery import FINAL, GIVE_UP_AFTER, WAITING, WAITS, DeliveryState, given_up, next_wait
from crm.domain.i18n import Stored, Text, known_zone, language_of, versions
from crm.domain.timeline import Entry, entry_number

ME, MINE_BELOW, STRANGER = 1, 2, 9
ROLES = {role.name: role for role in SEEDED_ROLES}


def member(role, group=frozenset({ME, MINE_BELOW}), **more):
    return Member(
        id=ME,
        slack_user="U0EMMA001",
        name="Emma Whitfield",
        email="",
        zone="UTC",
        locale="en",
        role=role,
        group=group,
        **more,
    )


@pytest.mark.parametrize(
    ("scope", "owners"),
    [
        (Scope.NONE, []),
        (Scope.OWN, [ME]),
        (Scope.GROUP, [ME, MINE_BELOW]),
        (Scope.ALL, [ME, MINE_BELOW, STRANGER, None]),
    ],
)
def test_a_scope_covers_the_records_of_its_owners(scope, owners):
    who = member(Role(name="x", grants={"status": scope}))
    assert [owner for owner in (ME, MINE_BELOW, STRANGER, None) if who.may("status", owner)] == owners


def test_a_record_without_owner_belongs_to_all_only():
    assert not any(scope.covers(None, ME, {ME}) for scope in (Scope.OWN, Scope.GROUP))


def test_who_is_not_active_may_nothing():
    gone = member(ROLES["admin"], active=False)
    assert (gone.may(VIEW, ME), gone.reach("info")) == (False, Scope.NONE)


def test_a_group_that_was_not_looked_up_is_just_me():
    lonely = member(ROLES["manager"], group=frozenset())
    assert (lonely.may("status", ME), lonely.may("status", MINE_BELOW)) == (True, False)


@pytest.mark.parametrize(
    ("role", "view", "info", "status", "anything"),
    [
        ("none", "none", "none", "none", "none"),
        ("admin", "all", "all", "all", "all"),
        ("manager", "all", "all", "group", "group"),
        ("consultant", "all", "all", "own", "none"),
        ("assistant", "all", "all", "none", "none"),
        ("reader", "all", "none", "none", "none"),
    ],
)
def test_the_shipped_roles(role, view, info, status, anything):
    found = [ROLES[role].scope(one).value for one in (VIEW, "info", "status", "merge")]
    assert found == [view, info, status, anything]


def test_nobody_has_a_role_before_it_is_given():
    assert NO_ROLE in SEEDED_ROLES


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CMP-12", "CMP-12"),
        (" cst345 ", "CST-345"),
        ("prf-6", "PRF-6"),
        ("CMP-0", None),
        ("CMP-012", None),
        ("CMP", None),
        ("CMP-1 Acme", None),
        ("CMP-" + "9" * 19, None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    found = RecordNumber.read(text)
    assert (str(found) if found else None) == number


@given(st.sampled_from(RecordKind), st.integers(1, 10**17))
def test_a_number_is_read_back_as_it_is_said(kind, number):
    assert RecordNumber.read(str(RecordNumber(kind, number))) == RecordNumber(kind, number)


@pytest.mark.parametrize(("text", "number"), [("E-789", 789), ("e789", 789), (" 12 ", 12), ("E-0", None), ("no", None)])
def test_entries_are_named_by_number(text, number):
    assert entry_number(text) == number


def test_the_dot_says_who_is_active():
    acme = Record(id=1, number=RecordNumber(RecordKind.COMPANY, 1), name="Acme Horlogerie SA")
    assert (acme.dot, replace(acme, active=False).dot, acme.kind) == ("🟢", "🔴", RecordKind.COMPANY)


def test_a_status_is_said_in_the_readers_language_or_in_english():
    option = StatusOption(key="lead", labels={"en": "Lead", "fr": "Piste"})
    assert [option.label(one) for one in ("fr", "de")] == ["Piste", "Lead"]
    assert StatusOption(key="lead", labels={}).label("fr") == "lead"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thomas Brönnimann", ["thomas", "bronnimann"]),
        ("Æon Müller-Straße", ["aeon", "muller", "strasse"]),
        ("Łódź & Søn", ["lodz", "son"]),
        ("Acme Acme ACME", ["acme"]),
        ("", []),
    ],
)
def test_words_are_folded(text, words):
    assert folding.words(text) == words


@given(st.text(max_size=30))
@example("\U0001d6e2")
def test_folding_twice_changes_nothing(text):
    assert folding.words(" ".join(folding.words(text))) == folding.words(text)


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8), st.text(max_size=8))
def test_a_prefix_ends_behind_all_that_begin_with_it(prefix, rest):
    assert prefix <= prefix + rest < folding.after(prefix)


def test_names_are_the_same_whatever_their_accents_and_signs():
    assert folding.same_name("Kern & Söhne GmbH", "kern, sohne gmbh")
    assert not folding.same_name("Kern & Söhne GmbH", "Kern & Söhne AG")


def test_behind_the_last_of_all_letters_comes_what_is_longer():
    last = "\U0010ffff"
    assert last < folding.after(last)
    assert folding.after(f"a{last}") == "b"
    assert folding.after("\ud7ff") == "\ue000"


def test_telephone_numbers_are_compared_by_their_digits():
    assert folding.digits(["+41 32 555 01 10", "032 555", "12", None]) == ["41325550110", "32555"]


def test_waits_grow_and_are_spread():
    plain = [next_wait(number, jitter=0) for number in range(1, 9)]
    assert plain == [*WAITS, WAITS[-1]]
    assert all(0.8 * WAITS[0] <= next_wait(1) <= 1.2 * WAITS[0] for _ in range(50))


def test_a_delivery_is_given_up_after_two_days():
    begun = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert not given_up(begun, begun + GIVE_UP_AFTER)
    assert given_up(begun, begun + GIVE_UP_AFTER + timedelta(seconds=1))
    assert set(DeliveryState) == WAITING | FINAL
    assert WAITING.isdisjoint(FINAL)


@pytest.mark.parametrize(
    ("locale", "language"), [("fr-CH", "fr"), ("de_AT", "de"), ("en-GB", "en"), ("pt-BR", "en"), ("", "en")]
)
def test_locales_have_one_of_three_languages(locale, language):
    assert language_of(locale) == language


def test_contacts_are_called_by_both_names():
    assert (contact_name("Élodie", "Müller"), contact_name("", "Müller")) == ("Élodie Müller", "Müller")


@pytest.mark.parametrize(
    ("name", "key"), [("Europe/Zurich", "Europe/Zurich"), ("Nowhere", "UTC"), ("", "UTC"), ("../x", "UTC")]
)
def test_a_zone_that_nobody_knows_is_utc(name, key):
    assert known_zone(name).key == key


def test_all_that_is_said_in_one_definition():
    assert versions(Text("Call")) == ["Call"]
    assert versions(Stored(en="Call", fr="Appel")) == ["Call", "Appel", "Call"]


def test_an_entry_is_upcoming_until_its_moment():
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    entry = Entry(
        id=789,
        action="info",
        version=1,
        author=ME,
        author_name="Emma Quéloz",
        occurred_at=at,
        created_at=at - timedelta(days=7),
        records=(),
    )
    assert [entry.upcoming(at - timedelta(seconds=1)), entry.upcoming(at)] == [True, False]
    assert entry.number == "E-789"
