"""A stage for controls: blocks in a real browser, served without any server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route

from sandbox.page import rendering
from sandbox.page.controls import Place
from sandbox.page.viewer import Viewer

STATIC = Path(rendering.__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
HOST = "http://page.test"
PEOPLE = {"U0EMMA001": "Emma Whitfield", "U0THOMAS1": "Thomas Brönnimann", "U0SOFIA01": "Sofía Marchetti-Delgado"}
SOFIA = Viewer(user="U0SOFIA01", zone="America/New_York", now=datetime(2026, 12, 1, tzinfo=UTC), people=PEOPLE)
PLACE = Place(viewer=SOFIA, surface="modal", container="V1")
CONTEXT = {"user": SOFIA.user, "people": [{"id": id_, "name": name} for id_, name in PEOPLE.items()], "commands": []}
COMPANIES = ("Acme SA", "Aïoli Frères", "Zenith AG")
SHEETS = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in ("base", "blocks", "conversation"))
SCRIPT = """
import { wired } from "/static/controls.js";
import { valuesOf, problemsOf } from "/static/values.js";
const form = document.querySelector("form");
wired(form, { view_id: "V1" }, () => ({ values: valuesOf(form) }));
window.values = () => valuesOf(form);
window.problems = () => problemsOf(form);
document.body.dataset.ready = "yes";
"""


def plain(words):
    return {"type": "plain_text", "text": words}


def option(words, value):
    return {"text": plain(words), "value": value}


def asked(label, kind, **more):
    block = {key: more.pop(key) for key in ("optional", "dispatch_action") if key in more}
    element = {"type": kind, "action_id": "v", **more}
    return {"type": "input", "block_id": label, "label": plain(label), "element": element, **block}


@dataclass(kw_only=True)
class Stage:
    """Draws blocks as a form, and notes what is told to the sandbox."""

    page: Page
    body: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)

    async def show(self, *blocks):
        self.told.clear()
        form = rendering.blocks_html(list(blocks), PLACE)
        self.body = (
            f'<!doctype html><html lang="en"><meta charset="utf-8">{SHEETS}'
            f"<form novalidate>{form}<button>Save</button></form>"
            f'<script type="application/json" id="context">{json.dumps(CONTEXT)}</script>'
            f'<script type="module">{SCRIPT}</script>'
        )
        await self.page.goto(HOST)
        await self.page.locator("body[data-ready]").wait_for()
        return self.page

    async def state(self, label):
        return (await self.page.evaluate("values()"))[label]["v"]

    async def rich(self, label):
        return (await self.state(label))["rich_text_value"]["elements"]

    async def problems(self):
        return await self.page.evaluate("problems()")

    async def answer(self, route: Route):
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            await route.fulfill(body=file.read_text(), content_type=KINDS[file.suffix])
        elif path.startswith("/sandbox/"):
            is_json = "json" in route.request.headers["content-type"]
            await route.fulfill(json=self.act(path, route.request.post_data_json if is_json else {}))
        else:
            await route.fulfill(body=self.body, content_type="text/html")

    def act(self, path, sent):
        if path.endswith("upload"):
            return {"ok": True, "file": {"id": "F1", "name": "cv.pdf"}}
        if not path.endswith("suggest"):
            self.told.append(sent)
            return {"ok": True}
        found = [option(one, one.lower()) for one in COMPANIES if sent["value"].lower() in one.lower()]
        return {"ok": True, "options": found}
