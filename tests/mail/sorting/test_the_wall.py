"""The wall between inside and outside: whatever is written by mail, no word of it is sent to anybody but members."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from email.utils import getaddresses

import pytest

from crm.domain.errors import Refused
from tests.mail.correspondence import PAUL, THEO, answer, read

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
        await letters.sort()
        for row in letters.kept(entry=told):
            if row.outcome == "held" and chance.random() < 0.5:
                decision = {"decision": chance.choice(("attach", "discard")), "remember": chance.random() < 0.2}
                with suppress(Refused):
                    letters.agency.perform("decide-mail", by="nadia", mail=str(row.id), **decision)
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
    assert reached <= members
    assert named <= members
