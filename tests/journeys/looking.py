"""The demo in a real browser, and what a person does there."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.journeys.walking import PATIENCE, Process

PICTURES = os.environ.get("PICTURES")  # the folder for whoever wants to look at windows
SIZES = {"1440": (1440, 900), "320": (320, 640)}
# A build machine has no display, no GPU and no wish to call home.
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
expect.set_options(timeout=PATIENCE * 1000)


class Window:
    """One member's browser window."""

    def __init__(self, page, base, user):
        self.page, self.base, self.user = page, base, user
        page.set_default_timeout(PATIENCE * 1000)
        self.visit(f"/?as={user}")
        page.locator("body[data-live]").wait_for(state="attached")

    def visit(self, path):
        self.page.goto(f"{self.base}{path}")

    def open_app(self):
        """Carnet's own place; by its address, for the link may be drawn anew under the pointer."""
        self.visit(self.page.get_by_role("link", name="Carnet").get_attribute("href"))
        self.page.locator("body[data-live]").wait_for(state="attached")

    @property
    def form(self):
        return self.page.locator("dialog[open] form")

    @property
    def newest(self):
        return self.page.locator("#messages .message").last

    def type_command(self, text):
        box = self.page.locator("#composer-channel")
        box.fill(text)
        box.press("Enter")
        self.form.wait_for()

    def look_at_card(self, client, text):
        """Open a card until it says this: what was just written in a thread reaches it a moment later."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.type_command(f"/client {client}")
            if text in self.form.inner_text():
                return
            self.page.keyboard.press("Escape")
            self.form.wait_for(state="detached")
        raise AssertionError(f"the card of {client} never said {text}")

    def field(self, label):
        return self.form.get_by_label(label, exact=True)

    def choose(self, label, typed, shown):
        """Pick a suggestion as people do: type the beginning, take what is meant."""
        field = self.form.get_by_role("combobox", name=label)
        field.fill(typed)
        self.form.get_by_role("option", name=shown).first.click()
        # The list stays for the next choice until it is put away.
        field.press("Escape")

    def write(self, label, text):
        editor = self.form.get_by_role("textbox", name=label)
        editor.click()
        self.page.keyboard.type(text)

    def save(self, name):
        self.form.get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator("dialog[open]")).to_have_count(0)

    def leave(self):
        """What stays open is there again when the member comes back."""
        while self.form.count():
            self.form.locator("[data-close=all]").click()
            # With words in it, the page asks first.
            self.page.wait_for_function("!document.querySelector('#modal[open]') || document.querySelector('.ask')")
            for sure in self.page.locator(".ask").get_by_role("button", name="Leave").all():
                sure.click()
            self.page.wait_for_function("!document.querySelector('dialog[open]')")

    def picture(self, name):
        """Nothing may overflow the window; and a picture of it for whoever wants to look."""
        for label, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            if PICTURES:
                self.page.screenshot(path=Path(PICTURES) / f"journey-{name}-{label}.png")
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{name} is {over} pixels too wide for {label}"
        self.page.set_viewport_size({"width": 1280, "height": 860})


def data_in(folder):
    """The settings of a Carnet that keeps its data there."""
    return {
        "CARNET_DATABASE_URL": f"sqlite:///{folder / 'carnet.db'}",
        "CARNET_FILES_URL": f"file:{folder / 'files'}",
    }


@contextmanager
def demo(folder):
    """`carnet demo`, with data of its own; gives the address that it prints."""
    started = Process("bot", "demo", "--port", "0", "--smtp-port", "0", settings=data_in(folder), folder=folder)
    with started as running:
        yield running.wait_for("Open http://").split()[1]


@contextmanager
def browser():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield found
        found.close()
