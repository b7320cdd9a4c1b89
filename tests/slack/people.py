"""Somebody at Slack's window: what they do becomes the payload that Slack would send."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from tests.factories import slack_user
from tests.slack import judge
from tests.slack.fake import SECONDS, FakeSlack

TEAM = "T0JURA"
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class Finished:
    """Tells when a listener has ended; bolt runs it on after the acknowledgement."""

    ended: dict[int, asyncio.Event] = field(default_factory=dict)

    async def handle(self, request: Any, response: Any) -> None:
        self.ended.setdefault(id(request), asyncio.Event()).set()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What Slack got back at once."""

    status: int
    body: Any


@dataclass(kw_only=True)
class Window:
    """Slack's side of the app: sends payloads and judges the answers."""

    app: AsyncApp
    slack: FakeSlack
    finished: Finished = field(default_factory=Finished)
    sent: list[AsyncBoltRequest] = field(default_factory=list)  # kept, so that no two have one id
    team: str = TEAM

    def __post_init__(self) -> None:
        self.app.listener_runner.listener_completion_handler = self.finished

    async def send(self, payload: dict[str, Any], *, wait: bool = True) -> Answer:
        """Dispatch, and wait until the listener has ended unless told otherwise."""
        request = AsyncBoltRequest(mode="socket_mode", body=payload)
        self.sent.append(request)
        response = await self.app.async_dispatch(request)
        body = json.loads(response.body) if response.body and response.body.startswith("{") else response.body
        self.slack.problems += judge.of_answer(payload.get("type", ""), body, payload.get("view"))
        if wait:
            await self.settled()
        return Answer(status=response.status, body=body)

    async def settled(self) -> None:
        """The listener of the newest request has ended."""
        ended = self.finished.ended.setdefault(id(self.sent[-1]), asyncio.Event())
        async with asyncio.timeout(SECONDS):
            await ended.wait()

    def client(self) -> Any:
        """The client that listeners get, for a token of this team."""
        self.app.client.token = "xoxb-carnet"
        return self.app.client

    def someone(self, key: str) -> Someone:
        return Someone(window=self, user=slack_user(key))

    async def event(self, event: dict[str, Any], *, wait: bool = True) -> Answer:
        return await self.send(
            {
                "token": "x",
                "team_id": self.team,
                "api_app_id": "A0CARNET",
                "event": event,
                "type": "event_callback",
                "event_id": f"Ev{next(_numbers)}",
                "event_time": 1795478400,
                "authorizations": [{"team_id": self.team, "user_id": "U0CARNET", "is_bot": True}],
            },
            wait=wait,
        )


@dataclass(kw_only=True)
class Someone:
    """A member at their Slack."""

    window: Window
    user: str

    def _interaction(self, kind: str, **more: Any) -> dict[str, Any]:
        team = {"id": self.window.team, "domain": "jura"}
        person = {"id": self.user, "username": self.user.lower(), "name": self.user.lower(), "team_id": team["id"]}
        common = {"type": kind, "team": team, "user": person, "api_app_id": "A0CARNET", "token": "x"}
        more.setdefault("trigger_id", f"trigger.{next(_numbers)}")
        return {**common, "enterprise": None, "is_enterprise_install": False, **more}

    async def command(self, text: str, *, wait: bool = True) -> Answer:
        command, _space, rest = text.partition(" ")
        payload = {
            "token": "x",
            "team_id": self.window.team,
            "team_domain": "jura",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": self.user,
            "user_name": self.user.lower(),
            "command": command,
            "text": rest,
            "api_app_id": "A0CARNET",
            "is_enterprise_install": "false",
            "response_url": f"{self.window.slack.url}/respond",
            "trigger_id": f"trigger.{next(_numbers)}",
        }
        return await self.window.send(payload, wait=wait)

    async def shortcut(self, callback: str) -> Answer:
        return await self.window.send(self._interaction("shortcut", callback_id=callback, action_ts="1.1"))

    async def on_message(self, message: dict[str, Any], callback: str = "add_to_infobox") -> Answer:
        payload = self._interaction(
            "message_action",
            callback_id=callback,
            channel={"id": "C0GENERAL", "name": "general"},
            message_ts=message["ts"],
            message={"type": "message", "user": "U0PAUL", **message},
            response_url=f"{self.window.slack.url}/respond",
        )
        return await self.window.send(payload)

    async def click(self, button: dict[str, Any], *, view: Any = None, message: Any = None) -> Answer:
        """Press a button of a view, or of a message (which may be ephemeral: only its container is known).

        A field that tells at once what was chosen in it sends the same.
        """
        action = {"type": "button", "block_id": "b", **button, "action_ts": f"1596530385.{next(_numbers):06}"}
        place: dict[str, Any] = {"container": {"type": "view"}, "view": view}
        if view is None:
            place = {
                "container": {"type": "message", "channel_id": "C0INFOBOX", "is_ephemeral": message is None},
                "channel": {"id": "C0INFOBOX", "name": "infobox"},
                "response_url": f"{self.window.slack.url}/respond",
                **({"message": message} if message else {}),
            }
        return await self.window.send(self._interaction("block_actions", actions=[action], **place))

    async def submit(self, view: dict[str, Any], values: dict[str, Any], *, wait: bool = True) -> Answer:
        """Send a form; ``values`` are elements' states by block id, as ``state`` makes them."""
        filled = {block: {"v": element} for block, element in values.items()}
        return await self.window.send(
            self._interaction("view_submission", view={**view, "state": {"values": filled}}, response_urls=[]),
            wait=wait,
        )

    async def close(self, view: dict[str, Any]) -> Answer:
        return await self.window.send(self._interaction("view_closed", view=view, is_cleared=False))

    async def type_ahead(self, view: dict[str, Any], block: str, typed: str) -> Answer:
        return await self.window.send(
            self._interaction("block_suggestion", view=view, block_id=block, action_id="v", value=typed)
        )

    async def look_up(self, typed: str, **menu: str) -> Answer:
        """Type into a menu that stands in a message."""
        container = {"type": "message", "channel_id": "D0EMMA"}
        return await self.window.send(self._interaction("block_suggestion", value=typed, container=container, **menu))

    async def open_home(self, *, tab: str = "home", before: Any = None) -> Answer:
        event = {"type": "app_home_opened", "user": self.user, "channel": "D1", "tab": tab, "event_ts": "1795478400.1"}
        return await self.window.event(event | ({"view": before} if before else {}))
