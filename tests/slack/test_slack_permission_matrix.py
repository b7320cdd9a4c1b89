"""Every action × whose client × how far the role reaches, through commands, forms and message shortcuts."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from crm.domain.action import Writes
from crm.domain.clients import RecordKind
from crm.store.tables import entry
from tests.factories import INFOBOX, slack_user
from tests.matrix import ACTOR, PAIRS, REACHED, SCOPES, SLOTS, Cast, allowed, counted, play
from tests.slack.filling import filled, inputs

pytestmark = pytest.mark.unwatched
DONE = ("", {"response_action": "clear"})
# What is handed over has forms of its own.
FORMS = [slot for slot in SLOTS if slot.action.writes is Writes.ENTRY]


@pytest.fixture
def lena(window):
    return window.someone(ACTOR)


@pytest.fixture
def cast(agency, slack):
    readers = ["U0CARNET", slack_user(ACTOR), slack_user("nadia")]
    slack.channels[INFOBOX] = {"id": INFOBOX, "name": "infobox", "is_member": True, "readers": readers}
    return Cast(agency)


def named_by_command(slot):
    """The field that a client behind the command goes into."""
    return slot.field.name == (slot.action.clients or "company")


def offers(view, slot, number):
    """Does a form begin with this client?"""
    if json.loads(view["private_metadata"]).get("client") == number:
        return True
    element = inputs(view).get(slot.field.name, {"element": {}})["element"]
    options = [
        *element.get("initial_options", ()),
        *([element["initial_option"]] if "initial_option" in element else ()),
    ]
    return number in [one["value"] for one in options]


@pytest.mark.parametrize("slot", [one for one in FORMS if named_by_command(one)], ids=str)
async def test_a_command_opens_a_form_with_whom_it_may_be_done_with(lena, slack, agency, cast, slot):
    for view, scope in PAIRS:
        play(agency, slot.action.name, view, scope)
        found = {whose: await offered(lena, slack, slot, cast.number(slot.kind, whose)) for whose in slot.ownerships}
        told = {whose: allowed(whose, view, scope) if scope != "none" else None for whose in slot.ownerships}
        assert found == told, (view, scope)


async def offered(person, slack, slot, number):
    """Whether the form begins with a client; nothing where there is no form."""
    slack.calls.clear()
    await person.command(f"{slot.action.command} {number}")
    opened = slack.said("views.open")
    return offers(opened[0]["view"], slot, number) if opened else None


@pytest.mark.parametrize("slot", FORMS, ids=str)
async def test_a_form_that_comes_back_is_looked_at_again(lena, nadia, slack, agency, cast, slot):
    """The form is an administrator's: what is sent may name anybody's clients, whatever was offered."""
    forms = {whose: await form_of(nadia, slack, cast, slot, whose) for whose in slot.ownerships}
    for scope in SCOPES:
        play(agency, slot.action.name, "all", scope)
        found = {}
        for whose, (view, values) in forms.items():
            before = counted(agency)
            answer = await lena.submit({**view, "id": f"V{scope}{whose}"}, values)
            found[whose] = answer.body in DONE
            assert found[whose] or counted(agency) == before
            if found[whose]:
                agency.perform("undo", by="nadia", entry=newest(agency))
        assert found == {whose: whose in REACHED[scope] for whose in slot.ownerships}, scope


async def form_of(person, slack, cast, slot, whose):
    """A form as it is opened for somebody who may do everything, and what is filled into it."""
    given = cast.inputs(slot, whose)
    # What a form is about when it does not ask for that.
    about = given.get("client", "") if slot.action.forms else ""
    await person.command(f"{slot.action.command} {about}".strip())
    view = slack.said("views.open")[-1]["view"]
    if "with" in given:
        other = {"client": given["client"], "other": given["with"]}
        return {**view, "private_metadata": json.dumps(other)}, {}
    given |= {"channel": INFOBOX} if "channel" in given else {}
    return view, filled(view, **{name: adapted(view, name, one) for name, one in given.items() if name in inputs(view)})


def adapted(view, name, value):
    several = inputs(view)[name]["element"]["type"].startswith("multi_")
    return [value] if several and isinstance(value, str) else value


def newest(agency):
    with agency.read() as session:
        return f"E-{session.execute(select(func.max(entry.c.id))).scalar_one()}"


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_message_becomes_a_note_about_whom_one_may_write(lena, slack, agency, cast, scope):
    play(agency, "info", "all", scope)
    await lena.on_message({"ts": "1795478400.000100", "text": "They *called*."})
    opened = slack.said("views.open")
    assert bool(opened) == (scope != "none")
    found = set()
    for whose in REACHED["all"] if opened else ():
        view = opened[0]["view"]
        before = counted(agency)
        answer = await lena.submit(
            {**view, "id": f"V{whose}"}, filled(view, clients=[cast.number(RecordKind.COMPANY, whose)])
        )
        assert (counted(agency) == before) == (answer.body not in DONE)
        found |= {whose} if answer.body in DONE else set()
    assert found == REACHED[scope]
