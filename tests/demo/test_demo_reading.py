from __future__ import annotations

import tomllib
from dataclasses import FrozenInstanceError
from datetime import time

import pytest

from bot.demo.agency import Unreadable, read_agency
from bot.demo.when import When


def refused(text):
    with pytest.raises(Unreadable) as caught:
        read_agency(text)
    assert str(caught.value) == "\n".join(caught.value.reasons)
    return list(caught.value.reasons)


def test_an_agency_is_read_into_lines(small):
    agency = read_agency(small)
    assert (agency.name, agency.domain, agency.city) == ("Talents du Jura", "jura.example", "Delémont")
    assert agency.statuses[0].labels == {"en": "Prospect", "fr": "Prospect", "de": "Interessent"}
    assert agency.companies[0].domain == "scierie-fleury.example"
    assert [profile.name for profile in agency.profiles] == ["Sandrine Voirol"]
    assert [line.members for line in agency.lists] == [("noemie",)]


def test_a_contact_belongs_to_the_company_it_stands_under(small):
    [contact] = read_agency(small).contacts
    assert (contact.name, contact.company, contact.active, contact.mobile) == ("Gaëtan Fleury", "scierie", True, None)


def test_an_entry_brings_its_moment_its_change_and_its_comments(small):
    agency = read_agency(small)
    [entry] = agency.entries
    assert entry.at == entry.created == When(days=-2, clock=time(10))
    assert (entry.status, dict(entry.was)) == ("meeting", {"gaetan": "prospect"})
    assert [(one.author, one.text) for one in agency.comments] == [("noemie", "Il confirme.")]


def test_a_participant_named_twice_is_reached_once(small):
    agency = read_agency(small)
    assert agency.reached(agency.entries[0]) == ("noemie",)


def test_an_agency_cannot_be_changed_once_it_is_read(small):
    agency = read_agency(small)
    with pytest.raises(FrozenInstanceError):
        agency.companies[0].name = "Autre nom"


def test_text_that_is_not_toml_is_refused():
    with pytest.raises(tomllib.TOMLDecodeError):
        read_agency("name = ")


def test_an_empty_agency_is_told_what_it_lacks():
    assert refused("") == [f"The agency has no {name}." for name in ("city", "domain", "locale", "name", "zone")]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('industry = "Timber"', "", "The company scierie has no industry."),
        ('industry = "Timber"', 'trade = "Timber"\nindustry = "Timber"', "The company scierie cannot have trade."),
        ('function = "Directeur"', "", "The contact gaetan has no function."),
        ('key = "gaetan"\n', "", "The contact no. 1 has no key."),
        ('clients = ["gaetan"]', 'clients = "gaetan"', "The entry no. 1: clients must be a list."),
        ('text = "Il confirme."', "", "The entry no. 1: The comment no. 1 has no text."),
        ("[[profile]]", "[[candidate]]", 'There are no lines of the kind "candidate".'),
        ('at = "-2d 10:00"', 'at = "soon"', 'The entry no. 1: "soon" is no moment; write "-34d 10:15" or "+3h".'),
        ('at = "-2d 10:00"', 'at = "-2d 26:00"', "The entry no. 1: hour must be in 0..23."),
    ],
)
def test_a_line_of_the_wrong_shape_is_refused_with_its_place(small, before, after, reason):
    assert before in small
    [found] = refused(small.replace(before, after, 1))
    assert found.startswith(reason.removesuffix("."))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('status = "prospect"', 'status = "friend"', 'The company scierie names the status "friend"'),
        ('key = "tous"', 'key = "noemie"', 'The participant "noemie" is there 2 times.'),
        ('key = "sandrine"', 'key = "scierie"', 'The record "scierie" is there 2 times.'),
        ('key = "meeting"', 'key = "prospect"', 'The status "prospect" is there 2 times.'),
        (
            "gaetan@scierie-fleury",
            "noemie.chappuis@jura",
            'The address "noemie.chappuis@jura.example" is there 2 times.',
        ),
        ('role = "consultant"', 'role = "boss"', 'The member noemie names the role "boss"'),
        ('role = "consultant"', 'role = "reader"\nmanager = "luc"', 'The member noemie names the member "luc"'),
        ('members = ["noemie"]', 'members = ["luc"]', 'The list tous names the member "luc"'),
        ('owner = "noemie"', 'owner = "luc"', 'The company scierie names the member "luc"'),
        ('owner = "noemie"', 'owner = "noemie"\nparent = "foret"', 'The company scierie names the company "foret"'),
        ('salutation = "mr"', 'salutation = "sir"', 'The contact gaetan names the salutation "sir"'),
        ('language = "fr"', 'language = "it"', 'The contact gaetan names the language "it"'),
        ('clients = ["gaetan"]', 'clients = ["gaetan", "luc"]', 'The entry no. 1 names the client "luc"'),
        ('profiles = ["sandrine"]', 'profiles = ["luc"]', 'The entry no. 1 names the profile "luc"'),
        ('participants = ["tous"', 'participants = ["luc"', 'The entry no. 1 names the participant "luc"'),
        ('author = "noemie"', 'author = "luc"', 'The entry no. 1 names the member "luc"'),
        (
            'author = "noemie"\nat = "-1d',
            'author = "luc"\nat = "-1d',
            'The entry no. 1: a comment names the member "luc"',
        ),
        ('at = "-1d 10:00"', 'at = "+1d 10:00"', "The entry no. 1: a comment is still to come."),
        ('action = "status"', 'action = "dance"', 'The entry no. 1 names the action "dance"'),
        ('action = "status"', 'action = "info"', "The entry no. 1 must have a status if it changes one"),
        ('status = "meeting"', 'status = "friend"', 'The entry no. 1 names the status "friend"'),
        ('was = { gaetan = "prospect" }', "", "The entry no. 1 must say for each of its clients"),
        ('at = "-2d 10:00"', 'at = "+2h"', "The entry no. 1 must say when it was written"),
        (
            'text = "Rendez',
            'remind = "1h"\ntext = "Rendez',
            "The entry no. 1 reminds of something that was not planned.",
        ),
        ('text = "Rendez', 'remind = "2y"\ntext = "Rendez', 'The entry no. 1 names the reminder "2y"'),
        ('clients = ["gaetan"]', "clients = []", "The entry no. 1 is filed under no client."),
    ],
)
def test_an_agency_that_does_not_hang_together_is_refused(small, before, after, reason):
    assert before in small
    assert any(found.startswith(reason) for found in refused(small.replace(before, after, 1)))


def test_every_broken_reference_is_told_at_once(small):
    reasons = refused(small.replace('owner = "noemie"', 'owner = "luc"'))
    assert [reason.split(" names ")[0] for reason in reasons] == [
        "The company scierie",
        "The contact gaetan",
        "The profile sandrine",
    ]
