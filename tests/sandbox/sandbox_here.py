"""A running sandbox, reached over HTTP as a program reaches it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.box import Settings, packed
from sandbox.running import Running, running
from sandbox.server import assembled

CLAIRE, THOMAS, EMMA, JULIEN, SOFIA = "U0CLAIRE01", "U0THOMAS1", "U0EMMA001", "U0JULIEN1", "U0SOFIA01"
GENERAL, INFOBOX, RANDOM = "C0GENERAL1", "C0INFOBOX1", "C0RANDOM01"
BOT, BOT_ID = "U0SANDBOX1", "B0SANDBOX1"
# Patient, so that a busy machine is not taken for a late app; a test of lateness hurries. Retries come at once.
PATIENT = {"ack_within": 30.0, "retry_waits": (0.0, 0.05, 0.05)}


@dataclass(kw_only=True)
class Here:
    """Where the sandbox is, with clients for both of its sides."""

    running: Running
    session: aiohttp.ClientSession
    slack: AsyncWebClient

    @property
    def base(self):
        return self.running.base

    async def ask(self, method, path, **asked):
        query = {"params": asked} if method == "GET" else {"json": asked}
        async with self.session.request(method, f"{self.base}/sandbox/{path}", **query) as answer:
            return await answer.json()

    async def act(self, what, user, **asked):
        return await self.ask("POST", f"act/{what}", user=user, **asked)

    async def look(self, what, **asked):
        answer = await self.ask("GET", what, **asked)
        assert answer["ok"], answer
        return answer

    async def api(self, method, **arguments):
        """A call as the SDK makes it: the answer, or the error's."""
        try:
            return (await self.slack.api_call(method, json=arguments)).data
        except SlackApiError as error:
            return error.response.data

    async def raw(self, method, token="xoxb-sandbox-bot-token", **sent):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with self.session.post(f"{self.base}/api/{method}", headers=headers, **sent) as answer:
            return await answer.json()

    async def hurry(self, seconds=0.5):
        """From now on an app that has not answered within so many seconds is late."""
        assert (await self.ask("PATCH", "settings", ack_within=seconds))["ok"]

    async def upload(self, user, name, content):
        form = aiohttp.FormData({"user": user}, quote_fields=False)
        form.add_field("file", content, filename=name)
        async with self.session.post(f"{self.base}/sandbox/act/upload", data=form) as answer:
            return await answer.json()

    async def say(self, user, channel, text, **more):
        answer = await self.act("message", user, channel=channel, text=text, **more)
        assert answer["ok"], answer
        return answer["ts"]


@asynccontextmanager
async def here(app=assembled, **settings) -> AsyncIterator[Here]:
    """A sandbox; with ``app=create_app`` its pages too."""
    box = packed(settings=Settings(**PATIENT | settings))
    box.triggers.life = PATIENT["ack_within"]
    async with running(app(box)) as served, aiohttp.ClientSession() as session:
        slack = AsyncWebClient(token="xoxb-sandbox-bot-token", base_url=f"{served.base}/api/", session=session)
        yield Here(running=served, session=session, slack=slack)


def plain(words):
    return {"type": "plain_text", "text": words}


def section(words="Aïoli Frères"):
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def asked(kind, id_, **more):
    optional = {"optional": True} if more.pop("optional", False) else {}
    element = {"type": kind, "action_id": "v", **more}
    return {"type": "input", "block_id": id_, "label": plain(id_.title()), "element": element, **optional}


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Note"), "submit": plain("Save"), "blocks": list(blocks), **more}


def button(action, words="Open", **more):
    element = {"type": "button", "action_id": action, "text": plain(words), **more}
    return {"type": "actions", "block_id": f"of {action}", "elements": [element]}
