"""Finding clients: type-ahead, the client that a slash text names, and what a reader without right gets."""

from __future__ import annotations

import pytest

from crm.domain.clients import RecordKind
from crm.domain.errors import NotFound
from crm.views import clients as views

ACME, KERN, HOSPITAL = "Acme Précision SA", "Kern & Söhne GmbH", "Hôpital du Jura"
ELODIE, HANS, OTHER = "Élodie Müller", "Hans Müller", "Elodie Mueller"


TYPED = {
    "acme": [ACME, ELODIE],
    "ACME P": [ACME, ELODIE],
    "precision": [ACME, ELODIE],
    "hopi": [HOSPITAL, OTHER],
    "Höpital": [HOSPITAL, OTHER],
    "sohne": [KERN, HANS],
    "müll": [ELODIE, HANS],
    "muller": [ELODIE, HANS],
    "muller ha": [HANS],
    "ha mull": [HANS],
    "müller acme": [ELODIE],
    "e m": [OTHER, ELODIE, HANS],
    "elodie@acme": [ELODIE],
    "bureau@acme.example": [ACME],
    "delemont": [ACME],
    "einkauf": [HANS],
    "325550301": [OTHER],
    "41615550200": [KERN],
    "CMP-2": [KERN],
    "cmp2": [KERN],
    "  cst-1 ": [ELODIE],
    "PRF-1": [],
    "CMP-99": [],
    "zzz": [],
    "acme zzz": [],
}


def test_every_word_that_is_typed_begins_a_word_of_the_client(agency):
    assert {typed: [one.name for one in agency.suggest(typed, by="rita")] for typed in TYPED} == TYPED


def test_nothing_typed_gives_the_newest(agency):
    assert [one.name for one in agency.suggest("", by="rita")] == [OTHER, HANS, ELODIE, HOSPITAL, KERN, ACME]
    assert [one.name for one in agency.suggest(" ", by="rita", kinds=(RecordKind.COMPANY,))] == [HOSPITAL, KERN, ACME]


def test_at_most_twenty_and_the_inactive_last(agency):
    names = [f"Atelier {letter} Müller" for letter in "ABCDEFGHIJKLMNOPQRSTUVWX"]
    items = [({"name": name}, f"import:{name}") for name in names]
    agency.perform_many("add-company", by="nadia", items=items)
    agency.set_active(names[0], active=False)
    assert [one.name for one in agency.suggest("atelier", by="rita")] == names[1:21]
    assert [one.name for one in agency.suggest("CMP-4", by="rita")] == names[:1]
    agency.set_active(names[2], active=False)
    assert [one.name for one in agency.suggest("atelier", by="rita")][-1] == names[21]


@pytest.mark.parametrize(
    ("scope", "found"), [("none", []), ("own", [KERN]), ("group", [KERN]), ("all", [ACME, HOSPITAL, KERN])]
)
def test_only_what_somebody_may_see_is_suggested(agency, scope, found):
    agency.set_role("tried", {"view": scope})
    agency.set_member("theo", role="tried")
    companies = (RecordKind.COMPANY,)
    assert sorted(one.name for one in agency.suggest("", by="theo", kinds=companies)) == found
    by_number = {number for number in ("CMP-1", "CMP-2", "CMP-3") if agency.suggest(number, by="theo")}
    assert len(by_number) == len(found)


def test_a_wider_action_does_not_widen_what_somebody_sees(agency):
    agency.set_role("tried", {"view": "own", "info": "all"})
    agency.set_member("theo", role="tried")
    assert [one.name for one in agency.suggest("a", by="theo", permission="info")] == []
    assert agency.suggest("CMP-1", by="theo", permission="info") == []
    assert [one.name for one in agency.suggest("CMP-2", by="theo", permission="info")] == [KERN]


def named(agency, text, by="rita", **more):
    reader = agency.member(by)
    with agency.read() as session:
        found, rest = views.named(session, reader, text, **more)
    return found.name if found else None, rest


SLASH = {
    "": (None, ""),
    "Acme": (ACME, ""),
    "acme called back, wants two": (ACME, "called back, wants two"),
    "Acme Précision SA called": (ACME, "called"),
    "kern & söhne gmbh  a\n- b": (KERN, "a\n- b"),
    "hans müller rappelé": (HANS, "rappelé"),
    "Müller rappelé": (None, "Müller rappelé"),
    '"Hans Müller": rappelé: oui': (HANS, "rappelé: oui"),
    "«Hôpital du Jura» rappelé": (HOSPITAL, "rappelé"),
    "“Kern” rappelé": (KERN, "rappelé"),
    "„Kern“ rappelé": (KERN, "rappelé"),
    "kern: Söhne": (KERN, "Söhne"),
    "CMP-3 rappelé": (HOSPITAL, "rappelé"),
    "CST-2: rappelé": (HANS, "rappelé"),
    "elodie mueller": (OTHER, ""),
    "Élodie Müller": (ELODIE, ""),
    "Acme a rappelé": (ACME, "a rappelé"),
    "nobody here": (None, "nobody here"),
    "https://acme.example": (None, "https://acme.example"),
    "???": (None, "???"),
}


def test_a_slash_text_begins_with_the_longest_name_that_only_one_client_has(agency):
    assert {text: named(agency, text) for text in SLASH} == SLASH


def test_a_slash_text_names_only_what_its_writer_may_see_and_the_action_takes(agency):
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    assert named(agency, "Acme rappelé", by="theo") == (None, "Acme rappelé")
    assert named(agency, "Kern rappelé", by="theo") == (KERN, "rappelé")
    assert named(agency, "kern", kinds=(RecordKind.CONTACT,)) == (HANS, "")


def test_one_client_is_found_by_name_or_number_and_namesakes_are_offered(agency):
    reader = agency.member("rita")
    with agency.read() as session:
        assert views.find_one(session, reader, "cst-3").name == OTHER
        assert views.find_one(session, reader, "hopital").name == HOSPITAL
        for text in ("müller", "", "???", "CMP-99", "x" * 200):
            with pytest.raises(NotFound):
                views.find_one(session, reader, text)
        assert views.meant(session, reader, "acme") == (agency.record("acme"), ())
        one, several = views.meant(session, reader, "müller")
    assert (one, [found.name for found in several]) == (None, [ELODIE, HANS])
