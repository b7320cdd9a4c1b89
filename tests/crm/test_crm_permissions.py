"""Permissions: role × ownership × action × scope, through ``perform`` and through what is shown."""

from __future__ import annotations

import pytest

from crm.actions import TOOLBOX
from crm.domain.access import SEEDED_ROLES, Scope
from crm.domain.errors import NotAllowed, Refused
from crm.views import members as views

# A role's scope for an action, as people of the agency would tell it.
CLIENT_ACTIONS = ("status", "activate", "assign", "assign-company", "link-channel", "export")
SEEDED = {
    role: {
        "info": info,
        "add-company": company,
        "add-contact": contact,
        "edit": contact,
        "view": view,
        **dict.fromkeys(CLIENT_ACTIONS, own),
        # What is deleted or merged is hard to take back.
        **dict.fromkeys(("delete", "merge"), "none" if own == "own" else own),
    }
    for role, info, own, company, contact, view in (
        ("admin", "all", "all", "all", "all", "all"),
        ("manager", "all", "group", "group", "group", "all"),
        ("consultant", "all", "own", "own", "own", "all"),
        ("assistant", "all", "none", "none", "all", "all"),
        ("reader", "none", "none", "none", "none", "all"),
        ("none", "none", "none", "none", "none", "none"),
    )
}


def test_the_shipped_roles_grant_what_the_agency_expects():
    asked = {name for grants in SEEDED.values() for name in grants}
    assert asked == {*TOOLBOX, "view"}
    told = {role.name: {name: role.scope(name).value for name in asked} for role in SEEDED_ROLES}
    assert told == SEEDED


# Lena leads Théo; Emma is nobody's of hers.
OWNERS = {"herself": "lena", "below": "theo", "beside": "emma", "above": "paul", "nobody": None}
REACHED = {
    "none": set(),
    "own": {"herself"},
    "group": {"herself", "below"},
    "all": set(OWNERS),
}


def answer(agency, action, **inputs):
    """Why an action is refused; nothing when it is done."""
    try:
        agency.perform(action, **inputs)
    except Refused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("action", "inputs"),
    [
        ("info", {"note": "Rappelé."}),
        ("status", {"status": "meeting"}),
        ("activate", {"state": "inactive"}),
        ("assign", {"to": "rita"}),
    ],
)
def test_an_action_reaches_the_clients_that_its_scope_says(agency, action, inputs):
    for scope, expected in REACHED.items():
        agency.set_role(f"tried-{scope}", {"view": "all", action: scope})
        agency.set_member("lena", role=f"tried-{scope}")
        assert reached(agency, action, inputs) == expected, scope


def reached(agency, action, inputs):
    """Whose clients Lena may do it with; the form offers those and no others."""
    found = set()
    for kind, owner in OWNERS.items():
        agency.own("acme", owner)
        offered = "Acme Précision SA" in agency.offered(action, by="lena")
        done = answer(agency, action, by="lena", clients=["acme"], **inputs) == ""
        assert done == offered
        found |= {kind} if done else set()
    return found


@pytest.mark.parametrize("scope", REACHED)
def test_what_somebody_may_not_view_does_not_exist_for_them(agency, scope):
    agency.set_role("tried", {"view": scope, "info": "all", "status": "all"})
    agency.set_member("lena", role="tried")
    for kind, owner in OWNERS.items():
        agency.own("acme", owner)
        entry = agency.entry(by="nadia", clients=("acme",))
        seen = agency.see(entry, by="lena") is not None
        found = "Acme Précision SA" in [one.name for one in agency.suggest("acme prec", by="lena")]
        told = answer(agency, "info", by="lena", clients=["acme"], note="Rappelé.")
        assert (seen, found, "was not found" not in told) == ((kind in REACHED[scope]),) * 3


def test_having_written_a_client_grants_nothing(agency):
    done = agency.perform("add-company", by="theo", name="Scierie Fleury")
    agency.numbers["fleury"] = done.records[0]
    agency.own("fleury", "lena")
    with pytest.raises(Refused, match="You may not do this with"):
        agency.perform("status", by="theo", clients=["fleury"], status="meeting")


def test_a_form_is_refused_as_a_whole_when_one_client_is(agency):
    with pytest.raises(Refused) as refused:
        agency.perform("status", by="emma", clients=["acme", "kern", "hopital"], status="meeting")
    [problem] = refused.value.problems
    assert (problem.field, problem.text.blanks["names"]) == ("clients", ["Kern & Söhne GmbH", "Hôpital du Jura"])
    assert agency.record("acme").status is None


def test_an_action_without_permission_is_refused_whatever_the_form_says(agency):
    for inputs in ({}, {"clients": ["acme"], "status": "meeting"}, {"clients": ["CMP-99"], "status": 7}):
        with pytest.raises(Refused) as refused:
            agency.perform("status", by="rita", **inputs)
        assert NotAllowed.message in {problem.text.msgid for problem in refused.value.problems}


def test_the_toolbox_shows_only_what_somebody_may_do(agency):
    shown = {
        key: {action.name for action in views.toolbox(agency.member(key))} for key in ("nadia", "luc", "rita", "noa")
    }
    assert shown == {
        "nadia": set(TOOLBOX),
        "luc": {"info", "add-contact", "edit"},
        "rita": set(),
        "noa": set(),
    }


def test_a_changed_role_holds_at_once(agency):
    agency.perform("status", by="emma", clients=["acme"], status="meeting")
    agency.set_member("emma", role="reader")
    assert answer(agency, "status", by="emma", clients=["acme"], status="client") == NotAllowed.message
    assert agency.member("emma").reach("status") is Scope.NONE
