"""Quick access: a member's own actions in their own order, whoever else clicks at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies
from sqlalchemy import select

from crm.actions import TOOLBOX
from crm.domain.errors import NotAllowed, NotFound, Refused
from crm.domain.shortcuts import AT_MOST, SHIPPED, Step, stepped
from crm.store.tables import audit
from crm.views.shortcuts import quick_access

FIRST = ["info", "status", "add-contact", "assign", "add-company"]


def shown(agency, by):
    member = agency.member(by)
    with agency.read() as session:
        return [one.name for one in quick_access(session, member).shortcuts]


def others(agency, by):
    member = agency.member(by)
    with agency.read() as session:
        return {one.name for one in quick_access(session, member).others}


def step(agency, what, action, *, by="emma", source=None):
    return agency.perform("shortcuts", by=by, shortcut=action, step=what, source=source)


def audits(agency):
    with agency.read() as session:
        return [(row.operation, row.data) for row in session.rows(select(audit).order_by(audit.c.id))]


def test_everybody_begins_with_what_their_role_grants_of_the_shipped_list(agency):
    assert (shown(agency, "emma"), list(SHIPPED)) == (FIRST, FIRST)
    assert (shown(agency, "luc"), shown(agency, "rita"), shown(agency, "noa")) == (["info", "add-contact"], [], [])
    assert not others(agency, "rita")
    assert others(agency, "nadia") == set(TOOLBOX) - set(FIRST)


def test_each_step_changes_the_member_s_own_list_and_nobody_else_s(agency):
    step(agency, "add", "activate")
    step(agency, "up", "activate")
    step(agency, "down", "info")
    step(agency, "remove", "add-contact")
    assert shown(agency, "emma") == ["status", "info", "assign", "activate", "add-company"]
    assert shown(agency, "nadia") == FIRST
    assert "add-contact" in others(agency, "emma")
    assert audits(agency)[0] == ("shortcuts", {"shortcut": "activate", "step": "add"})


def test_a_step_that_leads_nowhere_changes_nothing(agency):
    for what, action in (("up", "info"), ("down", "add-company"), ("add", "status"), ("remove", "activate")):
        step(agency, what, action)
    assert shown(agency, "emma") == FIRST


def test_a_repeated_call_is_one_step_and_two_clicks_are_two(agency):
    for source in ("slack:click:1", "slack:click:1", "slack:click:2"):
        step(agency, "down", "info", source=source)
    assert shown(agency, "emma")[:3] == ["status", "add-contact", "info"]
    assert len(audits(agency)) == 2


def test_a_list_that_was_emptied_on_purpose_stays_empty(agency):
    for action in FIRST:
        step(agency, "remove", action)
    agency.perform("default-shortcuts", by="nadia")
    assert shown(agency, "emma") == []
    step(agency, "add", "status")
    assert shown(agency, "emma") == ["status"]


def test_what_the_role_grants_no_longer_is_not_shown_and_comes_back_to_its_place(agency):
    step(agency, "add", "activate")
    agency.set_role("noter", {"view": "all", "info": "all", "status": "all", "add-company": "all"})
    agency.set_member("emma", role="noter")
    assert shown(agency, "emma") == ["info", "status", "add-company"]
    # It moves past what nobody sees.
    step(agency, "up", "add-company")
    assert shown(agency, "emma") == ["info", "add-company", "status"]
    agency.set_member("emma", role="consultant")
    assert shown(agency, "emma") == ["info", "add-company", "add-contact", "assign", "status", "activate"]


@pytest.mark.parametrize(
    ("action", "who", "problem"),
    [("assign", "luc", NotAllowed), ("nonsense", "nadia", NotFound), ("undo", "nadia", NotFound)],
)
def test_nothing_is_added_that_the_member_may_not_do(agency, action, who, problem):
    with pytest.raises(problem):
        step(agency, "add", action, by=who)
    assert audits(agency) == []


def test_an_administrator_s_list_is_what_the_others_begin_with(agency):
    step(agency, "remove", "assign")
    step(agency, "add", "activate", by="nadia")
    step(agency, "remove", "info", by="nadia")
    with pytest.raises(NotAllowed):
        agency.perform("default-shortcuts", by="paul")
    agency.perform("default-shortcuts", by="nadia")
    theirs = ["status", "add-contact", "assign", "add-company", "activate"]
    assert audits(agency)[-1] == ("default-shortcuts", {"shortcuts": theirs})
    assert (shown(agency, "theo"), shown(agency, "luc")) == (theirs, ["add-contact"])
    # Whoever changed their own keeps it.
    assert shown(agency, "emma") == ["info", "status", "add-contact", "add-company"]
    step(agency, "add", "info", by="nadia")
    agency.perform("default-shortcuts", by="nadia")
    assert shown(agency, "theo") == [*theirs, "info"]


def test_no_click_is_lost_when_many_come_at_once(agency):
    wanted = ["activate", "assign-company", "link-channel"]
    for action in FIRST[1:]:
        step(agency, "remove", action)
    with ThreadPoolExecutor(len(wanted)) as hands:
        list(hands.map(lambda action: step(agency, "add", action), wanted))
    assert (shown(agency, "emma")[0], sorted(shown(agency, "emma")[1:])) == ("info", wanted)


names = strategies.sampled_from([f"a{number}" for number in range(14)])


@given(
    start=strategies.lists(names, unique=True),
    granted=strategies.sets(names),
    steps=strategies.lists(strategies.tuples(strategies.sampled_from(Step), names), max_size=30),
)
def test_whatever_is_clicked_the_list_holds_each_action_once_and_the_unseen_keep_their_place(start, granted, steps):
    found = [one for one in start if one not in granted or start.index(one) < AT_MOST]
    for step_, name in steps:
        before, seen = list(found), [one for one in found if one in granted]
        try:
            found = stepped(found, step_, name, granted)
        except Refused:
            assert (step_, name in found, len(seen) >= AT_MOST) == (Step.ADD, False, True)
            continue
        after = [one for one in found if one in granted]
        assert len(set(found)) == len(found)
        match step_:
            case Step.ADD:
                assert set(found) == {*before, name}
                assert found[: len(before)] == before
            case Step.REMOVE:
                assert found == [one for one in before if one != name]
            case Step.UP | Step.DOWN if name in seen:
                assert sorted(found) == sorted(before)
                place = seen.index(name) + (1 if step_ is Step.DOWN else -1)
                assert after.index(name) == min(max(place, 0), len(seen) - 1)
                assert [one in granted for one in found] == [one in granted for one in before]
