"""Copies of members' mails: filed as infos under the clients they are to or from, or asked about; never guessed."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from crm.store import tokens
from crm.domain import richtext
from tests.cast import NOW
from tests.mail.correspondence import PAUL, domain

ELODIE = "Élodie Müller <elodie@acme.example>"


@pytest.fixture
def copies(letters):
    """Paul's own address."""
    letters.agency.perform("log-address", by="paul")
    with letters.agency.read() as session:
        token = tokens.of_member(session, letters.agency.id_of("paul"))
    return f"log+{token}@reply.talents-jura.example"


def mail(text, *, by=PAUL, to=ELODIE, subject="Positions 2027", genuine=None, **headers):
    found = EmailMessage()
    if genuine is not None:
        edge = "mx.talents-jura.example"
        found["Authentication-Results"] = f"{edge}; dmarc={'pass' if genuine else 'fail'} header.from={domain(by)}"
    found["From"], found["To"], found["Subject"] = by, to, subject
    found["Date"], found["Message-ID"] = format_datetime(NOW), f"<{abs(hash((text, by, to)))}@mail.example>"
    for name, value in headers.items():
        found[name] = value
    found.set_content(text)
    return found


async def test_a_blind_copy_is_an_info_under_the_client_it_is_to(letters, copies):
    letters.come(mail("Two watchmakers in March?\n\n-- \nPaul"), to=copies)
    await letters.sort()
    [(outcome, _why)] = letters.became()
    assert outcome == "info"
    [entry] = letters.agency.card("elodie").entries[:1]
    assert (entry.action, entry.author_name) == ("info", "Paul Rüegsegger")
    assert richtext.plain(entry.body) == "Positions 2027\nTwo watchmakers in March?"
    assert {str(one.number) for one in entry.records} >= {letters.agency.numbers["elodie"]}
