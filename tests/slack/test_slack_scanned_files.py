"""Files from Slack are shown to the virus scanner before they are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.scanning import Scanner
from bot.slack.channel import SlackChannel
from bot.slack.files import Fetcher
from bot.slack.web_api import relay_client
from crm.domain.delivery import Again, Sent
from crm.store.documents import Documents
from tests.clamd import EICAR, clamd
from tests.slack.test_slack_files import fetched, given, newest, written


@pytest.fixture
def fetcher(desk, tmp_path):
    return Fetcher(desk=desk, documents=Documents(f"file:{tmp_path}/files"))


@pytest.fixture
def channel_with(slack, session, fetcher):
    def made(url):
        client = relay_client("xoxb-carnet", session, base_url=f"{slack.url}/api/")
        return SlackChannel(lambda _team: client, replace(fetcher, scanner=Scanner.read(url)))

    return made


async def test_an_infected_file_is_not_kept_and_its_author_told(nadia, slack, agency, channel_with):
    await written(nadia, slack, given(slack, "CV.pdf", EICAR), given(slack, "Good.pdf"))
    with clamd() as found:
        assert await fetched(agency, channel_with(found.address)) == [Sent(receipt={"files": 2})]
    [told] = slack.said("chat.postMessage")
    assert told["text"] == (
        f"The file “CV.pdf” of {newest(agency).number} was not kept: the virus scanner does not let it pass. "
        "You can send a clean one as an answer in the entry’s thread."
    )
    assert newest(agency).attachments == ("Good.pdf",)


async def test_files_wait_for_a_scanner_that_is_away_and_none_is_kept_unseen(
    nadia, slack, agency, channel_with, fetcher
):
    await written(nadia, slack, given(slack, "CV.pdf"))
    [receipt] = await fetched(agency, channel_with("tcp://127.0.0.1:1"))
    assert isinstance(receipt, Again)
    assert receipt.reason.startswith("virus scanner: 127.0.0.1:1: ")
    assert not fetcher.documents.folder.exists()
    with clamd() as found:
        channel = channel_with(found.address)
        assert await fetched(agency, channel) == [Sent(receipt={"files": 1})]
        assert await fetched(agency, channel) == [Sent(receipt={"files": 1})]
        assert len(found.seen) == 1, "what is kept is fetched no more"
    assert newest(agency).attached[0].digest
