"""Every action, in every language, through its modal: opened, filled in with its example, sent, read on the card."""

# ruff: noqa: F811 - fixtures that are imported are named once more where they are used
from __future__ import annotations

import pytest

from bot.slack.form import Form, input_block
from crm.actions import TOOLBOX
from crm.domain.clients import RecordKind, RecordNumber, StatusOption
from crm.domain.fields import Members, Moment, Records
from crm.domain.i18n import LANGUAGES
from crm.domain.places import PlaceField
from templates.catalogue import Reader, say
from tests.factories import INFOBOX, NOW, slack_user
from tests.slack.conftest import app, databases, desk, door, session, slack, window  # noqa: F401 - fixtures of the door
from tests.slack.filling import filled, inputs, labels, state
from tests.slack.judge import JUDGE

# One member for each language who may do everything.
SPEAKERS = {"en": "nadia", "fr": "emma", "de": "paul"}
ACTIONS = sorted(TOOLBOX)
# What hands something over leaves no entry on the card; tests/slack/test_slack_export.py is about that.
FILED = [name for name in ACTIONS if not TOOLBOX[name].hands_over]
FIELDS = [(action, field) for action in TOOLBOX.values() for field in action.fields]


@pytest.fixture
def speakers(agency, slack):
    for key in SPEAKERS.values():
        agency.set_member(key, role="admin")
    readers = ["U0CARNET", *(slack_user(key) for key in SPEAKERS.values())]
    slack.channels[INFOBOX] = {"id": INFOBOX, "name": "infobox", "is_member": True, "readers": readers}


def example(action, agency):
    """What a person would type: the action's example, and people and clients of this agency."""
    about = (agency.numbers["acme"], agency.numbers["elodie"])
    chosen = {
        "participants": [agency.tokens["theo"]],
        "clients": [number for number in about if RecordNumber.read(number).kind in action.files_under],
        "company": agency.numbers["acme" if action.clients == "company" else "kern"],
        "channel": INFOBOX,
        "to": agency.tokens["theo"],
        "owner": agency.tokens["emma"],
    }
    fields = {field.name: field for field in action.form(RecordKind.COMPANY)}
    names = {name for name, field in fields.items() if isinstance(field, Members | Records | PlaceField)}
    typed = {name: value for name, value in action.example.items() if name in fields}
    return {**typed, **{name: value for name, value in chosen.items() if name in names}}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILED)
@pytest.mark.usefixtures("speakers")
async def test_an_action_goes_from_its_command_to_the_card(window, slack, agency, name, language):
    action, person = TOOLBOX[name], window.someone(SPEAKERS[language])
    reader = Reader.of(language, "UTC")
    # What may be asked depends on the client, so one is named where there is one to name.
    client = agency.numbers["acme"] if RecordKind.COMPANY in action.files_under else ""
    await person.command(f"{action.command} {client}".strip())
    view = slack.said("views.open")[0]["view"]
    form = [field for field in action.form(RecordKind.COMPANY) if not field.under]
    asked = {field.name: say(field.label, reader) for field in form}
    if "with" in labels(view):
        view = await with_another(person, agency, view)
        asked = {name: label for name, label in asked.items() if name in labels(view)}
    assert labels(view) == asked
    typed = {name: value for name, value in example(action, agency).items() if name in labels(view)}
    answer = await person.submit({**view, "id": "V1"}, filled(view, **typed))
    assert slack.said("views.update") == []
    if action.removes:
        assert answer.body == {"response_action": "clear"}
        await person.command(f"/client {newest(agency, action)}")
        assert agency.member(SPEAKERS[language]).name in slack.said("respond")[0]["text"]
        return
    assert answer.body == ""
    entry = next(one for one in agency.card(f"{newest(agency, action)}").entries if one.action == name)
    assert (entry.author_name, entry.number) == (agency.member(SPEAKERS[language]).name, entry.number)
    await person.command(f"/client {newest(agency, action)}")
    assert entry.number in str(slack.said("views.open")[1]["view"]["blocks"])


async def with_another(person, agency, view):
    """Who is merged with somebody is asked first with whom, and then about their differences only."""
    answer = await person.submit({**view, "id": "V1"}, filled(view, **{"with": agency.numbers["kern"]}))
    return answer.body["view"]


def newest(agency, action):
    """The client that the example was about."""
    if action.creates is None:
        return agency.numbers["acme"]
    kind = {"company": ("CMP", len(agency_of(agency, "CMP"))), "contact": ("CST", len(agency_of(agency, "CST")))}
    prefix, count = kind[action.creates.value]
    return f"{prefix}-{count + 1}"


def agency_of(agency, prefix):
    return [number for number in agency.numbers.values() if number.startswith(prefix)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ACTIONS)
def test_a_title_fits_into_a_modal_in_every_language(name, language):
    assert 0 < len(say(TOOLBOX[name].title, Reader.of(language, "UTC"))) <= 24


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("action", "field"), FIELDS, ids=[f"{action.name}.{field.name}" for action, field in FIELDS])
def test_a_field_is_drawn_and_read_back(action, field, language):
    statuses = [StatusOption(key=key, labels={"en": key.title()}) for key in ("prospect", "contacted", "meeting")]
    form = Form(reader=Reader.of(language, "Europe/Zurich"), now=NOW, statuses=statuses)
    block = input_block(field, form).to_dict()
    view = {
        "type": "modal",
        "blocks": [block],
        **{key: {"type": "plain_text", "text": "x"} for key in ("title", "submit")},
    }
    assert JUDGE.check_view(view) == []
    assert inputs(view)[field.name]["optional"] is not field.required
    assert state(block["element"], None)["type"] == block["element"]["type"]
    if not isinstance(field, Members | Records | Moment):
        assert field.read(None if field.example in field.empty else field.example, form.reading) is not NotImplemented
