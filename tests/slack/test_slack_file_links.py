"""Kept files are links: for one reader in what they alone read, by way of the entry in what many read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.file_links import FileLinks, in_message
from bot.slack.channel import SlackChannel
from bot.slack.message import message
from crm.views.parcels import Parcel
from templates import mail
from tests.factories import INFOBOX, NOW
from tests.slack.judge import JUDGE
from tests.slack.parcels import packed
from tests.slack.test_slack_entry import read

LINKS = FileLinks(public="https://carnet.example", keys=(b"secret",))
FILES = [
    {"id": f"F{one}", "name": name, "size": 5, "url": ""} for one, name in enumerate(["CV <Zoë>.pdf", "Brief.pdf"])
]
MAILED = [{"name": "Offer.pdf", "size": 5, "digest": "00" * 32}] * 2


def links(blocks):
    """Every link in some rich text: words, and whose and which file it leads to."""
    if isinstance(blocks, dict):
        if blocks.get("type") == "link":
            found = LINKS.read(blocks["url"].rpartition("/")[2], NOW)
            return [(blocks["text"], (found.member, found.entry, bool(found.comment), found.place))]
        blocks = list(blocks.values())
    return [each for one in blocks for each in links(one)] if isinstance(blocks, list) else []


@pytest.fixture
def entry(agency):
    agency.settle()
    return agency.entry(by="emma", participants=["paul"], attachments=FILES)


def commented(agency, entry):
    lines = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": f"📎 {one['name']}"}]} for one in MAILED
    ]
    said = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "See."}]}],
    }
    body = {**said, "elements": [*said["elements"], *lines]}
    agency.perform("comment", by="paul", entry=entry, text=body, files=MAILED)


async def test_an_entrys_view_links_its_files_and_those_of_its_comments_for_who_reads(
    nadia, slack, agency, door, entry
):
    door.links = LINKS
    commented(agency, entry)
    view = await read(nadia, slack, entry)
    me, number = agency.id_of("nadia"), int(entry[2:])
    assert links(view["blocks"]) == [
        ("CV <Zoë>.pdf", (me, number, False, 0)),
        ("Brief.pdf", (me, number, False, 1)),
        ("Offer.pdf", (me, number, True, 0)),
        ("Offer.pdf", (me, number, True, 1)),
    ]


async def test_where_the_web_does_not_reach_us_files_are_named(nadia, slack, agency, entry):
    view = await read(nadia, slack, entry)
    assert links(view["blocks"]) == []
    assert "CV <Zoë>.pdf" in str(view["blocks"])


def test_what_many_read_leads_to_the_entry_and_what_one_reads_to_the_file(agency, entry):
    [parcel] = packed(agency, place=INFOBOX)
    channel = SlackChannel(lambda _team: None, None, LINKS)
    many = channel._message(parcel)  # noqa: SLF001 - what is rendered is bytes
    assert JUDGE.check_message({"channel": INFOBOX, **many}) == []
    assert links(many["blocks"]) == []
    [button] = [one for one in many["blocks"][-1]["elements"] if one["action_id"] == "entry:read"]
    assert (button["text"]["text"], button["value"]) == ("Open the files", entry)
    one = channel._message(replace(parcel, to_person=True, reader=agency.member("paul")))  # noqa: SLF001
    assert JUDGE.check_message({"channel": INFOBOX, **one}) == []
    who, number = agency.id_of("paul"), int(entry[2:])
    assert links(one["blocks"]) == [
        ("CV <Zoë>.pdf", (who, number, False, 0)),
        ("Brief.pdf", (who, number, False, 1)),
    ]
    assert "entry:read" not in str(one)
    assert message(parcel) == message(parcel, None)


def a_mail(agency, parcel: Parcel, reader):
    told = replace(parcel, to_person=True, reader=agency.member(reader))
    return mail.notice(told, link=in_message(LINKS, told))


def test_a_mail_links_each_file_for_its_reader(agency, entry):
    [parcel] = packed(agency, place=INFOBOX)
    paul, lena = (a_mail(agency, parcel, one) for one in ("paul", "lena"))
    assert paul.text.count("https://carnet.example/files/") == 2
    assert '">CV &lt;Zoë&gt;.pdf</a>' in paul.html
    assert "📎 Brief.pdf: https://carnet.example/files/" in paul.text
    assert (
        set(paul.text.split())
        & set(lena.text.split())
        & {one for one in paul.text.split() if one.startswith("https://carnet.example")}
        == set()
    ), "each has links of their own"


def test_a_mail_of_a_comment_links_the_lines_that_name_its_files(agency, entry):
    agency.settle()
    commented(agency, entry)
    [parcel] = packed(agency, place=INFOBOX)
    found = a_mail(agency, parcel, "paul")
    assert found.text.count("📎 Offer.pdf (https://carnet.example/files/") == 2
    assert found.html.count(">Offer.pdf</a>") == 2
