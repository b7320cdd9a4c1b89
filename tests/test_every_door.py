"""The same action through every door: the same problems, the same verdict, the same rows and the same notices owed."""

# ruff: noqa: F811 - fixtures that are imported are named once more where they are used
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.cli.app import APP
from bot.cli.options import flags
from crm.actions import TOOLBOX
from crm.domain import fields as kinds
from crm.domain.action import Writes
from crm.domain.clients import RecordKind
from crm.domain.errors import NotAllowed, Refused
from crm.domain.files import Files
from crm.domain.places import PlaceField
from crm.store.tables import change, delivery, entry, participant, record, subject
from tests.cli.conftest import _logs_as_before, typed  # noqa: F401 - fixtures of the shell
from tests.factories import INFOBOX, a_source, slack_user
from tests.slack.conftest import app, databases, desk, door, session, slack, window  # noqa: F401 - fixtures of the door
from tests.slack.filling import filled, inputs
from tests.test_every_surface import example

ACTIONS = sorted(name for name, one in TOOLBOX.items() if one.writes is Writes.ENTRY)
BAD = (
    (kinds.Status, "no such status"),
    (kinds.Choice, "no such choice"),
    (kinds.Email, "nobody"),
    (kinds.URL, "javascript:alert(1)"),
    (kinds.Phone, "call me"),
    (kinds.RichText, "x" * 12_001),
    (kinds.Paragraph, "x" * 3001),
    (kinds.Line, "x" * 300),
    (kinds.Records, "CMP-99"),
    (kinds.Members, "M-99"),
    (kinds.Moment, 10**12),
    (PlaceField, "C0NOWHERE"),
)
# New clients have new ids each time, and the shell has a clock of its own.
NEVER_THE_SAME = frozenset({"filed", "until"})


@dataclass
class Doors:
    """One member, at four doors; each says what was refused by field, or nothing."""

    agency: Any
    window: Any
    slack: Any
    shell_says: Any
    by: str = "nadia"

    async def core(self, action, given):
        [outcome] = self.agency.perform_many(action.name, by=self.by, items=[(given, a_source())])
        problems = outcome.problems if isinstance(outcome, Refused) else ()
        return {problem.field or "": str(problem.text) for problem in problems}

    async def shell(self, action, given):
        asked = ["perform", action.name, "--as", f"{self.by}@talents-jura.example", "--json"]
        for name, value in given.items():
            for one in value if isinstance(value, list | tuple) else [value]:
                asked += ["--confirm"] if name == "confirm" else [flags(action.field(name))[0], str(one)]
        said = json.loads(self.shell_says(asked))
        return {one["field"] or "": one["text"] for one in said.get("refused", ())}

    async def form(self, action, given):
        """The form by its command; what it is about is chosen there where the form does not ask."""
        about = given.get("client", "") if action.forms else ""
        return await self._sent(f"{action.command} {about}", given)

    async def text(self, action, given):
        """The client stands behind the command, and is chosen when the form opens."""
        field = action.field(action.clients or "company")
        chosen = given.get(field.name) if field else None
        one = chosen[0] if isinstance(chosen, list | tuple) and len(chosen) == 1 else chosen
        if not isinstance(one, str):
            return await self.form(action, given)
        rest = {name: value for name, value in given.items() if name != field.name or action.forms}
        return await self._sent(f"{action.command} {one}", rest)

    async def message(self, action, given):
        """A Slack message as a note; the form is the same."""
        self.slack.calls.clear()
        await self.window.someone(self.by).on_message({"ts": "1.1", "text": "Hello"})
        return await self._submitted(self.slack.said("views.open")[0]["view"], given)

    async def _sent(self, command, given):
        self.slack.calls.clear()
        await self.window.someone("nadia").command(command.strip())
        return await self._submitted(self.slack.said("views.open")[0]["view"], given)

    async def _submitted(self, view, given):
        if "with" in given:
            view = {**view, "private_metadata": json.dumps({"client": given["client"], "other": given["with"]})}
            state = {}
        else:
            shown = {name: _as_sent(view, name, value) for name, value in given.items() if name in inputs(view)}
            state = filled(view, **shown)
        if "confirm" in given:
            box = {"text": {"type": "plain_text", "text": "x"}, "value": "confirm"}
            state |= {"confirm": {"type": "checkboxes", "selected_options": [box]}}
        answer = await self.window.someone(self.by).submit({**view, "id": f"V{a_source()}"}, state)
        if answer.body in ("", {"response_action": "clear"}):
            return {}
        alerts = [
            one["text"]["text"] for one in answer.body.get("view", {"blocks": ()})["blocks"] if one["type"] == "alert"
        ]
        return answer.body.get("errors") or {"": " ".join(alerts)}


def _as_sent(view, name, value):
    several = inputs(view)[name]["element"]["type"].startswith("multi_")
    return list(value) if isinstance(value, tuple) else [value] if several and isinstance(value, str) else value


@pytest.fixture
def doors(agency, window, slack, typed, database_url):
    readers = ["U0CARNET", slack_user("nadia"), slack_user("emma")]
    slack.channels[INFOBOX] = {"id": INFOBOX, "name": "infobox", "is_member": True, "readers": readers}
    shell = CliRunner(env={"CARNET_DATABASE_URL": database_url})
    return Doors(agency, window, slack, lambda asked: shell.invoke(APP, asked).stdout)


def ways(doors, action):
    """All doors that an action has but the core's own."""
    return [doors.form, doors.text, doors.shell, *([doors.message] if action.name == "info" else [])]


def sound(action, agency):
    """The example, as one may give it at any door."""
    given = example(action, agency) if action.name != "merge" else {"with": agency.numbers["kern"]}
    about = {"client": agency.numbers["acme"]} if action.forms else {}
    confirmed = {"confirm": "yes"} if action.creates else {}
    return {name: value for name, value in {**given, **about, **confirmed}.items() if value not in ((), [], "")}


@pytest.mark.parametrize("name", ACTIONS)
async def test_every_door_writes_the_same_and_tells_the_same_people(doors, agency, name):
    action = TOOLBOX[name]
    given = sound(action, agency)
    expected = await written(agency, doors.core, action, given)
    assert expected["subjects"] or action.removes
    for way in ways(doors, action):
        assert await written(agency, way, action, given) == expected, way.__name__


async def written(agency, way, action, given):
    """The rows of what was done, with new clients counted from the first; then it is undone."""
    agency.forget_deliveries()
    with agency.read() as session:
        last = session.execute(select(func.max(record.c.id))).scalar_one()
    assert await way(action, given) == {}
    with agency.read() as session:
        number = session.execute(select(func.max(entry.c.id))).scalar_one()
        found = rows(session, number, last)
    agency.perform("undo", by="nadia", entry=f"E-{number}")
    return found


def rows(session, number, last):
    def called(one):
        return one if one is None or one <= last else f"new {one - last}"

    def of(table, *columns):
        return session.rows(select(*(table.c[one] for one in columns)).where(table.c.entry_id == number))

    one = session.execute(select(entry).where(entry.c.id == number)).one()
    return {
        "entry": (one.action, one.version, one.author_id, one.body, said(one.data)),
        "subjects": sorted(str(called(row.record_id)) for row in of(subject, "record_id")),
        "changes": [
            (called(row.record_id), row.field, row.before, row.after)
            for row in of(change, "record_id", "field", "before", "after")
        ],
        "participants": [row.member_id for row in of(participant, "member_id")],
        "owed": sorted(str(tuple(row)) for row in of(delivery, "kind", "channel", "member_id", "place", "state")),
    }


def said(data):
    return {name: value for name, value in (data or {}).items() if name not in NEVER_THE_SAME}


def bad(action, agency):
    """Everything wrong at once; only who it is about is there."""
    wrong = {
        one.name: next(value for kind, value in BAD if isinstance(one, kind))
        for one in action.fields
        if not isinstance(one, kinds.Check | Files) and not (action.forms and one.name == action.clients)
        # Details are looked at once their box is ticked.
        if not one.under
    }
    form = {one.name for one in action.form(RecordKind.COMPANY)} if action.forms else wrong.keys()
    about = {"client": agency.numbers["acme"]} if action.forms else {}
    return {**{name: value for name, value in wrong.items() if name in form}, **about}


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"merge"}))
async def test_every_door_finds_the_same_wrong_and_writes_nothing(doors, agency, slack, name):
    action = TOOLBOX[name]
    slack.channels["C0NOWHERE"] = {"id": "C0NOWHERE", "name": "nowhere", "is_member": True, "readers": ["U0CARNET"]}
    given = bad(action, agency)
    before = len(agency.owed())
    expected = await doors.core(action, given)
    assert expected.keys() >= {one for one in given if one not in {"client", "contacts", "company"}}
    for way in (doors.form, doors.shell):
        assert await way(action, given) == expected, way.__name__
    assert len(agency.owed()) == before


@pytest.mark.parametrize("name", ACTIONS)
async def test_every_door_refuses_whom_the_role_does_not_allow_it(doors, agency, name):
    doors.by, action = "rita", TOOLBOX[name]
    given = sound(action, agency)
    for way in (doors.core, doors.form, doors.shell):
        assert NotAllowed.message in " ".join((await way(action, given)).values()), way.__name__
