"""The wall between inside and outside: whatever is written by mail, no word of it is sent to anybody but members."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from email.utils import getaddresses

import pytest

from crm.domain.errors import Refused
from crm.store import tokens
from tests.mail.correspondence import PAUL, THEO, answer, read
from tests.mail.sorting.test_copies import copies_of, forward, mail

pytestmark = pytest.mark.unwatched
CONVERSATIONS = int(os.environ.get("CONVERSATIONS", "8"))
CLIENTS = ("elodie@acme.example", "bureau@acme.example", "hans@kern.example")
# Who may speak, and by what names: members, clients, clients who call themselves a member, aliases, strangers.
SENDERS = (
    *(PAUL, THEO, "emma@talents-jura.example", "PAUL@Talents-Jura.example"),
    *("Élodie Müller <elodie@acme.example>", "Paul Rüegsegger <elodie@acme.example>"),
    *('"paul@talents-jura.example" <elodie@acme.example>', "paul+crm@talents-jura.example"),
    *("=?utf-8?q?Paul_R=C3=BCegsegger?= <boss@elsewhere.example>", "notify@talents-jura.example"),
    *("paul@talents-jura.example, elodie@acme.example", "Theo <theo@talents-jura.example> (elodie@acme.example)"),
)


def copied(chance, mail):
    """Headers that try to draw somebody else in."""
    more = {}
    if chance.random() < 0.5:
        more["cc"] = ", ".join(chance.sample(CLIENTS, chance.randint(1, 2)))
    if chance.random() < 0.3:
        more["reply_to"] = chance.choice(CLIENTS)
    if chance.random() < 0.3:
        more["to"] = f"{mail['reply-to']}, {chance.choice(CLIENTS)}"
    if chance.random() < 0.2:
        more["disposition_notification_to"] = chance.choice(CLIENTS)
    if chance.random() < 0.2:
        more["return_path"] = f"<{chance.choice(CLIENTS)}>"
    return more


def copied_to_us(letters, chance, told):
    """A copy or a forward to somebody's own address, which clients may have got hold of, too."""
    key = chance.choice(("paul", "theo"))
    address = copies_of(letters, key)
    by = chance.choice((PAUL, THEO, *SENDERS))
    text = forward("Inside word.", sender=chance.choice(CLIENTS)) if chance.random() < 0.5 else "Inside word: a copy."
    whom = ", ".join(chance.sample((*CLIENTS, address, "new@acme.example"), chance.randint(1, 2)))
    subject = chance.choice(("Fwd: Inside word", "Inside word"))
    more = {"Cc": chance.choice(CLIENTS)} if chance.random() < 0.3 else {}
    letters.come(mail(text, by=by, to=whom, subject=subject, genuine=chance.choice((None, True)), **more), to=address)


def answered_by_a_client(letters, chance, told):
    """To the reply address of a mail that an action sent to the client, by whoever has it by now."""
    with letters.agency.begin() as session:
        record = letters.agency.record("elodie").id
        token = tokens.for_client(session, entry=int(told[2:]), record=record, now=letters.now)
    address = f"reply+{token}@reply.talents-jura.example"
    by = chance.choice(("elodie@acme.example", "elodie@acme.example", *SENDERS))
    more = {"Cc": chance.choice(CLIENTS), "Reply-To": chance.choice(CLIENTS)} if chance.random() < 0.5 else {}
    found = mail("Inside word: the client answers.", by=by, to=address, genuine=chance.choice((None, True)), **more)
    letters.come(found, to=address, envelope_from=chance.choice(CLIENTS))


def decided(letters, chance):
    """Somebody looks at what waits, and decides in whatever way."""
    for row in letters.kept():
        if row.outcome == "held" and chance.random() < 0.5:
            decision = {"decision": chance.choice(("attach", "info", "answer", "discard"))}
            more = {"remember": chance.random() < 0.2, "clients": chance.choice(([], ["elodie"], ["acme"]))}
            with suppress(Refused):
                letters.agency.perform(
                    "decide-mail", by=chance.choice(("nadia", "paul", "theo")), mail=str(row.id), **decision, **more
                )


def commented(letters, chance, told):
    """Colleagues talk under whatever there is by now, and put a comment where it belongs."""
    there = [told, *(f"E-{row.entry_id}" for row in letters.kept() if row.entry_id)]
    with suppress(Refused):
        done = letters.agency.perform(
            "comment", by="theo", entry=chance.choice(there), text="Inside word: they pay late."
        )
        letters.agency.perform("move-comment", by="theo", comment=done.result, to=chance.choice(there))


async def converse(letters, chance):
    """An entry, and answers to it by whoever got hold of a mail about it."""
    told = letters.agency.entry(participants=["paul", "theo"], note="Only for us: they pay late.")
    await letters.carry()
    for turn in range(chance.randint(1, 4)):
        mail = letters.got(chance.choice(("paul", "theo")))[-1]
        words = f"Inside word {turn}. Write to {chance.choice(CLIENTS)} <mailto:{chance.choice(CLIENTS)}>"
        found = answer(
            mail, words, by=chance.choice(SENDERS), genuine=chance.choice((None, True, False)), **copied(chance, mail)
        )
        ours = [one for _name, one in getaddresses(found.get_all("to")) if one.endswith("reply.talents-jura.example")]
        letters.come(found, to=ours, envelope_from=chance.choice((*CLIENTS, "paul@talents-jura.example", "")))
        for also in (copied_to_us, answered_by_a_client):
            if chance.random() < 0.6:
                also(letters, chance, told)
        await letters.sort()
        decided(letters, chance)
        commented(letters, chance, told)
        await letters.carry()
    return told


@pytest.mark.parametrize("seed", [1, 2])
async def test_not_one_word_reaches_a_client(letters, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _conversation in range(CONVERSATIONS):
        await converse(letters, chance)
        letters.later(hours=2)
    members = {f"{key}@talents-jura.example" for key in letters.agency.tokens}
    reached = {one for mail in letters.post.mails for one in mail.rcpt_tos}
    named = {
        address
        for mail in letters.post.mails
        for header in ("to", "cc", "bcc")
        for _name, address in getaddresses(read(mail.content).get_all(header, []))
    }
    assert len(letters.post.mails) > 2 * CONVERSATIONS
    assert {"comment", "held", "info", "client-mail"} <= {outcome for outcome, _why in letters.became()}
    assert reached <= members
    assert named <= members
