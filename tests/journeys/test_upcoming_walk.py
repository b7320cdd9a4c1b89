"""What is to do, by hand: put off in the list, and done in the reminder that comes when its time has come."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.looking import demo
from tests.journeys.walking import EMMA

AGENCY, SATURDAY = ZoneInfo("Europe/Zurich"), 5


@pytest.fixture(scope="module")
def base(tmp_path_factory, seeded):
    """A demo of its own: its clock is put forward by days."""
    with demo(shutil.copytree(seeded, tmp_path_factory.mktemp("upcoming") / "data")) as address:
        yield address


def forward(base, by):
    httpx.post(f"{base}/sandbox/clock", json={"add": by.total_seconds()}).raise_for_status()


def working_day_after(day):
    day += timedelta(days=1)
    return day if day.weekday() < SATURDAY else working_day_after(day)


def messages(here):
    here.open_app()
    here.visit(here.page.get_by_role("link", name="Messages").get_attribute("href"))
    here.page.locator("body[data-live]").wait_for(state="attached")


def test_a_reminder_is_put_off_and_done_where_it_stands(window, base):
    here = window(EMMA)
    here.type_command("/crm preferences")
    here.field("Reminders").select_option(label="In Slack")
    here.save("Save")

    here.type_command("/upcoming")
    expect(here.form).to_contain_text("Overdue")
    here.picture("upcoming")
    row = here.form.locator("select").first
    row.select_option(label="In an hour")
    expect(here.form).to_contain_text("⏰ reminder")
    here.picture("upcoming-snoozed")
    here.leave()

    messages(here)
    forward(base, timedelta(hours=2))
    done = here.newest.get_by_role("button", name="Mark", exact=False)
    expect(done).to_be_visible()
    expect(here.newest).to_contain_text("Still to do")
    here.picture("reminder")
    done.click()
    expect(here.newest).to_contain_text("✅ done")
    here.picture("reminder-done")


def test_the_digest_comes_in_the_morning_and_is_worked_off_where_it_is_read(window, base):
    here = window(EMMA)
    here.type_command("/crm preferences")
    here.field("Morning digest").select_option(label="In Slack")
    here.save("Save")
    messages(here)
    now = datetime.fromisoformat(httpx.get(f"{base}/sandbox/clock").json()["now"]).astimezone(AGENCY)
    # What the demo plans for its next working day is overdue on the one after that, whatever day it is.
    forward(base, working_day_after(working_day_after(now)).replace(hour=10, minute=30) - now)
    digest = here.page.locator("#messages .message", has_text="Your day").last
    expect(digest).to_contain_text("Overdue", timeout=60_000)
    here.picture("digest")
    digest.get_by_role("button", name="Mark", exact=False).first.click()
    expect(digest).to_contain_text("✅ done")
    here.picture("digest-done")
