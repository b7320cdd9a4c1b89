"""Active and inactive clients: said by a dot, found all the same, suggested last."""

from __future__ import annotations

import pytest

from crm.domain.errors import Refused
from crm.views import members as member_views
from templates import words
from templates.catalogue import Reader


def activate(agency, *clients, state="inactive", by="nadia", **more):
    return agency.perform("activate", by=by, clients=list(clients), state=state, **more).result


def dots(agency, *keys):
    return "".join(agency.card(key).record.dot for key in keys)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "State: 🟢 Active → 🔴 Inactive"),
        ("fr", "État\u00a0: 🟢 Actif → 🔴 Inactif"),
        ("de", "Zustand: 🟢 Aktiv → 🔴 Inaktiv"),
    ],
)
def test_several_clients_are_made_inactive_and_the_entry_says_what_they_were(agency, language, said):
    entry = activate(agency, "acme", "elodie", description="Ils ferment en mars.", participants=["theo"])
    assert dots(agency, "acme", "elodie", "hans") == "🔴🔴🟢"
    with agency.read() as session:
        statuses = member_views.statuses(session)
    told = words.lines(agency.see(entry), statuses, Reader.of(language, "UTC")).changes
    assert sorted(told) == [f"Acme Précision SA · {said}", f"Élodie Müller · {said}"]
    assert ("entry", "mail", "theo") in agency.owed()
    agency.perform("undo", by="nadia", entry=entry)
    assert dots(agency, "acme", "elodie") == "🟢🟢"


def test_who_is_so_already_is_named_and_not_changed(agency):
    activate(agency, "acme")
    entry = activate(agency, "acme", "kern")
    assert [one.record_name for one in agency.see(entry).changes] == ["Kern & Söhne GmbH"]
    agency.perform("undo", by="nadia", entry=entry)
    assert dots(agency, "acme", "kern") == "🔴🟢"


@pytest.mark.parametrize("typed", ["", "müller", "mü"])
def test_inactive_ones_stay_findable_and_come_last(agency, typed):
    before = agency.suggest(typed, by="nadia")
    first = next(one for one in before if one.name != "Elodie Mueller")
    activate(agency, str(first.number))
    after = [one.name for one in agency.suggest(typed, by="nadia")]
    assert (sorted(after), after[-1]) == (sorted(one.name for one in before), first.name)


def test_a_consultant_does_it_with_their_own_clients(agency):
    activate(agency, "acme", by="emma")
    with pytest.raises(Refused, match="Kern"):
        activate(agency, "acme", "kern", by="emma", state="active")
    assert dots(agency, "acme", "kern") == "🔴🟢"
    with pytest.raises(Refused, match="is not one of the choices"):
        activate(agency, "acme", state="asleep")
