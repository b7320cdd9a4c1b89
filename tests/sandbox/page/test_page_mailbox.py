"""The mail program in a browser: reading, answering, accepting, and what servers say."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from page_letters import CALENDAR, EMMA, TOKEN, mail_bytes
from page_post import Product, product
from page_town import picture
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELODIE = "elodie.rey@acme.example"
BOUNCES = "b+12.cd@reply.lemanique.example"


@pytest_asyncio.fixture(loop_scope="session")
async def post(place) -> AsyncIterator[Product]:
    async with product() as made:
        await place.here.ask("PATCH", "settings", mail_out=made.address)
        yield made
        await place.here.ask("PATCH", "settings", mail_out="")


async def mailed(place, *recipients, sender=BOUNCES, **more):
    """The product sends a mail into the sandbox."""

    def hand_over():
        with smtplib.SMTP(place.here.running.smtp_host, place.here.running.smtp_port) as server:
            server.sendmail(sender, recipients, mail_bytes(**more))

    await asyncio.to_thread(hand_over)


async def opened(place, address, subject="Acme SA: visit"):
    page = await place.page("/mail", to=address)
    await page.get_by_role("link", name=subject).click()
    await expect(page.get_by_role("heading", name=subject)).to_be_visible()
    return page


async def test_a_mail_arrives_while_one_looks_and_runs_nothing(place):
    page = await place.page("/mail")
    await expect(page.get_by_role("link", name="Emma Whitfield")).to_be_visible()
    await expect(page.get_by_text("No mail yet.")).to_be_visible()
    evil = "<p>Visit at <b>Acme</b></p><script>parent.document.title = 'taken'</script><img src=x onerror='alert(1)'>"
    await mailed(place, EMMA, ELODIE, html=evil, attached="Dossier Müller.docx")
    await page.get_by_role("link", name="Acme SA: visit").click()
    await expect(page.get_by_role("link", name="DOCX Dossier Müller.docx")).to_be_visible()
    await expect(page.frame_locator("iframe").get_by_text("Visit at Acme")).to_be_visible()
    assert await page.title() == "Acme SA: visit · Mail"
    await page.get_by_role("link", name="Headers").click()
    await expect(page.get_by_role("row", name="Message-ID <d.12.x@lemanique.example>")).to_be_visible()
    await page.get_by_role("link", name="Raw source").click()
    await expect(page.get_by_text("MIME-Version: 1.0")).to_be_visible()
    await expect(page.get_by_label("Mailboxes").get_by_role("link", name=f"{ELODIE} 1")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Dossier Müller.docx").click()
    assert (await download.value).suggested_filename == "Dossier Müller.docx"
    await page.get_by_role("link", name="HTML").click()
    await picture(page, "mail", narrow=True)


async def test_an_answer_is_sent_as_the_chosen_program_writes_it(place, post):
    await mailed(place, EMMA, html="<p>Visit at <b>Acme</b></p>")
    page = await opened(place, EMMA)
    await page.get_by_role("button", name="Reply", exact=True).click()
    await page.get_by_label("Message").fill("Was haben sie gesagt?")
    await page.get_by_label("Written with").select_option("Outlook")
    await page.get_by_label("in", exact=True).select_option("Deutsch")
    await picture(page, "answer", narrow=True)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert").get_by_text(f"Sent to {TOKEN}.")).to_be_visible()
    sender, recipients, message = await post.mail()
    assert (sender, recipients) == (EMMA, [TOKEN])
    assert message["Subject"] == "AW: Acme SA: visit"
    assert "Gesendet: Dienstag, 1. Dezember 2026 09:30" in message.get_body(("plain",)).get_content()


async def test_a_reply_to_all_stays_here_for_those_who_have_a_mailbox(place, post):
    await mailed(place, EMMA, ELODIE)
    page = await opened(place, ELODIE)
    await page.get_by_role("button", name="Reply all").click()
    await page.get_by_label("Message").fill("Merci à tous")
    await page.get_by_role("button", name="Send").click()
    sender, recipients, message = await post.mail()
    assert (sender, recipients, message["Cc"]) == (ELODIE, [TOKEN], f"Emma Whitfield <{EMMA}>")
    await page.get_by_role("link", name="Emma Whitfield").click()
    await expect(page.get_by_role("link", name="Re: Acme SA: visit")).to_be_visible()


async def test_a_forward_that_nobody_takes_is_told_in_the_form(place, post):
    await mailed(place, EMMA)
    page = await opened(place, EMMA)
    await page.get_by_role("button", name="Forward").click()
    await page.get_by_label("To", exact=True).fill("nobody@elsewhere.example")
    await page.get_by_role("button", name="Send").click()
    problem = "nobody@elsewhere.example was refused: 550 5.1.1 No such mailbox"
    await expect(page.get_by_role("alert").get_by_text(problem)).to_be_visible()


async def test_without_a_server_an_answer_is_kindly_refused(place):
    await mailed(place, EMMA)
    page = await opened(place, EMMA)
    await page.get_by_role("button", name="Reply", exact=True).click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text(f"Nothing takes mail for {TOKEN} yet.")).to_be_visible()


async def test_an_invitation_is_a_card_whose_answer_goes_to_the_organizer(place, post):
    await mailed(place, EMMA, calendar=CALENDAR)
    page = await opened(place, EMMA)
    card = page.get_by_label("Invitation")
    await expect(card).to_contain_text("Thursday, 03 December 2026, 13:00 to 14:00 (GMT)")
    await expect(card).to_contain_text("Thomas Brönnimann accepted")
    await picture(page, "invitation", narrow=True)
    await card.get_by_role("button", name="Maybe").click()
    _, recipients, message = await post.mail()
    assert recipients == ["cal+12.ab@reply.lemanique.example"]
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert b"PARTSTAT=TENTATIVE" in calendar.get_payload(decode=True).replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    ("choice", "sender", "kind", "to"),
    [
        ("Bounce: no such mailbox", "", "multipart/report", BOUNCES),
        ("Report a delay", "", "multipart/report", BOUNCES),
        ("Send a vacation answer", "", "text/plain", BOUNCES),
    ],
)
async def test_servers_answer_to_the_envelope(place, post, choice, sender, kind, to):
    await mailed(place, EMMA)
    page = await opened(place, EMMA)
    await page.get_by_role("button", name="Mail server…").press("Enter")
    await page.get_by_role("menuitem", name=choice).press("Enter")
    got_sender, recipients, message = await post.mail()
    assert (got_sender, recipients, message.get_content_type()) == (sender or "<>", [to], kind)


async def test_nobody_reports_on_a_report(place, post):
    await mailed(place, EMMA, sender="")
    page = await opened(place, EMMA)
    await page.get_by_role("button", name="Mail server…").click()
    await page.get_by_role("menuitem", name="Bounce").click()
    await expect(page.get_by_text("This mail has no envelope sender")).to_be_visible()
    assert post.got.empty()
