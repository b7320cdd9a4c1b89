"""Whatever an app or a test sends, the sandbox answers, and goes on."""

from __future__ import annotations

import random

import pytest
from sandbox_here import EMMA, INFOBOX, asked, modal

from sandbox.api.gate import METHODS
from sandbox.control.routes import DOORS

CALLS = 120
WORDS = ("U0EMMA001", "U0SANDBOX1", "1503435956.000247", "", "V0", "modal", "home", "/x", "5", "é")
KEYS = (
    "type",
    "text",
    "blocks",
    "id",
    "element",
    "elements",
    "value",
    "title",
    "v",
    "options",
    "errors",
    "files",
    "rows",
)
BLOCKS = (
    "section",
    "actions",
    "input",
    "context",
    "image",
    "card",
    "table",
    "plan",
    "container",
    "rich_text",
    "header",
)
ELEMENTS = ("button", "static_select", "checkboxes", "datepicker", "plain_text_input", "number_input", "file_input")
# These change what the rest of the test stands on, or wait.
LEFT_ALONE = ("/clock", "/reset", "/disconnect", "/request-url", "/settings", "/manifest", "/faults", "/members")


class Junk:
    """The same nonsense for the same seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311  # nonsense need not be secret

    def value(self, depth=0):
        kind = self.dice.randrange(10)
        if kind < 4 or depth > 3:
            return self.dice.choice(WORDS)
        if kind < 6:
            return self.dice.choice((0, 1, -1, 2**40, 1.5, True, False, None))
        if kind < 8:
            return {self.dice.choice(KEYS): self.value(depth + 1) for _ in range(self.dice.randrange(4))}
        return [self.value(depth + 1) for _ in range(self.dice.randrange(3))]

    def block(self):
        element = {"type": self.dice.choice(ELEMENTS), "action_id": "a", "options": self.value()}
        words = {"type": "plain_text", "text": "x"}
        parts = {
            key: self.dice.choice((self.value(), element, [element], words)) for key in self.dice.sample(KEYS[1:], 3)
        }
        return parts | {"type": self.dice.choice(BLOCKS)}

    def view(self):
        return modal(*(self.block() for _ in range(self.dice.randrange(4))), type=self.dice.choice(("modal", "home")))

    def argument(self, sandbox, name):
        if name == "channel":
            return INFOBOX
        if name == "trigger_id":
            return sandbox.running.box.triggers.give(EMMA)
        if self.dice.random() < 0.6 and name in ("view", "blocks"):
            return self.view() if name == "view" else [self.block()]
        return self.value()

    def some(self, takes, needs):
        return [name for name in takes if name in needs or self.dice.random() < 0.4]


@pytest.mark.parametrize("seed", range(3))
async def test_no_call_breaks_the_web_api(sandbox, seed):
    junk, methods = Junk(seed), [one for one in METHODS.values() if one.name != "auth.revoke"]
    for _ in range(CALLS):
        method = junk.dice.choice(methods)
        sent = {name: junk.argument(sandbox, name) for name in junk.some(method.takes, method.needs)}
        answer = await sandbox.raw(method.name, json=sent)
        assert answer["ok"] or answer["error"], (method.name, sent)
    assert (await sandbox.api("auth.test"))["ok"]


@pytest.mark.parametrize("seed", range(3))
async def test_no_request_breaks_the_control_api(sandbox, seed):
    junk, doors = Junk(seed), [one for one in DOORS if not one.path.startswith(LEFT_ALONE)]
    kinds = (asked(kind, kind) for kind in ("plain_text_input", "multi_users_select", "file_input"))
    form = modal(*kinds, asked("number_input", "number_input", is_decimal_allowed=True))
    for _ in range(CALLS):
        trigger = sandbox.running.box.triggers.give(EMMA)
        assert (await sandbox.api("views.open", trigger_id=trigger, view=form))["ok"]
        door = junk.dice.choice(doors)
        sent = {name: junk.value() for name in junk.some(door.takes, door.needs)} | {"user": EMMA}
        if "values" in sent:
            sent["values"] = {"number_input": {"v": junk.value()}, "file_input": {"v": junk.value()}}
        path = door.path.format(id="x").removeprefix("/")
        body = {"params": {"user": EMMA}} if door.method == "GET" else {"json": sent}
        async with sandbox.session.request(door.method, f"{sandbox.base}/sandbox/{path}", **body) as answer:
            told = await answer.json()
        assert answer.status in (200, 400), (door.path, sent)
        assert told["ok"] or told["error"], (door.path, sent)
