"""Mails that come back: the ledger says so, the reader is told in Slack, the author hears of it once."""

from __future__ import annotations

import pytest

from tests.mail.correspondence import PAUL, answer, read

REPORT = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
Message-Id: <{number}@mx.example>

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; paul@talents-jura.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} No such luck

--b1--
"""


@pytest.fixture
def come_back(letters):
    def came(key="paul", *, action="failed", status="5.2.2", number=1):
        to = letters.envelope_of(key)
        report = REPORT.format(to=to, action=action, status=status, number=number)
        letters.come(read(report.encode()), to=to, envelope_from="")

    return came


def notices(letters):
    return [row for row in letters.agency.owed("owed") if row[1] == "slack"]


async def test_a_mail_that_came_back_is_told_in_slack_and_its_author_hears_of_it(letters, told, come_back):
    letters.agency.settle("entry")
    come_back()
    await letters.sort()
    assert notices(letters) == [("entry", "slack", "paul"), ("bounce", "slack", "emma")]
    assert ("entry", "mail", "paul") in letters.agency.owed("bounced")
    assert letters.became() == [("bounce", "smtp; 5.2.2 No such luck")] or letters.became()[0][0] == "bounce"


async def test_the_author_hears_of_it_once_for_each_reader(letters, told, come_back):
    letters.agency.settle("entry")
    come_back()
    await letters.sort()
    letters.come(answer(letters.got("theo")[-1], "And?", by="theo@talents-jura.example"))
    await letters.sort()
    await letters.carry()
    come_back(number=2)
    await letters.sort()
    assert [row for row in notices(letters) if row[0] == "bounce"] == [("bounce", "slack", "emma")]
    assert ("comment", "slack", "paul") in notices(letters)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
async def test_what_is_not_final_changes_nothing(letters, told, come_back, action, status):
    letters.agency.settle("entry")
    come_back(action=action, status=status)
    await letters.sort()
    assert notices(letters) == []
    assert letters.agency.owed("bounced") == []


async def test_an_unknown_user_is_written_to_no_more(letters, told, come_back):
    come_back(status="5.1.1")
    await letters.sort()
    letters.agency.forget_deliveries()
    letters.agency.entry(participants=["paul"])
    assert [row for row in letters.agency.owed("owed") if row[2] == "paul"] == [("entry", "slack", "paul")]


async def test_three_mails_that_come_back_pause_an_address(letters, come_back):
    for number in range(3):
        letters.agency.forget_deliveries()
        letters.agency.entry(participants=["paul"])
        assert ("entry", "mail", "paul") in letters.agency.owed("owed")
        await letters.carry()
        come_back(number=number)
        await letters.sort()
    letters.agency.forget_deliveries()
    letters.agency.entry(participants=["paul"])
    assert [row for row in letters.agency.owed("owed") if row[2] == "paul"] == [("entry", "slack", "paul")]


async def test_a_report_to_a_forged_address_is_nobodys(letters, told):
    report = REPORT.format(to="x", action="failed", status="5.1.1", number=1)
    letters.come(read(report.encode()), to="b+1.1.00000000000000000000@reply.talents-jura.example", envelope_from="")
    await letters.sort()
    assert letters.agency.owed("bounced") == []


async def test_a_vacation_notice_to_the_bounce_address_is_no_bounce(letters, told):
    mail = answer(letters.got("paul")[-1], "I am away.", by=PAUL, auto_submitted="auto-replied")
    letters.come(mail, to=letters.envelope_of("paul"), envelope_from="")
    await letters.sort()
    assert letters.agency.owed("bounced") == []
    assert [outcome for outcome, _why in letters.became()] == ["machine"]
