"""Payloads written by hand: nothing is told that the sender may not see, nothing is written, and nothing breaks."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as some
from sqlalchemy import func, select
from structlog.testing import capture_logs

from crm.store.tables import change as changes
from crm.store.tables import comment, delivery, entry, job, participant, record, subject
from tests.factories import NOW, a_source
from tests.factories import agency as founded
from tests.searching import few
from tests.slack import forging
from tests.slack.listed import placed

pytestmark = pytest.mark.unwatched
MARKED = re.compile("zqu|geheim", re.IGNORECASE)
TABLES = (entry, record, changes, comment, participant, subject, delivery, job)
# A failure is told as it was found: each try is a round trip, and to make one smaller takes minutes.
FORGED = few(40, phases=[Phase.explicit, Phase.generate])
NOBODYS_LIST = "V0SECRET"


class Sender:
    """Théo, who may do everything with his own clients and see no others; and all that he must not learn."""

    def __init__(self, agency, theo, slack):
        self.agency, self.theo, self.slack = agency, theo, slack
        self.other = founded(agency.store, team="T0FREMD")
        agency.set_role("own", {"*": "own", "add-company": "none", "add-contact": "none", "export": "none"})
        agency.set_member("theo", role="own")
        self.entries = [one for house in (agency, self.other) for one in marked(house)]
        self.numbers = ["CMP-1", "CMP-3", "CMP-4", "CST-1", "CST-3", "CST-4"]
        self.values = some.sampled_from(
            [
                *(*self.numbers, *self.entries, *(f"{one} 1795478400000000 3" for one in self.numbers[:2])),
                *(f"{self.entries[0]} {one} 7" for one in ("x", "1h", "own", "1d", forging.HUGE)),
                *(f"CMP-4 {forging.HUGE} 3", "CMP-4 CST-4", "CMP-4 CMP-1", "J-1", "A-1", "M-1"),
                *('["/client","CMP-4"]', '["/crm-edit","CST-4"]', '["/clients","Z"]', '["/crm",5]', *forging.JUNK),
            ]
        )
        lists = ["V1", NOBODYS_LIST, forging.HUGE]
        self.kept = forging.kept([*self.numbers, *forging.JUNK], [*self.entries, f"E-{forging.HUGE}"], lists)
        self.views = {}

    async def meet(self):
        """The forms as he gets them himself, before anything of them is swapped."""
        for text in ("/client CMP-2", "/client", "/clients", "/toolbox", "/crm search Kern"):
            await self._keep(text)
        for name in forging.TOOLBOX:
            await self._keep(f"/crm-{name}")
        self.before = self.counted()
        return self

    async def _keep(self, text):
        self.slack.calls.clear()
        await self.theo.command(text)
        for one in self.slack.said("views.open"):
            self.views[one["view"]["callback_id"]] = one["view"]

    def counted(self):
        found = []
        for house in (self.agency, self.other):
            with house.read() as session:
                found += [session.execute(select(func.count()).select_from(one)).scalar_one() for one in TABLES]
        return found

    def forge(self, view, metadata, callback, below):
        return {**placed(view, "V7", below), "private_metadata": metadata, "callback_id": callback, "team_id": "T0JURA"}

    async def send(self, sending):
        """Whatever is sent: look at all that comes back."""
        self.slack.calls.clear()
        with capture_logs() as logs:
            answer = await sending
        said = json.dumps([answer.body, *(call.args for call in self.slack.calls)], ensure_ascii=False, default=str)
        assert MARKED.findall(said) == [], said
        assert [one for one in logs if one["log_level"] in {"error", "critical"}] == []
        assert self.counted() == self.before


def marked(house):
    """A company, its contact and what was written about them, all with words that stand nowhere else."""
    made = {"name": "Zquarz Geheim AG", "email": "zquarz@geheim.example", "city": "Zquingen", "owner": "nadia"}
    company = house.perform("add-company", by="nadia", **made)
    person = {"first_name": "Zquendoline", "last_name": "Geheim", "company": company.records[0], "owner": "nadia"}
    contact = house.perform("add-contact", by="nadia", **person)
    about = (company.records[0], contact.records[0])
    note = house.entry(by="nadia", clients=about, note="Zqunotiz, geheim.")
    house.perform("comment", by="nadia", entry=note, text="Zqukommentar.")
    house.perform("status", by="nadia", clients=list(about), status="meeting", description="Zqugeheim.")
    house.perform("select", by="nadia", list=NOBODYS_LIST, add=[company.records[0]])
    return [company.result, contact.result, note]


@pytest.fixture
async def sender(agency, window, slack):
    return await Sender(agency, window.someone("theo"), slack).meet()


async def test_the_words_are_found_where_they_may_be_read(sender, nadia, slack):
    """A search that finds nothing anywhere would prove nothing."""
    slack.calls.clear()
    await nadia.command("/client CMP-4")
    assert {one.lower() for one in MARKED.findall(str(slack.calls))} == {"zqu", "geheim"}


@FORGED
@given(data=some.data())
async def test_a_form_that_nobody_was_given(sender, data):
    view = data.draw(some.sampled_from(list(sender.views.values())))
    callback = data.draw(some.just(view["callback_id"]) | some.sampled_from(forging.CALLBACKS))
    forged = sender.forge(view, data.draw(sender.kept), callback, data.draw(some.sampled_from(["V0", None])))
    forged["id"] = f"V{a_source()}"
    await sender.send(sender.theo.submit(forged, data.draw(forging.filled(view, sender.values))))
    if callback != view["callback_id"]:
        # What Slack makes of an answer to a form that it never had does not matter.
        sender.slack.problems.clear()


@FORGED
@given(data=some.data())
async def test_a_button_that_nobody_was_shown(sender, data):
    view = data.draw(some.sampled_from(list(sender.views.values())))
    callback = data.draw(some.just(view["callback_id"]) | some.sampled_from(forging.CALLBACKS))
    forged = sender.forge(view, data.draw(sender.kept), callback, data.draw(some.sampled_from(["V0", None])))
    forged["root_view_id"] = data.draw(some.sampled_from(["V1", NOBODYS_LIST]))
    state = data.draw(forging.filled(view, sender.values))
    forged["state"] = {"values": {name: {"v": one} for name, one in state.items()}}
    await sender.send(sender.theo.click(data.draw(forging.buttons(sender.values)), view=forged))


@FORGED
@given(data=some.data())
async def test_a_button_under_a_message(sender, data):
    button = data.draw(forging.buttons(sender.values, forging.ON_MESSAGES))
    message = data.draw(some.sampled_from([None, {"ts": "1.1", "text": "x", "blocks": []}]))
    await sender.send(sender.theo.click(button, message=message))


@FORGED
@given(data=some.data())
async def test_a_button_on_a_home_that_nobody_was_shown(sender, data):
    home = {"type": "home", "id": "V7", "hash": "1.a", "callback_id": "", "private_metadata": data.draw(sender.kept)}
    button = data.draw(forging.buttons(sender.values, forging.BUTTONS))
    await sender.send(sender.theo.click(button, view={**home, "team_id": "T0JURA", "blocks": []}))


@FORGED
@given(data=some.data())
async def test_a_menu_that_asks_for_what_it_never_offered(sender, data):
    callback = data.draw(some.sampled_from(forging.CALLBACKS))
    view = {"type": "modal", "callback_id": callback, "private_metadata": data.draw(sender.kept), "id": "V7"}
    block = data.draw(some.sampled_from([*forging.FIELDS, "nothing"]))
    typed = data.draw(
        some.sampled_from(["", "z", "zquarz", "CMP-4", "CST-4", "geheim", "Zquingen"]) | some.text(max_size=9)
    )
    await sender.send(sender.theo.type_ahead(view, block, typed))


@FORGED
@given(
    command=some.sampled_from(["/client", "/clients", "/toolbox", "/crm", "/crm search", "/crm-info", "/crm-edit"]),
    data=some.data(),
)
async def test_a_command_about_what_is_not_there_for_him(sender, command, data):
    text = data.draw(
        some.sampled_from(["z", "CMP-4", "CST-4: note", "company:CMP-4", "owner:nobody", "1 CMP-4"]) | sender.values
    )
    await sender.send(sender.theo.command(f"{command} {text}"))


@FORGED
@given(callback=some.sampled_from(["add_to_infobox", "toolbox", "nothing"]), text=some.text(max_size=40))
async def test_a_message_shortcut_with_any_text(sender, callback, text):
    await sender.send(sender.theo.on_message({"ts": f"{int(NOW.timestamp())}.000100", "text": text}, callback))


@pytest.mark.parametrize(
    ("metadata", "button"),
    [
        ('{"card":"CMP-2"}', {"action_id": "card:older", "value": f"CMP-2 {forging.HUGE} 3"}),
        ('{"card":"CMP-2"}', {"action_id": "card:older", "value": f"CMP-2 1795478400000000 {forging.HUGE}"}),
        ('{"b":1e400}', {"action_id": "clients:earlier", "value": "x"}),
        (f'{{"b":{forging.HUGE}}}', {"action_id": "clients:none", "value": "x"}),
        ("{}", {"action_id": "clients:next", "value": forging.HUGE}),
        ("Kern", {"action_id": "search:older", "value": forging.HUGE}),
    ],
)
async def test_a_page_that_begins_nowhere_is_a_page(sender, slack, metadata, button):
    view = sender.forge(sender.views["clients"], metadata, "clients", None)
    await sender.send(sender.theo.click(button, view=view))
    assert len(slack.said("views.update")) == 1
