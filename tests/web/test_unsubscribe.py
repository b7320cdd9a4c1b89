"""A link that stops something: looking at it changes nothing, one click does it, and the page says how to go back."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette

from bot.desk import Desk
from bot.mail.unsubscribing import headers
from bot.stop_links import Stop, StopLinks
from bot.web.unsubscribing import StopDoor
from crm.domain.preferences import ALWAYS, Topic, chosen
from crm.views import hearing
from scheduler.clock import Clock
from tests.factories import NOW

LINKS = StopLinks(public="https://carnet.example/", keys=(b"new", b"old"))
DOMAIN = "reply.agency.example"
NUMBER = some.integers(1, 10**10 - 1)
STOPS = some.one_of(
    some.builds(Stop, workspace=NUMBER, member=NUMBER, entry=NUMBER, topic=some.none()),
    some.builds(
        Stop,
        workspace=NUMBER,
        member=NUMBER,
        entry=some.none(),
        topic=some.sampled_from([one for one in Topic if one not in ALWAYS]),
    ),
)
ONE_CLICK = {"content": b"List-Unsubscribe=One-Click", "headers": {"content-type": "application/x-www-form-urlencoded"}}


@given(STOPS, some.integers(0, 400), some.characters(codec="utf-8"))
def test_a_link_stops_what_it_was_made_for_and_a_changed_one_nothing(stop, place, letter):
    token = LINKS.token(stop)
    assert LINKS.read(token) == stop
    assert LINKS.read_address(LINKS.address(stop, DOMAIN).upper()) == stop
    assert len(LINKS.address(stop, DOMAIN).partition("@")[0]) <= 64
    at = place % len(token)
    changed = token[:at] + letter + token[at + 1 :]
    assert LINKS.read(changed) is None or changed == token
    assert replace(LINKS, keys=(b"another",)).read(token) is None
    assert LINKS.read(replace(LINKS, keys=(b"old",)).token(stop)) == stop


@pytest.mark.parametrize(
    ("public", "answers", "expected"),
    [
        (
            "https://carnet.example",
            True,
            ["List-Unsubscribe: <{url}>,\r\n <mailto:{mail}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"],
        ),
        ("http://127.0.0.1:3000", False, ["List-Unsubscribe: <{url}>"]),
        ("", True, ["List-Unsubscribe: <mailto:{mail}>"]),
        ("", False, []),
    ],
    ids=["both", "no https", "mail alone", "neither"],
)
def test_the_headers_name_every_way_there_is(public, answers, expected):
    links, stop = replace(LINKS, public=public), Stop(workspace=1, member=2, topic=Topic.DIGEST)
    filled = [one.format(url=links.url(stop), mail=links.address(stop, DOMAIN)) for one in expected]
    assert headers(links, stop, DOMAIN, answers=answers) == filled


@pytest.fixture
def databases(sqlite_files):
    """What the page says does not depend on the database."""
    return sqlite_files


@pytest.fixture
async def web(agency):
    desk = Desk.open(agency.store, Clock(lambda: NOW), interactive=1, work=1)
    app = Starlette(routes=[StopDoor(desk=desk, links=LINKS).route()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://carnet.example") as found:
        yield found
    desk.close()


def stop_of(agency, whom, **what):
    return Stop(workspace=agency.workspace, member=agency.id_of(whom), **what)


def muted(agency, whom, entry):
    member = agency.member(whom)
    with agency.read() as session:
        return hearing.muted(session, member, int(entry[2:]))


async def test_an_entry_is_muted_by_the_click_and_not_by_looking(web, agency):
    entry = agency.entry(participants=["theo"])
    url = LINKS.url(stop_of(agency, "theo", entry=int(entry[2:])))
    for _scanner in range(2):
        assert (await web.head(url)).status_code == 200
        page = await web.get(url)
        assert (page.status_code, muted(agency, "theo", entry)) == (200, False)
    assert f"<title>Ne plus recevoir de nouvelles de {entry}\u00a0?" in page.text
    assert '<form method="post"' in page.text
    assert "script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    for _twice in range(2):
        done = await web.post(url, **ONE_CLICK)
        assert (done.status_code, muted(agency, "theo", entry)) == (200, True)
    assert "Suivre à nouveau" in done.text
    assert "<form" not in done.text
    agency.perform("mute", by="theo", entry=entry, mute="off")
    await web.post(url, **ONE_CLICK)
    assert muted(agency, "theo", entry) is True


async def test_a_digest_is_turned_off_for_its_reader_alone(web, agency):
    url = LINKS.url(stop_of(agency, "paul", topic=Topic.DIGEST))
    assert "Nicht mehr erhalten" in (await web.get(url)).text
    done = await web.post(url, **ONE_CLICK)
    assert "/crm Einstellungen" in done.text
    assert [chosen(agency.member(one))["digest"] for one in ("paul", "theo")] == ["nothing", "mail"]
    assert chosen(agency.member("paul"))["weekly"] == "mail"


async def test_a_link_that_is_not_ours_or_for_somebody_who_left_says_so(web, agency):
    entry = agency.entry(participants=["theo"])
    number = int(entry[2:])
    forged = replace(LINKS, keys=(b"another",)).url(stop_of(agency, "theo", entry=number))
    answer = await web.post(forged, headers={"accept-language": "de-CH, en;q=0.5"})
    assert (answer.status_code, "führt nirgendwohin" in answer.text) == (404, True)
    answer = await web.post(LINKS.url(stop_of(agency, "jan", entry=number)))
    assert (answer.status_code, "nothing to turn off" in answer.text) == (200, True)
    assert muted(agency, "theo", entry) is False
