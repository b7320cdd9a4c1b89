"""A calendar feed: what its owner has to do, to whoever knows its address, until it is renewed or its owner leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import vobject
from icalendar import Calendar
from starlette.applications import Starlette

from bot.desk import Desk
from bot.feed_links import FeedLinks
from bot.web.calendar import FeedDoor
from crm.views.feeds import address
from scheduler.clock import Clock
from tests.factories import NOW

LINKS = FeedLinks(public="https://carnet.example/", keys=(b"new", b"old"))
AT = NOW + timedelta(days=2)


@pytest.fixture
async def web(agency):
    desk = Desk.open(agency.store, Clock(lambda: NOW), interactive=1, work=1)
    app = Starlette(routes=[FeedDoor(desk=desk).route()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://carnet.example") as client:
        yield client
    desk.close()


def made(agency, by="emma", links=LINKS):
    """A new address of somebody's feed."""
    member = agency.member(by)
    salt, digest = links.new(agency.workspace, member.id)
    agency.perform("calendar-feed", by=by, decision="renew", salt=salt, digest=digest.hex())
    return shown(agency, by, links)


def shown(agency, by="emma", links=LINKS):
    member = agency.member(by)
    with agency.read() as session:
        found = address(session, member)
    return links.url(agency.workspace, member.id, found.salt, found.digest)


async def titles(web, url):
    found = await web.get(url)
    assert (found.status_code, found.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    vobject.readOne(found.text)
    return [str(one["summary"]).rpartition(": ")[2] for one in Calendar.from_ical(found.content).events]


async def test_it_shows_what_is_still_to_be_done_and_nothing_else(web, agency):
    plan = {"by": "emma", "when": AT.isoformat()}
    acme, kern, done, undone = (agency.entry(**plan, clients=(one,)) for one in ("acme", "kern", "acme", "acme"))
    agency.entry(by="emma")
    agency.entry(by="theo", when=AT.isoformat())
    url = made(agency)
    assert await titles(web, url) == [
        "Acme Précision SA",
        "Kern & Söhne GmbH",
        "Acme Précision SA",
        "Acme Précision SA",
    ]
    agency.perform("undo", by="emma", entry=undone)
    agency.perform("done", by="emma", entry=done)
    assert await titles(web, url) == ["Acme Précision SA", "Kern & Söhne GmbH"]
    agency.perform("reschedule", by="emma", entry=acme, when=(AT + timedelta(days=1)).isoformat())
    assert await titles(web, url) == ["Kern & Söhne GmbH", "Acme Précision SA"]
    agency.perform("delete", by="nadia", client="kern", name="Kern & Söhne GmbH", contacts="delete")
    assert await titles(web, url) == ["Acme Précision SA"]
    assert kern


async def test_what_its_owner_may_see_no_more_has_no_name_there(web, agency):
    agency.set_role("narrow", {"view": "own", "info": "all"})
    agency.entry(by="emma", when=AT.isoformat(), clients=("kern",))
    url = made(agency)
    agency.set_member("emma", role="narrow")
    found = (await web.get(url)).text
    assert "Kern" not in found


async def test_what_has_not_changed_is_not_sent_again(web, agency):
    agency.entry(by="emma", when=AT.isoformat(), calendar=True, place="Ici")
    url = made(agency)
    first = await web.get(url)
    again = await web.get(url, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    agency.entry(by="emma", when=AT.isoformat())
    changed = await web.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"] == first.headers["etag"]) == (200, False)
    assert "private" in changed.headers["cache-control"]


async def test_an_address_ends_when_it_is_renewed_or_stopped_or_its_owner_leaves(web, agency):
    unknown = await web.get("/calendar/" + "0" * 40 + ".ics")
    first, others = made(agency), made(agency, "theo")
    second = made(agency)
    assert first != second
    agency.set_member("theo", active=False)
    agency.perform("calendar-feed", by="nadia", decision="stop")
    answers = [await web.get(one) for one in (first, others)]
    assert {(one.status_code, one.content) for one in [unknown, *answers]} == {(404, b"not found")}
    assert (await web.get(second)).status_code == 200
    agency.perform("calendar-feed", by="emma", decision="stop")
    assert (await web.get(second)).status_code == 404


@pytest.mark.parametrize("name", [".ics", "x" * 5000, "%00", "é.ics", "..%2F..%2Fetc", "' OR 1=1 --.ics"])
async def test_what_is_no_address_leads_nowhere(web, agency, name):
    assert (await web.get(f"/calendar/{name}")).status_code == 404


def test_an_earlier_key_still_shows_its_address_and_a_lost_one_none(agency):
    url = made(agency, links=replace(LINKS, keys=(b"old",)))
    assert shown(agency) == url
    assert shown(agency, links=replace(LINKS, keys=(b"lost",))) is None


def test_the_database_does_not_know_the_address(agency):
    url = made(agency)
    token = url.rpartition("/")[2].removesuffix(".ics")
    with agency.store.outside() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM calendar_feed").all()
    assert len(rows) == 1
    assert token not in str(rows)
