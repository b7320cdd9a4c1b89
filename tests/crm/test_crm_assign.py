"""Clients change hands: the owners are told once, whoever finds their own clients finds them, and undo gives back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.domain.errors import Refused
from tests.factories import NOW

TOMORROW = NOW + timedelta(days=1)


def assign(agency, *clients, to="theo", by="nadia", **more):
    return agency.perform("assign", by=by, clients=list(clients), to=to, **more).result


def owners(agency, *keys):
    return [agency.card(key).owner.split()[0] for key in keys]


def told(agency):
    """Who is told of an entry in person, and how."""
    return sorted(
        (who, channel) for kind, channel, who in agency.owed("owed") if kind == "entry" and who in agency.tokens
    )


def mine(agency, who, action="status"):
    """The clients that somebody may act on, offered unasked and by a word of their name."""
    typed = {one.name for word in ("acme", "muller") for one in agency.suggest(word, by=who, permission=action)}
    assert typed <= agency.offered(action, by=who)
    return typed


def test_the_new_and_the_old_owner_are_told_once_and_find_what_is_theirs(agency):
    entry = assign(agency, "acme", "elodie", participants=["theo", "paul"])
    assert told(agency) == [("emma", "mail"), ("paul", "mail"), ("theo", "mail")]
    assert (mine(agency, "emma"), mine(agency, "theo")) == (
        set(),
        {"Acme Précision SA", "Élodie Müller", "Hans Müller"},
    )
    seen = agency.see(entry, by="rita")
    assert {(one.record_name, one.before, one.after) for one in seen.changes} == {
        ("Acme Précision SA", "Emma Quéloz", "Théo Aebischer"),
        ("Élodie Müller", "Emma Quéloz", "Théo Aebischer"),
    }
    assert seen.participants == ("Paul Rüegsegger", "Théo Aebischer")
    agency.perform("undo", by="nadia", entry=entry)
    assert (mine(agency, "emma"), mine(agency, "theo")) == ({"Acme Précision SA", "Élodie Müller"}, {"Hans Müller"})
    assert told(agency) == []


@pytest.mark.parametrize(
    ("by", "to", "expected"),
    [
        ("emma", "theo", [("theo", "mail")]),
        ("nadia", "emma", []),  # it is hers already
        ("nadia", "nadia", [("emma", "mail")]),
        ("nadia", "luc", [("emma", "mail"), ("luc", "slack")]),
        ("nadia", "lena", [("emma", "mail"), ("lena", "mail"), ("lena", "slack")]),
    ],
)
def test_nobody_is_told_of_their_own_doing(agency, by, to, expected):
    assign(agency, "acme", by=by, to=to)
    assert told(agency) == expected


def test_an_owner_who_left_is_not_told_and_a_client_of_nobody_has_no_old_owner(agency):
    agency.own("acme", "jan")
    agency.own("kern", None)
    entry = assign(agency, "acme", "kern")
    assert told(agency) == [("theo", "mail")]
    assert {(one.before, one.after) for one in agency.see(entry).changes} == {
        ("Jan Wyss", "Théo Aebischer"),
        (None, "Théo Aebischer"),
    }


def test_a_company_goes_with_all_its_contacts_whose_infoboxes_show_it(agency):
    entry = assign(agency, "acme", with_contacts=True)
    assert owners(agency, "acme", "elodie", "hans", "other_elodie") == ["Théo", "Théo", "Théo", "Nadia"]
    assert numbers(agency, "elodie")[0] == entry
    assert [one.name for one in agency.see(entry).records] == ["Acme Précision SA"]
    agency.perform("undo", by="nadia", entry=entry)
    assert owners(agency, "acme", "elodie") == ["Emma", "Emma"]


def test_without_the_box_the_contacts_stay_with_their_owner(agency):
    assign(agency, "acme")
    assert owners(agency, "acme", "elodie") == ["Théo", "Emma"]


def test_a_contact_of_somebody_else_is_not_given_away_with_its_company(agency):
    agency.own("elodie", "theo")
    with pytest.raises(Refused, match="Élodie Müller") as refused:
        assign(agency, "acme", by="emma", with_contacts=True)
    assert refused.value.problems[0].field == "with_contacts"
    assert owners(agency, "acme", "elodie") == ["Emma", "Théo"]
    assign(agency, "acme", by="paul", to="lena", with_contacts=True)  # he leads both
    assert owners(agency, "acme", "elodie") == ["Lena", "Lena"]


def test_whoever_gave_a_client_away_may_take_it_back_but_do_nothing_else_with_it(agency):
    entry = assign(agency, "acme", by="emma")
    with pytest.raises(Refused, match="You may not do this with"):
        assign(agency, "acme", by="emma", to="emma")
    agency.perform("undo", by="emma", entry=entry)
    assert owners(agency, "acme") == ["Emma"]


@pytest.mark.parametrize(
    ("to", "why"), [("noa", "may see no clients"), ("jan", "is no longer active"), ("", "fill in")]
)
def test_only_somebody_who_sees_clients_may_own_them(agency, to, why):
    with pytest.raises(Refused, match=why) as refused:
        assign(agency, "acme", to=to)
    assert [one.field for one in refused.value.problems] == ["to"]


def test_one_item_of_a_chunk_finds_what_the_one_before_gave_away(agency):
    items = [
        ({"clients": ["acme"], "to": "theo", "with_contacts": True}, "bulk:1"),
        ({"clients": ["acme"], "to": "lena", "with_contacts": True}, "bulk:2"),
    ]
    _one, two = agency.perform_many("assign", by="nadia", items=items)
    assert owners(agency, "acme", "elodie") == ["Lena", "Lena"]
    agency.perform("undo", by="nadia", entry=two.result)
    assert owners(agency, "acme", "elodie") == ["Théo", "Théo"]


def test_dated_it_is_announced_and_takes_effect_with_whoever_is_concerned_then(agency):
    entry = assign(agency, "acme", with_contacts=True, when=TOMORROW.isoformat())
    assert (owners(agency, "acme"), told(agency)) == (["Emma"], [("emma", "mail"), ("theo", "mail")])
    assert numbers(agency, "elodie")[0] == entry
    agency.settle("entry")
    agency.own("elodie", "paul")
    agency.perform("take-effect", by="nadia", entry=entry, at=TOMORROW)
    assert (owners(agency, "acme", "elodie"), told(agency)) == (["Théo", "Théo"], [("paul", "mail")])
    agency.perform("undo", by="nadia", entry=entry, at=TOMORROW)
    assert owners(agency, "acme", "elodie") == ["Emma", "Paul"]


def numbers(agency, key):
    return [one.number for one in agency.card(key).entries]


def test_a_reader_of_the_channel_who_loses_the_client_is_not_shown_the_entry_there(agency):
    agency.set_role("own-view", {"view": "own", "assign": "own"})
    agency.set_member("emma", role="own-view")
    assign(agency, "acme", to="theo")
    assert [who for kind, _channel, who in agency.owed("owed") if who == "C0INFOBOX"] == []
