from __future__ import annotations

import hashlib

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.slack.channel import SlackChannel
from bot.slack.files import Fetcher
from bot.slack.web_api import relay_client
from crm.domain.delivery import Again, Never, Sent
from crm.store import documents
from crm.store.documents import Documents
from crm.store.tables import delivery
from crm.views.parcels import parcels
from tests.slack.filling import filled, inputs

PDF = b"%PDF-1.7\nLebenslauf"


@pytest.fixture
def kept(tmp_path):
    return Documents(f"file:{tmp_path}/files")


@pytest.fixture
def channel(slack, session, desk, kept):
    client = relay_client("xoxb-carnet", session, base_url=f"{slack.url}/api/")
    return SlackChannel(lambda _team: client, Fetcher(desk=desk, documents=kept))


def given(slack, name, content=PDF, *, at="", **more):
    """A file as Slack describes it in a form, with what stands behind its address."""
    at = at or f"F{len(slack.files) + 1}"
    slack.files[at] = (content, "application/octet-stream")
    url = f"{slack.url}/files/{at}"
    return {"id": at, "name": name, "title": name, "size": len(content), "url_private_download": url, **more}


async def written(person, slack, *files):
    """An Info with these files; what Slack was answered."""
    await person.command("/crm-info Acme")
    view = slack.said("views.open")[-1]["view"]
    return await person.submit(
        {**view, "id": f"V{len(slack.calls)}"}, filled(view, note="See.", attachments=list(files))
    )


async def fetched(agency, channel):
    """What became of the files that are owed."""
    with agency.read() as session:
        rows = session.rows(select(delivery).where(delivery.c.kind == "fetch", delivery.c.state == "owed"))
        found = parcels(session, [row.id for row in rows])
    return [await channel.deliver(one, channel.render(one).content) for one in found]


def documents_of(agency, entry):
    with agency.read() as session:
        return [(row.name, row.type, row.size, row.digest) for row in documents.of_entry(session, int(entry[2:]))]


def newest(agency):
    return next(one for one in agency.card("acme").entries if one.action == "info")


async def test_a_form_takes_files_and_they_are_kept_after_the_entry_stands(emma, slack, agency, channel, kept):
    answer = await written(emma, slack, given(slack, "CV Zoë Üzümcü.pdf"), given(slack, "Notes.txt", b"Deux ans."))
    entry = newest(agency)
    assert (answer.body, entry.attachments) == ("", ("CV Zoë Üzümcü.pdf", "Notes.txt"))
    assert documents_of(agency, entry.number) == []
    assert await fetched(agency, channel) == [Sent(receipt={"files": 2})]
    [pdf, text] = documents_of(agency, entry.number)
    assert pdf == ("CV Zoë Üzümcü.pdf", "pdf", len(PDF), hashlib.sha256(PDF).digest())
    assert kept.get(text[3]) == b"Deux ans."
    assert "Bearer xoxb-carnet" in slack.tokens


async def test_fetching_twice_keeps_each_file_once(emma, slack, agency, channel, kept):
    await written(emma, slack, given(slack, "CV.pdf"), given(slack, "Copy.pdf"))
    assert await fetched(agency, channel) == await fetched(agency, channel)
    assert len(documents_of(agency, newest(agency).number)) == 2
    assert len([path for path in kept.folder.rglob("*") if path.is_file()]) == 1, "the same content stands once"


async def test_the_form_says_which_files_it_takes(nadia, slack):
    await nadia.command("/crm-info")
    block = inputs(slack.said("views.open")[0]["view"])["attachments"]
    assert (block["label"]["text"], block["optional"], block["element"]["max_files"]) == ("Attachments", True, 10)
    assert block["hint"]["text"] == ("Up to 10 files of 10 MB: pdf, docx, doc, rtf, odt, txt, html, png, jpg, xlsx.")


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ([("photo.exe", 5)], "“photo.exe” is of a kind that is not taken here."),
        ([("pdf", 5)], "“pdf” is of a kind that is not taken here."),
        ([("CV.pdf", 10 * 1024 * 1024 + 1)], "“CV.pdf” is larger than 10 MB."),
        ([("CV.pdf", 5)] * 11, "At most 10 files, please; these are 11."),
    ],
    ids=["a kind", "without an ending", "too large", "too many"],
)
async def test_name_size_and_number_are_looked_at_before_anything_is_written(nadia, slack, agency, files, error):
    answer = await written(
        nadia, slack, *({"id": "F1", "name": name, "size": size, "url_private": ""} for name, size in files)
    )
    assert answer.body["errors"]["attachments"].startswith(error)
    assert not [one for one in agency.card("acme").entries if one.action == "info"]


async def test_a_file_that_is_not_what_its_name_says_is_refused_and_its_author_told(nadia, slack, agency, channel):
    await written(nadia, slack, given(slack, "<!here> CV.pdf", b"MZ\x90\0"), given(slack, "Good.pdf"))
    entry = newest(agency)
    assert await fetched(agency, channel) == [Sent(receipt={"files": 2})]
    [told] = slack.said("chat.postMessage")
    assert told["channel"] == "U0NADIA"
    assert told["text"] == (
        f"The file “&lt;!here&gt; CV.pdf” of {entry.number} was not kept: its content is not what its name says. "
        "You can send the right one as an answer in the entry’s thread."
    )
    assert newest(agency).attachments == ("Good.pdf",)
    assert [name for name, *_ in documents_of(agency, entry.number)] == ["Good.pdf"]
    assert await fetched(agency, channel) == [Sent(receipt={"files": 2})]
    assert len(slack.said("chat.postMessage")) == 1, "it is told once"


async def test_a_message_that_lists_a_refused_file_is_to_say_so_no_more(nadia, slack, agency, channel):
    await written(nadia, slack, given(slack, "CV.pdf", b"MZ"))
    agency.settle()
    with agency.begin() as session:
        session.execute(delivery.update().where(delivery.c.kind == "fetch").values(state="owed"))
    await fetched(agency, channel)
    assert ("update", "slack", "C0INFOBOX") in agency.owed("owed")


@pytest.mark.parametrize(
    "url", ["https://evil.example/F1", "http://files.slack.com/F1", "https://files.slack.com.evil.example/"]
)
async def test_the_bots_token_is_shown_to_slack_alone(emma, slack, agency, channel, url):
    await written(emma, slack, given(slack, "CV.pdf", url_private_download=url))
    assert await fetched(agency, channel) == [Sent(receipt={"files": 1})]
    assert (newest(agency).attachments, documents_of(agency, newest(agency).number)) == ((), [])


async def test_a_page_to_sign_in_is_no_file(emma, slack, agency, channel):
    """Slack answers a token that it does not take with a page and 200."""
    file = given(slack, "Offer.html", b"<p>Offer</p>")
    slack.files[file["id"]] = (b"<html>Sign in</html>", "text/html")
    await written(emma, slack, file)
    assert await fetched(agency, channel) == [Again(reason="file not fetched: another size")]
    slack.files[file["id"]] = (b"<p>Offer</p>", "text/html")
    assert await fetched(agency, channel) == [Sent(receipt={"files": 1})]


async def test_what_cannot_be_fetched_now_is_tried_again(emma, slack, agency, channel):
    await written(emma, slack, given(slack, "CV.pdf", url_private_download=f"{slack.url}/files/gone"))
    assert await fetched(agency, channel) == [Again(reason="file not fetched: 404")]


async def test_a_file_larger_than_it_said_is_not_read_to_its_end(emma, slack, agency, channel):
    file = given(slack, "CV.pdf", PDF * 600_000)
    await written(emma, slack, {**file, "size": 100})
    assert await fetched(agency, channel) == [Again(reason="file not fetched: another size")]


async def test_an_undone_entry_wants_its_files_no_more(emma, slack, agency, channel):
    await written(emma, slack, given(slack, "CV.pdf"))
    agency.perform("undo", by="emma", entry=newest(agency).number)
    assert await fetched(agency, channel) == []


async def test_a_process_without_a_place_for_files_says_so(emma, slack, agency, session):
    channel = SlackChannel(lambda _team: relay_client("x", session, base_url=f"{slack.url}/api/"))
    await written(emma, slack, given(slack, "CV.pdf"))
    assert await fetched(agency, channel) == [Never(reason="this process keeps no files")]


async def test_a_busy_slack_lets_the_file_wait(nadia, slack, agency, channel):
    await written(nadia, slack, given(slack, "CV.pdf", b"MZ"))
    limited = web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "9"})
    slack.answers["chat.postMessage"] = [limited]
    [receipt] = await fetched(agency, channel)
    assert isinstance(receipt, Again)
    assert newest(agency).attachments == ("CV.pdf",)
