"""What is to do, by hand: put off in the list, and done in the reminder that comes when its time has come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
from playwright.sync_api import expect

from tests.journeys.walking import EMMA


def forward(base, by):
    httpx.post(f"{base}/sandbox/clock", json={"add": by.total_seconds()}).raise_for_status()


def messages(here):
    here.page.get_by_role("link", name="Carnet").click()
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
    now = datetime.fromisoformat(httpx.get(f"{base}/sandbox/clock").json()["now"]).astimezone(UTC)
    forward(base, (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=30) - now)
    digest = here.page.locator("#messages .message", has_text="Your day").last
    expect(digest).to_contain_text("Overdue", timeout=60_000)
    here.picture("digest")
    digest.get_by_role("button", name="Mark", exact=False).first.click()
    expect(digest).to_contain_text("✅ done")
    here.picture("digest-done")
