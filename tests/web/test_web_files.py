"""A link to a kept file opens for whoever may see the entry at that moment, and for nobody else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette

from bot.desk import Desk
from bot.file_links import FileLinks, Target
from bot.web.files import FileDoor
from crm.store.documents import Documents
from scheduler.clock import Clock
from tests.factories import NOW

LINKS = FileLinks(public="https://carnet.example/", keys=(b"new", b"old"))
NUMBER = some.integers(0, 10**17)
TARGETS = some.builds(Target, workspace=NUMBER, member=NUMBER, entry=NUMBER, comment=NUMBER, place=some.integers(0, 99))
PDF = b"%PDF-1.7\nLebenslauf"
SOON = NOW + timedelta(hours=1)


def token(url):
    assert url.startswith("https://carnet.example/files/")
    return url.rpartition("/")[2]


@given(TARGETS, some.integers(0, 400), some.characters(codec="utf-8"))
def test_a_link_leads_where_it_was_made_for_and_a_changed_one_nowhere(target, place, letter):
    written = token(LINKS.url(target, SOON))
    assert LINKS.read(written, NOW) == target
    assert LINKS.read(written, SOON) is None
    at = place % len(written)
    changed = written[:at] + letter + written[at + 1 :]
    assert LINKS.read(changed, NOW) is None or changed == written
    assert replace(LINKS, keys=(b"another",)).read(written, NOW) is None


def test_an_earlier_key_still_opens_what_it_sealed():
    target = Target(workspace=1, member=2, entry=3, place=0)
    assert LINKS.read(token(replace(LINKS, keys=(b"old",)).url(target, SOON)), NOW) == target


@pytest.fixture
def documents(tmp_path):
    return Documents(f"file:{tmp_path}/files")


@pytest.fixture
def time():
    """What the clock says; a test may turn it."""
    return [NOW]


@pytest.fixture
async def web(agency, documents, time):
    desk = Desk.open(agency.store, Clock(lambda: time[0]), interactive=1, work=1)
    app = Starlette(routes=[FileDoor(desk=desk, documents=documents, links=LINKS).route()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://carnet.example") as found:
        yield found
    desk.close()


def with_file(agency, documents, name="CV Zoë.pdf", content=PDF, *, fetched=True):
    """An entry of Emma's about Acme with a file, fetched from Slack already."""
    file = {"id": "F1", "name": name, "size": len(content), "url": "https://files.slack.com/F1"}
    entry = agency.entry(attachments=[file])
    if fetched:
        digest = documents.put(content).hex()
        agency.perform("keep-file", by="emma", entry=entry, file="F1", digest=digest)
    return entry


def link(agency, entry, by="emma", *, comment=0, place=0, until=NOW + timedelta(days=7)):
    who, number = agency.id_of(by), int(entry.removeprefix("E-"))
    return LINKS.url(Target(workspace=agency.workspace, member=who, entry=number, comment=comment, place=place), until)


async def test_a_kept_file_is_handed_over_to_be_kept_and_never_to_be_run(web, agency, documents):
    answer = await web.get(link(agency, with_file(agency, documents)))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    named = "attachment; filename=\"CV Zo_.pdf\"; filename*=UTF-8''CV%20Zo%C3%AB.pdf"
    assert answer.headers["content-disposition"] == named
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("offer.html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("notes.txt", b"Deux ans.", "text/plain; charset=utf-8"),
        ('a"b;\r\nX: y.pdf', PDF, "application/pdf"),
        ("CV.pdf", b"<svg onload=alert(1)>", "application/octet-stream"),
    ],
    ids=["a page", "text", "a name that breaks out", "not what its name says"],
)
async def test_the_type_is_what_the_content_is_and_no_page_is_a_page(web, agency, documents, name, content, kind):
    answer = await web.get(link(agency, with_file(agency, documents, name, content)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "x" not in answer.headers


async def test_the_file_of_a_comment_is_opened_too(web, agency, documents):
    entry = agency.entry()
    digest = documents.put(b"Offer").hex()
    files = [{"name": "scan.eml", "size": 5, "digest": digest}]
    done = agency.perform("comment", by="paul", entry=entry, text="Here.", files=files)
    comment = int(done.result.removeprefix("C-"))
    answer = await web.get(link(agency, entry, comment=comment))
    assert (answer.content, answer.headers["content-type"]) == (b"Offer", "application/octet-stream")
    for wrong in ({"comment": comment, "place": 1}, {"comment": comment + 1}, {}):
        assert (await web.get(link(agency, entry, **wrong))).status_code == 404


async def test_one_page_for_all_that_may_not_be_opened(web, agency, documents, time):
    """Somebody without the right, a member who left, a link that is over or forged: nothing tells which it was."""
    entry = with_file(agency, documents)
    mine = link(agency, entry)
    assert (await web.get(mine)).status_code == 200
    other = await web.get(link(agency, entry, by="noa"))
    forged = await web.get(mine[:-1] + ("0" if mine[-1] != "0" else "1"))
    never = await web.get(link(agency, "E-999999"))
    time[0] = NOW + timedelta(days=8)
    late = await web.get(mine)
    time[0] = NOW
    agency.set_member("emma", active=False)
    left = await web.get(mine)
    answers = [other, forged, never, late, left]
    assert {one.status_code for one in answers} == {404}
    [page] = {one.text for one in answers}
    assert "Open the entry in Slack" in page
    french = await web.get(mine, headers={"Accept-Language": "it-CH, fr-CH;q=0.9, en;q=0.8"})
    assert '<html lang="fr">' in french.text


async def test_what_is_not_fetched_yet_asks_for_a_minute(web, agency, documents):
    answer = await web.get(link(agency, with_file(agency, documents, fetched=False)))
    assert (answer.status_code, "on its way" in answer.text) == (404, True)


async def test_a_content_that_is_lost_is_not_our_fault_to_shout_about(web, agency, documents):
    entry = with_file(agency, documents)
    documents.remove(hashlib.sha256(PDF).digest())
    for path in documents.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert (await web.get(link(agency, entry))).status_code == 404
