"""The whole door against the strict sandbox, over Socket Mode: all ways through the modals, and what is posted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.slack import people
from bot.slack.app import Installation, create_app
from bot.slack.channel import SlackChannel
from bot.slack.files import Fetcher
from bot.slack.manifest import manifest
from bot.slack.web_api import relay_client, web_client
from crm import directory
from crm.domain.delivery import WAITING, Channel
from crm.store import documents
from crm.store.documents import Documents
from sandbox.box import Settings, packed
from sandbox.installed import App
from sandbox.running import running
from sandbox.server import assembled
from scheduler.relay import Relay
from tests.factories import CAST, GONE, INFOBOX, Agency, slack_user
from tests.slack.filling import inputs
from tests.slack.people import TEAM

SEED = {
    "team": {"id": TEAM, "name": "Talents du Jura", "domain": "jura"},
    "members": [
        {
            "id": slack_user(key),
            "name": key,
            "real_name": name,
            "email": f"{key}@talents-jura.example",
            "tz": zone,
            "locale": locale,
            "is_admin": role == "admin",
            "is_owner": role == "admin",
        }
        for key, name, locale, zone, role, *_ in CAST
        if key != GONE
    ],
    "channels": [
        {"id": "C0GENERAL", "name": "general", "is_general": True},
        {
            "id": INFOBOX,
            "name": "infobox",
            "bot": True,
            "members": [slack_user(key) for key in ("nadia", "emma", "paul")],
        },
    ],
}


@dataclass(kw_only=True)
class Jura:
    """The sandbox with the bot in it, seen by whoever acts there."""

    base: str
    session: aiohttp.ClientSession
    relay: Callable[[], Relay]
    agency: Agency

    async def ask(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        query = {"params": asked} if method == "GET" else {"json": asked}
        async with self.session.request(method, f"{self.base}/sandbox/{path}", **query) as answer:
            found = await answer.json()
        assert found["ok"], found
        return found

    async def act(self, what: str, who: str, **asked: Any) -> dict[str, Any]:
        return await self.ask("POST", f"act/{what}", user=slack_user(who), **asked)

    async def views(self, who: str, least: int = 1) -> list[dict[str, Any]]:
        found = await self.ask("GET", "views", user=slack_user(who), wait=5, least=least)
        return found["views"]

    async def top(self, who: str, callback: str) -> dict[str, Any]:
        """The form on top, once it is the one of this name."""
        for _ in range(100):
            found = await self.views(who)
            if found and found[-1]["callback_id"] == callback:
                return found[-1]
            await self.ask("GET", "records", wait=0.05, least=10_000)
        raise AssertionError(f"no {callback} for {who}: {[one['callback_id'] for one in found]}")

    async def fill(self, who: str, **values: Any) -> dict[str, Any]:
        return await self.act("submit", who, values={name: {"v": value} for name, value in values.items()})

    async def choose(self, who: str, view: dict[str, Any], block: str, typed: str) -> dict[str, Any]:
        """Type into a select, and take the first suggestion."""
        found = await self.act("suggest", who, view_id=view["id"], block_id=block, action_id="v", value=typed)
        body = found["ack_body"]
        return (body.get("options") or body["option_groups"][0]["options"])[0]

    async def carry(self) -> None:
        """The relay runs until nothing more is owed to Slack; mails are another door's."""
        relay = self.relay()
        carrying = asyncio.create_task(relay.run())
        await until(
            self.agency, lambda: "slack" not in [channel for _kind, channel, _whom in self.agency.owed(*WAITING)]
        )
        relay.stop()
        await carrying

    async def messages(self, channel: str = INFOBOX, **more: Any) -> list[dict[str, Any]]:
        return (await self.ask("GET", "messages", channel=channel, **more))["messages"]


@asynccontextmanager
async def settled_in(agency, door, desk, session, tmp_path):
    app = App()
    async with running(assembled(packed(SEED, Settings(), app))) as served:
        api = f"{served.base}/api/"
        token, user = app.secrets.bot_token, app.user
        with agency.begin() as store:
            directory.set_bot(store, user)
        desk.bots[TEAM] = user
        installed = {TEAM: Installation(team=TEAM, token=token, bot_user=user, bot_id=app.bot_id)}
        bolt = create_app(door, client=web_client("", session, base_url=api), installed=installed.get)
        lent = relay_client(token, session, base_url=api)
        carrier = SlackChannel(lambda _team: lent, Fetcher(desk=desk, documents=Documents(f"file:{tmp_path}/files")))
        relay = partial(
            Relay, store=agency.store, carriers={Channel.SLACK: carrier}, clock=desk.clock, executor=desk.work
        )
        jura = Jura(base=served.base, session=session, relay=relay, agency=agency)
        await jura.ask("PUT", "manifest", manifest=manifest())
        socket = AsyncSocketModeHandler(bolt, app.secrets.app_token, web_client=web_client("", session, base_url=api))
        await socket.connect_async()
        await people.sync(door, web_client(token, session, base_url=api), TEAM, "infobox")
        yield jura
        await socket.close_async()
        red = (await jura.ask("GET", "records", red="1"))["records"]
        assert [(one["name"], one["answer"], one["problems"]) for one in red] == []


@pytest.fixture
async def jura(agency, door, desk, session, tmp_path):
    async with settled_in(agency, door, desk, session, tmp_path) as found:
        yield found


async def test_the_main_job_from_the_command_to_the_thread_and_back(jura, agency):
    await jura.act("command", "nadia", channel="C0GENERAL", text="/crm-info Acme Called back")
    form = await jura.top("nadia", "act:info")
    paul = await jura.choose("nadia", form, "participants", "rüegs")
    upload = aiohttp.FormData({"user": slack_user("nadia")}, quote_fields=False)
    upload.add_field("file", b"%PDF-1.7 Lebenslauf", filename="CV Zoë.pdf")
    async with jura.session.post(f"{jura.base}/sandbox/act/upload", data=upload) as answer:
        file = (await answer.json())["file"]
    await jura.fill("nadia", participants=[paul], attachments=[file["id"]])
    assert (await jura.ask("GET", "views", user=slack_user("nadia")))["views"] == []
    await jura.carry()
    [posted] = await jura.messages()
    assert "Acme Précision SA" in json.dumps(posted["blocks"], ensure_ascii=False)
    assert "CV Zoë.pdf" in json.dumps(posted["blocks"], ensure_ascii=False)
    [entry] = [one for one in agency.card("acme").entries if one.action == "info"]
    with agency.read() as store:
        assert [row.name for row in documents.of_entry(store, entry.id)] == ["CV Zoë.pdf"]
    await jura.act("message", "emma", channel=INFOBOX, thread_ts=posted["ts"], text="I will go there.")
    await until(agency, lambda: agency.see(entry.number).comments)
    assert agency.see(entry.number).comments[0].author == "Emma Quéloz"
    await jura.act("click", "nadia", channel=INFOBOX, ts=posted["ts"], action_id="entry:undo")
    await until(agency, lambda: agency.see(entry.number).undone)
    await jura.carry()
    [changed] = [one for one in await jura.messages() if one["ts"] == posted["ts"]]
    assert "This was undone." in json.dumps(changed["blocks"])


async def until(agency, true):
    """What happens behind an acknowledgement ends in a commit."""
    loop, committed = asyncio.get_running_loop(), asyncio.Event()
    agency.store.on_commit.append(lambda: loop.call_soon_threadsafe(committed.set))
    async with asyncio.timeout(8):
        while not true():
            await committed.wait()
            committed.clear()


@pytest.mark.unwatched
async def test_every_way_through_the_modals_stays_within_slacks_stack(jura, agency):
    await jura.act("shortcut", "nadia", callback_id="toolbox")
    box = await jura.top("nadia", "toolbox")
    acme = await jura.choose("nadia", box, "client", "acme pré")
    values = {"client": {"v": acme}}
    await jura.act("click", "nadia", view_id=box["id"], action_id="open:status", values=values)
    form = await jura.top("nadia", "act:status")
    assert inputs(form)["clients"]["element"]["initial_options"][0]["value"] == acme["value"]
    await jura.act("close", "nadia", clear=True)
    await jura.act("command", "nadia", channel="C0GENERAL", text="/client Müller")
    names = await jura.top("nadia", "picker")
    await jura.act("click", "nadia", view_id=names["id"], block_id="pick:CST-1", action_id="card:open")
    card = await jura.top("nadia", "card")
    await jura.act("click", "nadia", view_id=card["id"], action_id="card:info")
    await jura.top("nadia", "act:info")
    assert [one["callback_id"] for one in await jura.views("nadia")] == ["card", "act:info"]
    await jura.fill("nadia", note={"rich_text_value": rich("Was *very* clear. " * 30)})
    card = await refreshed(jura, "entry:read")
    await jura.act("click", "nadia", view_id=card["id"], action_id="entry:read")
    await jura.top("nadia", "entry")
    await jura.act("close", "nadia")
    await jura.act("click", "nadia", view_id=card["id"], action_id="card:toolbox")
    await jura.top("nadia", "toolbox")
    assert len(await jura.views("nadia")) == 1


async def refreshed(jura, action):
    for _ in range(100):
        card = await jura.top("nadia", "card")
        if action in json.dumps(card["blocks"]):
            return card
        await jura.ask("GET", "records", wait=0.05, least=10_000)
    raise AssertionError("the card did not change")


def rich(text):
    words = {"type": "text", "text": text}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [words]}]}


async def test_errors_confirmation_and_home_as_slack_takes_them(jura, agency):
    await jura.act("home", "paul", tab="home")
    [home] = (await jura.ask("GET", "home", user=slack_user("paul"), wait=5))["home"]
    assert home["callback_id"] == "home"
    await jura.act("command", "nadia", channel="C0GENERAL", text="/crm-add-company Acme Précision SA")
    await jura.top("nadia", "act:add-company")
    asked = await jura.fill("nadia", phone="call me")
    assert "phone" in asked["ack_body"]["errors"]
    again = await jura.fill("nadia", phone="")
    assert again["ack_body"]["response_action"] == "update"
    form = await jura.top("nadia", "act:add-company")
    assert form["blocks"][0]["type"] == "alert"
    await jura.fill("nadia", confirm=["confirm"])
    assert agency.record("CMP-4").name == "Acme Précision SA"
