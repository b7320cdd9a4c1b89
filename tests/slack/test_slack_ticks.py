"""What a process that serves does by itself: here with all that it is wired to, by the clock that it follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import serving
from bot.settings import Settings
from bot.slack.manifest import manifest
from bot.wiring import wired
from crm.views.upcoming import upcoming
from sandbox.box import packed
from sandbox.installed import App
from sandbox.running import running
from sandbox.server import assembled
from tests.factories import CAST, slack_user
from tests.slack.people import TEAM

SEED = {
    "team": {"id": TEAM, "name": "Talents du Jura", "domain": "jura"},
    "members": [{"id": slack_user(key), "name": key, "email": f"{key}@talents-jura.example"} for key, *_ in CAST],
}
MONTHS = timedelta(days=100)


async def test_clients_of_whom_nothing_was_heard_are_followed_up_once_a_day(agency, session, database_url):
    agency.perform("silent-clients", by="nadia", days="90")
    app = App()
    async with running(assembled(packed(SEED, app=app))) as served:
        control = f"{served.base}/sandbox"
        async with session.put(f"{control}/manifest", json={"manifest": manifest()}) as answer:
            assert answer.ok
        settings = Settings(
            _env_file=None,
            slack_bot_token=app.secrets.bot_token,
            slack_signing_secret=app.secrets.signing,
            slack_api_url=f"{served.base}/api/",
            carnet_database_url=database_url,
            carnet_clock_url=f"{control}/clock",
        )
        async with wired(settings) as house:
            [tick] = [one for one in serving.ticks(house) if one.name == "silence"]
            heard = house.clock.woken
            async with session.post(f"{control}/clock", json={"add": MONTHS.total_seconds()}) as answer:
                assert answer.ok
            while house.clock.now() < datetime.now(UTC) + MONTHS / 2:
                await house.clock.sleep(30, heard)
                heard = house.clock.woken
            for _ in range(2):
                await tick.run()
            later = house.clock.now()
    with agency.read() as stored:
        found = upcoming(stored, agency.member("emma"), later)
    lines = [line.entry for part in found.parts.values() for line in part.lines]
    assert [(one.action, one.records[0].name) for one in lines] == [("follow-up", "Acme Précision SA")]
    assert tick.at == serving.EARLY
