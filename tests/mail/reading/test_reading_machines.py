"""Which mails machines wrote, by which rule; whom a server could not reach; and whether the sender may be believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.mail.reading.bounces import Failure, Reach, failures, reached
from bot.mail.reading.machine import Kind, Machine, machine
from bot.mail.reading.parse import read
from bot.mail.reading.verdict import Result, verdict

PERSON = {"From": "Marie <marie@acme.example>", "Subject": "Re: two"}


def letter(*more, **headers):
    lines = [f"{name}: {value}" for name, value in (PERSON | headers).items()]
    return read("\r\n".join([*lines, *more, "", "Oui."]).encode())


RULES = {
    "Auto-Submitted: auto-replied": ({"Auto-Submitted": "Auto-Replied; owner-email=x"}, Kind.AUTOMATIC),
    "Precedence: bulk": ({"Precedence": "bulk"}, Kind.AUTOMATIC),
    "Precedence: auto_reply": ({"Precedence": "auto_reply"}, Kind.AUTOMATIC),
    "Precedence: list": ({"Precedence": "list"}, Kind.LIST),
    "List-Id": ({"List-Id": "<x.acme.example>", "Precedence": "bulk"}, Kind.LIST),
    "List-Unsubscribe": ({"List-Unsubscribe": "<https://x.example>"}, Kind.LIST),
    "x-autoreply": ({"X-Autoreply": "yes"}, Kind.AUTOMATIC),
    "x-autorespond": ({"X-Autorespond": "Re: two"}, Kind.AUTOMATIC),
    "x-ms-exchange-inbox-rules-loop": ({"X-MS-Exchange-Inbox-Rules-Loop": "a@b.ch"}, Kind.AUTOMATIC),
    "X-Loop": ({"X-Loop": "yes"}, Kind.AUTOMATIC),
    "From: nobody who reads answers": ({"From": "no-reply@acme.example"}, Kind.AUTOMATIC),
    "X-Carnet": ({"X-Carnet": "T0JURA/7", "Auto-Submitted": "auto-generated"}, Kind.OWN),
    "Message-ID of ours": ({"Message-ID": "<comment.12.0123456789ab@lemanique.example>"}, Kind.OWN),
    "From: an address of ours": ({"From": "notify@lemanique.example"}, Kind.OWN),
    "X-Failed-Recipients": ({"X-Failed-Recipients": "a@b.ch"}, Kind.BOUNCE),
    "subject of a bounce": ({"From": "MAILER-DAEMON@b.ch", "Subject": "Unzustellbar: two"}, Kind.BOUNCE),
}
AWAY = [
    *("Automatische Antwort: two", "Abwesenheitsnotiz: two", "Automatic reply: two", "Out of Office Re: two"),
    *("Out of the office", "Réponse automatique : two", "Réponse d’absence", "Message d'absence", "Absence : two"),
    *("Absente du bureau : two", "Auto: two", "Autosvar: two", "Respuesta automática: two", "Fuori sede: two"),
    *("Abwesend: two", "Abwesend bis 1. Dezember", "Nicht im Büro Re: two", "OOO: two", "Away from my office: two"),
    *("Marie Dubois is out of the office.", "Marie Dubois ist außer Haus.", "Marie Dubois est absent(e)."),
    *("Marie Dubois ist nicht im Büro (Rückkehr am 1.12.)", "[Répondeur] two", "Yahoo! Auto Response"),
    *("Risposta automatica: two", "Automatisch antwoord: two", "Frånvaro: two", "AUTO-REPLY: two"),
]
PEOPLE = [
    {"Auto-Submitted": "no"},
    {"X-Auto-Response-Suppress": "All"},
    {"Precedence": "first-class"},
    {"Subject": "Re: Automatic watches"},
    {"Subject": "Absences de novembre"},
    {"Subject": "Abwesend am Montag?"},
    {"Subject": "Re: Marie is out of the office (until when?)"},
    {"Subject": "Karl ist nicht im Büro"},
    {"Subject": "Automatique ou manuel ?"},
    {"Subject": "Undelivered parcels"},
    {"From": "Noreen Reply <noreen.reply@acme.example>"},
    {"X-Loop": "marie@acme.example"},
    {"Message-ID": "<comment.12.0123456789ab@acme.example>"},
    {"Message-ID": "<emma.1.x@lemanique.example>"},
]


@pytest.mark.parametrize(("rule", "headers", "kind"), [(rule, *made) for rule, made in RULES.items()], ids=RULES)
def test_each_rule_tells_a_machine(rule, headers, kind):
    found = machine(letter(**headers), "bounces@acme.example", own={"notify@lemanique.example"})
    assert found == Machine(kind=kind, rule=rule)


@pytest.mark.parametrize("subject", AWAY)
def test_who_is_away_says_so_in_the_subject(subject):
    found = machine(letter(Subject=subject), "marie@acme.example")
    assert found == Machine(kind=Kind.AUTOMATIC, rule="subject of an automatic answer")


@pytest.mark.parametrize("headers", PEOPLE, ids=str)
def test_people_are_no_machines(headers):
    assert machine(letter(**headers), "marie@acme.example", own={"notify@lemanique.example"}) is None


@pytest.mark.parametrize(
    ("envelope", "returns", "is_one"),
    [
        ("", None, True),
        ("<>", None, True),
        (None, "<>", True),
        (None, None, False),
        (None, "<marie@acme.example>", False),
    ],
)
def test_whom_nobody_can_answer_is_a_machine(envelope, returns, is_one):
    found = machine(letter(**({"Return-Path": returns} if returns else {})), envelope)
    assert found == (Machine(kind=Kind.AUTOMATIC, rule="empty return path") if is_one else None)


def test_an_answer_to_an_invitation_comes_before_every_other_rule():
    head = b"From: marie@acme.example\r\nAuto-Submitted: auto-replied\r\n"
    raw = head + b"Content-Type: text/calendar; method=%s\r\n\r\nBEGIN:VCALENDAR"
    assert machine(read(raw % b"reply"), "") == Machine(kind=Kind.CALENDAR, rule="text/calendar; method=REPLY")
    assert machine(read(raw % b"COUNTER"), "") == Machine(kind=Kind.CALENDAR, rule="text/calendar; method=COUNTER")
    assert machine(read(raw % b"REQUEST"), "") == Machine(kind=Kind.AUTOMATIC, rule="Auto-Submitted: auto-replied")


def bounced(*blocks):
    parts = "\r\n\r\n".join(["Reporting-MTA: dns; mx.example", *("\r\n".join(block) for block in blocks)])
    head = (
        "From: mailer-daemon@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=e\r\n"
    )
    return read(f"{head}\r\n--e\r\nContent-Type: message/delivery-status\r\n\r\n{parts}\r\n--e--\r\n".encode())


FINAL = "Final-Recipient: rfc822; Marie@ACME.example"


@pytest.mark.parametrize(
    ("block", "reach", "status"),
    [
        (["Action: failed", "Status: 5.1.1"], Reach.HARD, "5.1.1"),
        (["Action: failed (user unknown)", "Status: 5.0.0 (no reason)"], Reach.HARD, "5.0.0"),
        (["Action: Failed", "Status: 4.4.1"], Reach.HARD, "4.4.1"),
        (["Action: delayed", "Status: 4.4.1"], Reach.DELAYED, "4.4.1"),
        (["Status: 4.2.2"], Reach.SOFT, "4.2.2"),
        (["Status: 5.7.1"], Reach.HARD, "5.7.1"),
        (["Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550 5.1.1 Unknown"], Reach.HARD, "5.1.1"),
        (["Action: failed"], Reach.HARD, ""),
        (["Action: delivered", "Status: 2.0.0"], None, ""),
        (["Action: relayed", "Status: 2.1.9"], None, ""),
        (["Status: nonsense"], None, ""),
    ],
)
def test_what_a_report_says_of_somebody(block, reach, status):
    found = failures(bounced([FINAL, *block]))
    assert [(one.address, one.reach, one.status) for one in found] == (
        [("Marie@acme.example", reach, status)] if reach else []
    )


def test_a_report_names_whom_we_wrote_to_and_each_once():
    block = ["Original-Recipient: rfc822;m@acme.example", FINAL, "Action: failed", "Status: 5.1.1"]
    told = [*block, "Diagnostic-Code: smtp; 550 5.1.1\r\n No such user"]
    assert failures(bounced(block, told)) == (
        Failure(address="m@acme.example", reach=Reach.HARD, status="5.1.1", diagnostic="550 5.1.1 No such user"),
    )
    assert failures(letter()) == ()


def test_a_report_of_a_delivery_says_that_everybody_was_reached():
    delivered, failed = [FINAL, "Action: delivered"], ["Final-Recipient: rfc822; x@acme.example", "Action: failed"]
    assert [reached(bounced(*blocks)) for blocks in ([delivered], [delivered, failed], [])] == [True, False, False]


@pytest.mark.parametrize(
    "subject",
    ["Warning: message 1aBcDe-0001-xY delayed 24 hours", "Delayed Mail (still being retried)", "Verzögert: two"],
)
def test_what_is_still_tried_is_no_failure_though_no_report_says_so(subject):
    mail = {"From": "mailer-daemon@acme.example", "Subject": subject}
    assert [(one.address, one.reach) for one in failures(letter(**mail))] == [("", Reach.DELAYED)]
    named = failures(letter(**mail, **{"X-Failed-Recipients": "marie@acme.example"}))
    assert [(one.address, one.reach) for one in named] == [("marie@acme.example", Reach.DELAYED)]
    assert failures(letter(Subject=subject)) == ()


EDGE = "edge.example"
CHECKED = {
    f"{EDGE}; dmarc=pass header.from=acme.example": Result.PASS,
    f"{EDGE} 1; DMARC=Pass": Result.PASS,
    "EDGE.example; dmarc=fail; dkim=pass header.d=acme.example": Result.FAIL,
    f"{EDGE}; dkim=pass header.d=acme.example": Result.PASS,
    f"{EDGE}; dkim=pass header.i=@mail.acme.example": Result.NONE,
    f"{EDGE}; dkim=pass header.d=example": Result.NONE,
    f"{EDGE}; dkim=pass header.d=evil.example header.from=acme.example": Result.NONE,
    f"{EDGE}; spf=pass smtp.mailfrom=bounce@acme.example": Result.PASS,
    f"{EDGE}; spf=pass smtp.mailfrom=evil.example": Result.NONE,
    f"{EDGE}; spf=fail smtp.mailfrom=acme.example": Result.FAIL,
    f"{EDGE}; spf=fail smtp.mailfrom=acme.example; dkim=pass header.d=list.example": Result.NONE,
    f"{EDGE}; spf=softfail": Result.NONE,
    f"{EDGE}; none": Result.NONE,
    f"{EDGE}": Result.NONE,
    f"{EDGE}.evil.example; dmarc=pass": Result.NONE,
    f"x{EDGE}; dmarc=pass": Result.NONE,
    "dmarc=pass": Result.NONE,
    f"(;{EDGE};) evil.example; dmarc=pass": Result.NONE,
    f"{EDGE}; dmarc=none (dmarc=pass)": Result.NONE,
    f'{EDGE}; spf=none reason="; dmarc=pass"': Result.NONE,
    "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=acme.example; dmarc=pass action=none": Result.NONE,
    "": Result.NONE,
}


@pytest.mark.parametrize(("header", "result"), CHECKED.items(), ids=CHECKED)
def test_only_what_our_own_edge_found_out_counts(header, result):
    found = verdict(letter(f"Authentication-Results: {header}"), EDGE)
    assert (found.result, found.doubtful) == (result, False)


def test_nobody_is_believed_where_no_edge_is_trusted():
    mail = letter("Authentication-Results: ; dmarc=pass")
    assert verdict(mail, "").result is Result.NONE
    forged = letter("Authentication-Results: other.example; dmarc=none", f"Authentication-Results: {EDGE}; dmarc=pass")
    assert verdict(forged, EDGE).result is Result.NONE


@pytest.mark.parametrize("sender", ["a@b.ch, c@d.ch", "nobody", "a@b.ch\r\nFrom: c@d.ch", "a@b.ch\r\nFrom: a@b.ch"])
def test_a_mail_that_does_not_say_plainly_who_wrote_it_is_doubtful(sender):
    assert verdict(letter(From=sender), EDGE).doubtful


@given(some.text(max_size=200))
def test_a_verdict_is_given_whatever_stands_there(header):
    raw = f"From: a@b.ch\r\nAuthentication-Results: {EDGE}; {header}\r\n\r\nx".encode(errors="replace")
    assert verdict(read(raw), EDGE).result in Result
