"""What a workspace that an older release founded is offered: new actions, once, and to nobody who chose otherwise."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from crm import directory
from crm.domain.access import SEEDED_ROLES
from crm.granting import OFFERED
from crm.store.tables import role, setting

SHIPPED = {one.name: {action: scope.value for action, scope in one.grants.items()} for one in SEEDED_ROLES}
NEW = ("export", "link-channel")  # let these have come with this release


def grants(agency):
    with agency.read() as session:
        return {row.name: row.grants for row in session.rows(select(role))}


def regrant(agency, name, granted):
    with agency.begin() as session:
        session.execute(update(role).where(role.c.name == name).values(grants=granted))


def start(agency):
    """As a process does that comes to a workspace which is there already."""
    assert directory.found_workspace(agency.store, team="T0JURA", name="Talents du Jura") == agency.workspace


@pytest.fixture(params=[True, False], ids=["older release", "before anybody wrote it down"])
def older(agency, request):
    """Founded before the new actions came."""
    for name, granted in SHIPPED.items():
        regrant(agency, name, {one: scope for one, scope in granted.items() if one not in NEW})
    known = sorted({one for granted in SHIPPED.values() for one in granted} - set(NEW))
    with agency.begin() as session:
        session.execute(delete(setting).where(setting.c.key == OFFERED))
        session.insert(setting, [{"key": OFFERED, "value": known}] if request.param else [])
    return agency


def test_new_actions_are_granted_as_shipped_and_a_second_start_changes_nothing(older):
    for _ in range(2):
        start(older)
        assert grants(older) == SHIPPED
    assert older.member("emma").reach("export") == "own"


@pytest.mark.parametrize(
    ("role_name", "mine"),
    [
        ("consultant", {"view": "all", "info": "all"}),  # taken away
        ("consultant", {**SHIPPED["consultant"], "status": "all"}),  # reaches further
        ("reader", {"view": "group"}),
    ],
)
def test_a_role_that_an_administrator_changed_is_left_alone(older, role_name, mine):
    kept = {one: scope for one, scope in mine.items() if one not in NEW}
    regrant(older, role_name, kept)
    start(older)
    assert grants(older) == {**SHIPPED, role_name: kept}


def test_what_an_administrator_takes_away_after_it_was_offered_stays_away(older):
    start(older)
    less = {one: scope for one, scope in SHIPPED["consultant"].items() if one != "export"}
    regrant(older, "consultant", less)
    start(older)
    assert grants(older)["consultant"] == less


def test_a_new_workspace_is_offered_nothing_twice(agency):
    less = {one: scope for one, scope in SHIPPED["consultant"].items() if one != "export"}
    regrant(agency, "consultant", less)
    start(agency)
    assert grants(agency) == {**SHIPPED, "consultant": less}
