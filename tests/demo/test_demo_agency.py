from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from crm.domain.access import SEEDED_ROLES

LANGUAGES = {"en", "fr", "de"}
# Every day of a week, early and late, and the nights when the clocks change.
STARTS = [
    *(datetime(2026, 11, 9 + day, hour, 37, tzinfo=UTC) for day in range(7) for hour in (0, 8, 22)),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
]


def names(lines):
    return [line.name for line in lines]


def test_the_agency_has_the_promised_size(agency):
    assert (len(agency.members), len(agency.lists), len(agency.statuses)) == (5, 2, 6)
    assert (len(agency.companies), len(agency.contacts), len(agency.profiles)) == (12, 40, 8)
    assert (len(agency.entries), len(agency.comments)) == (60, 27)


def test_its_members_are_those_of_the_workspace(agency):
    assert {member.slack_user: (member.name, member.role) for member in agency.members} == {
        "U0CLAIRE01": ("Claire Favre", "admin"),
        "U0THOMAS1": ("Thomas Brönnimann", "manager"),
        "U0EMMA001": ("Emma Whitfield", "consultant"),
        "U0JULIEN1": ("Julien Rochat", "consultant"),
        "U0SOFIA01": ("Sofía Marchetti-Delgado", "reader"),
    }
    assert {member.key: member.manager for member in agency.members if member.manager} == {
        "emma": "thomas",
        "julien": "thomas",
    }
    assert all(member.email.endswith(f"@{agency.domain}") for member in agency.members)
    assert {member.zone for member in agency.members} | {agency.zone} <= available_timezones()


def test_members_have_roles_that_every_workspace_starts_with(agency):
    assert {member.role for member in agency.members} <= {role.name for role in SEEDED_ROLES}


def test_the_lists_reach_the_right_people(agency):
    assert {line.name: line.members for line in agency.lists} == {
        "Équipe Genève": ("claire", "julien", "emma"),
        "Deutschschweiz": ("thomas", "emma"),
    }


def test_a_list_among_the_participants_reaches_everybody_on_it(agency):
    told = [entry for entry in agency.entries if "geneve" in entry.participants]
    assert [agency.reached(entry) for entry in told] == [("claire", "julien", "emma")]


def test_one_company_only_answers_to_acme(agency):
    found = [
        line.name for line in (*agency.companies, *agency.contacts, *agency.profiles) if "acme" in line.name.lower()
    ]
    assert found == ["Acme Horlogerie SA"]


def test_some_people_have_the_same_name(agency):
    assert {name for name, count in Counter(names(agency.contacts)).items() if count > 1} == {
        "Marie Dubois",
        "Thomas Müller",
    }


def test_people_of_the_same_name_work_in_different_places(agency):
    places = {(contact.name, contact.company) for contact in agency.contacts}
    assert len(places) == len(agency.contacts)


def test_names_have_accents_and_some_are_long(agency):
    everybody = " ".join((*names(agency.companies), *names(agency.contacts), *names(agency.profiles)))
    assert set("éèçäöüßãá’É&") <= set(everybody)
    assert "Établissements horlogers Vuilleumier & Fils SA" in everybody
    assert max(len(contact.last_name) for contact in agency.contacts) >= 20


def test_one_contact_has_no_address_and_one_is_inactive(agency):
    assert [contact.name for contact in agency.contacts if contact.email is None] == [
        "Jean-Baptiste Courvoisier-Perrenoud"
    ]
    assert [contact.name for contact in agency.contacts if not contact.active] == ["Sylvie Bovard"]


def test_contacts_write_from_their_company_s_domain(agency):
    domains = {company.key: company.domain for company in agency.companies}
    assert all(contact.email.endswith(f"@{domains[contact.company]}") for contact in agency.contacts if contact.email)
    assert all(company.email.endswith(f"@{company.domain}") for company in agency.companies)


def test_every_address_is_reserved_for_examples(agency):
    addresses = [line.email for line in (*agency.members, *agency.companies, *agency.contacts) if line.email]
    assert all(address.endswith(".example") and address.isascii() for address in addresses)


@pytest.mark.parametrize("lines", ["contacts", "profiles"])
def test_every_language_is_spoken(agency, lines):
    assert {line.language for line in getattr(agency, lines)} == LANGUAGES


def test_every_language_is_read_and_written(agency):
    locales = {member.key: member.locale[:2] for member in agency.members}
    assert set(locales.values()) == LANGUAGES
    assert {locales[entry.author] for entry in agency.entries} == LANGUAGES


def test_every_status_is_had_by_a_company_and_named_in_every_language(agency):
    assert {company.status for company in agency.companies} == {status.key for status in agency.statuses}
    assert all(label for status in agency.statuses for label in status.labels.values())
    assert len({status.dot for status in agency.statuses}) == len(agency.statuses)


def test_notes_have_what_a_note_can_have(agency):
    text = "\n".join(entry.text for entry in agency.entries)
    for mark in (r"\*\w[^*\n]+\*", r"\b_\S[^_\n]+_", r"~\w+~", r"(?m)^- ", r"(?m)^1\. ", r"https://\S+\.example"):
        assert re.search(mark, text), mark


def test_texts_are_calm_and_named_by_no_day_of_the_week(agency):
    texts = [line.text for line in (*agency.entries, *agency.comments)]
    assert not [text for text in texts if "!" in text]
    assert not [text for text in texts if re.search(r"\b(lundi|mardi|jeudi|Montag|Dienstag|Monday|Tuesday)\b", text)]


def test_authors_may_do_what_they_did(agency):
    roles = {role.name: role for role in SEEDED_ROLES}
    serial = {member.key: number for number, member in enumerate(agency.members, start=1)}
    members = {member.key: member for member in agency.members}
    group = {
        key: {serial[key], *(serial[other.key] for other in agency.members if other.manager == key)} for key in serial
    }
    owners = {line.key: serial[line.owner] for line in (*agency.companies, *agency.contacts)}

    def may(key, action, owner):
        return roles[members[key].role].scope(action).covers(owner, serial[key], group[key])

    assert [
        (number, client)
        for number, entry in enumerate(agency.entries, start=1)
        for client in entry.clients
        if not may(entry.author, entry.action, owners[client])
    ] == []
    # Whoever may view an entry may comment on it.
    assert all(may(comment.author, "view", None) for comment in agency.comments)
    assert not may("sofia", "info", owners["acme"])


def test_every_consultant_owns_something(agency):
    owners = Counter(line.owner for line in (*agency.companies, *agency.contacts, *agency.profiles))
    assert set(owners) == {"claire", "thomas", "emma", "julien"}
    assert min(owners.values()) >= 3


def test_nobody_comments_on_their_own_entry_alone(agency):
    for entry in agency.entries:
        people = {comment.author for comment in entry.comments}
        assert not people or people != {entry.author}


@pytest.mark.parametrize("now", STARTS, ids=lambda now: f"{now:%a %H:%M}")
def test_every_start_gives_a_timeline_in_its_order(agency, now):
    zone = ZoneInfo(agency.zone)
    for entry in agency.entries:
        at, created = entry.at.moment(now, zone), entry.created.moment(now, zone)
        assert created <= at
        assert created < now
        assert entry.at.upcoming is (at > now)
        told = [created, *(comment.at.moment(now, zone) for comment in entry.comments), now]
        assert told == sorted(told)


@pytest.mark.parametrize("now", STARTS[:3], ids=lambda now: f"{now:%a %H:%M}")
def test_statuses_follow_from_one_to_the_next_and_end_where_the_records_stand(agency, now):
    zone = ZoneInfo(agency.zone)
    stand = {}
    for entry in sorted(agency.entries, key=lambda entry: entry.at.moment(now, zone)):
        for client, before in (entry.was or {}).items():
            assert stand.get(client, before) == before
            assert entry.status != before
            stand[client] = before if entry.at.upcoming else entry.status
    assert stand == {line.key: line.status for line in (*agency.companies, *agency.contacts) if line.key in stand}


def test_something_is_overdue_something_is_due_today_and_something_is_for_later(agency):
    planned = [entry for entry in agency.entries if entry.written]
    assert len([entry for entry in planned if not entry.at.upcoming]) == 2
    assert len([entry for entry in planned if entry.at.hours]) == 1
    assert sorted(entry.at.days for entry in planned if entry.at.days > 0) == [1, 2, 2, 3, 4, 5, 7, 8, 9, 10]
    assert {entry.remind for entry in planned} == {"at", "10m", "1h", "1d", "1w"}


def test_the_timeline_goes_back_two_months_and_reaches_until_now(agency):
    now = STARTS[1]
    moments = sorted(entry.at.moment(now, ZoneInfo(agency.zone)) for entry in agency.entries if not entry.at.upcoming)
    assert timedelta(days=60) < now - moments[0] < timedelta(days=70)
    assert now - moments[-1] < timedelta(hours=2)


def test_an_inactive_contact_is_mentioned_no_more(agency):
    [gone] = [contact.key for contact in agency.contacts if not contact.active]
    later = [entry for entry in agency.entries if gone in entry.clients and entry.at.days > -20]
    assert later == []
