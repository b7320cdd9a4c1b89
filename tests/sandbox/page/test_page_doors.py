"""What the page's addresses answer when something is not there, or goes wrong on the way."""

from __future__ import annotations

import asyncio
import smtplib
import socket

import pytest
from page_letters import CALENDAR, EMMA, TOKEN, mail_bytes
from page_post import product
from sandbox_here import INFOBOX, SOFIA

pytestmark = pytest.mark.asyncio(loop_scope="session")

GONE = "/mail/M999999"


@pytest.fixture
def mail(place):
    async def caught(**more):
        def hand_over():
            with smtplib.SMTP(place.here.running.smtp_host, place.here.running.smtp_port) as server:
                server.sendmail(TOKEN, [EMMA], mail_bytes(**more))

        await asyncio.to_thread(hand_over)
        return (await place.here.look("mails", to=EMMA))["mails"][-1]["id"]

    return caught


async def answered(place, id_, **asked):
    async with place.here.session.post(f"{place.base}/mail/{id_}/answers", json={"as": EMMA, **asked}) as answer:
        return await answer.json()


async def fetched(place, path):
    async with place.here.session.get(f"{place.base}{path}", allow_redirects=False) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?as=U0NOBODY01", 307),
        (GONE, 307),
        (f"{GONE}/html", 200),
        (f"{GONE}/attachments/0", 404),
        ("/page/files/F0NOTHING1/cv.pdf", 404),
        (f"/page/messages?as={SOFIA}&channel=C0UNKNOWN1", 200),
        (f"/page/messages?as={SOFIA}&channel=C0UNKNOWN1&only=1.0", 200),
        ("/page/records?red=1", 200),
    ],
)
async def test_what_is_not_there_is_said_or_led_away_from(place, path, status):
    got, body = await fetched(place, path)
    assert got == status
    assert "Traceback" not in body


async def test_the_page_opens_for_whoever_comes_without_a_name(place):
    status, body = await fetched(place, "/")
    assert status == 200
    assert body.count(" selected>") >= 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"program": "Pine"}, "Nobody here writes with Pine in en."),
        ({"kind": "telegram"}, "A mail has no answer of the kind telegram."),
        ({"kind": "accepted"}, "A mail has no answer of the kind accepted."),
        ({"kind": "forward", "to": ""}, "There is nobody to send it to."),
    ],
    ids=["program", "kind", "no invitation", "nobody"],
)
async def test_an_answer_that_cannot_be_is_refused_in_words(place, mail, asked, said):
    assert await answered(place, await mail(), **asked) == {"ok": False, "said": said}


async def test_a_mail_that_is_gone_has_no_answer(place):
    assert (await answered(place, "M999999"))["said"] == "This mail is not there any more."


async def test_a_server_that_is_down_is_named(place, mail):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{held.getsockname()[1]}"
        await place.here.ask("PATCH", "settings", mail_out=address)
        answer = await answered(place, await mail(), words="Hello")
    await place.here.ask("PATCH", "settings", mail_out="")
    assert not answer["ok"]
    assert answer["said"].startswith(f"The server at {address} could not take it")


async def test_a_forward_takes_the_attachments_along(place, mail):
    id_ = await mail(attached="CV Élodie.pdf", calendar=CALENDAR)
    async with product() as server:
        await place.here.ask("PATCH", "settings", mail_out=server.address)
        answer = await answered(place, id_, kind="forward", to=f"Carnet <{TOKEN}>", program="apple", language="fr")
        _, _, message = await server.mail()
    await place.here.ask("PATCH", "settings", mail_out="")
    assert answer == {"ok": True, "said": f"Sent to {TOKEN}."}
    assert [part.get_filename() for part in message.iter_attachments()] == ["CV Élodie.pdf"]


async def test_a_conversation_is_shown_to_its_members_only(place):
    direct = await place.here.look("direct", user="U0EMMA001", **{"with": "U0THOMAS1"})
    await place.here.say("U0EMMA001", direct["channel"], "Between us two")
    paths = [f"/page/messages?as={user}&channel={direct['channel']}" for user in (SOFIA, "U0THOMAS1")]
    assert ["Between us two" in (await fetched(place, path))[1] for path in paths] == [False, True]
    assert "Between us two" not in (await fetched(place, f"/page/messages?as={SOFIA}&channel={INFOBOX}"))[1]
