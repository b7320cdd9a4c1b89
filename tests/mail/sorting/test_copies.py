"""Copies of members' mails: filed as infos under the clients they are to or from, or asked about; never guessed."""

from __future__ import annotations

import itertools
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from crm.domain import richtext
from crm.domain.errors import NotFound, Refused
from crm.store import tokens
from tests.cast import NOW
from tests.mail.correspondence import OUR_EDGE, PAUL, THEO, domain

ELODIE = "Élodie Müller <elodie@acme.example>"
STRANGER = "Somebody <somebody@elsewhere.example>"
_numbers = itertools.count(1)


def copies_of(letters, key):
    """Somebody's own address, made if there is none yet."""
    letters.agency.perform("log-address", by=key)
    with letters.agency.read() as session:
        token = tokens.of_member(session, letters.agency.id_of(key))
    return f"log+{token}@reply.talents-jura.example"


@pytest.fixture
def address(letters):
    return copies_of(letters, "paul")


def mail(text, *, by=PAUL, to=ELODIE, subject="Positions 2027", genuine=None, date=NOW, **headers):
    found = EmailMessage()
    if genuine is not None:
        found["Authentication-Results"] = f"{OUR_EDGE}; dmarc={'pass' if genuine else 'fail'} header.from={domain(by)}"
    found["From"], found["To"], found["Subject"] = by, to, subject
    found["Date"], found["Message-ID"] = format_datetime(date), f"<{next(_numbers)}.copy@mail.example>"
    for name, value in headers.items():
        found[name] = value
    found.set_content(text)
    return found


def forward(text="FYI", *, sender=ELODIE, to=PAUL, subject="Postes 2027", date="Mon, Nov 23, 2026 at 5:40 PM"):
    return (
        f"{text}\n\n---------- Forwarded message ---------\nFrom: {sender}\nDate: {date}\nSubject: {subject}\n"
        f"To: {to}\n\n\nDeux horlogers en mars.\n"
    )


async def came(letters, found, address):
    letters.come(found, to=address)
    await letters.sort()
    return letters.kept()[-1]


def filed(letters, row):
    """The entry that a mail became."""
    return letters.agency.see(f"E-{row.entry_id}")


async def test_a_blind_copy_is_an_info_under_the_client_it_is_to(letters, address):
    sent = mail("Two watchmakers in March?\n\n-- \nPaul", date=NOW - timedelta(hours=2))
    sent.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Offer.pdf")
    row = await came(letters, sent, address)
    entry = filed(letters, row)
    assert row.outcome == "info"
    assert (entry.action, entry.author_name, entry.attachments) == ("info", "Paul Rüegsegger", ("Offer.pdf",))
    assert richtext.plain(entry.body) == "Positions 2027\nTwo watchmakers in March?"
    assert entry.occurred_at == NOW - timedelta(hours=2)
    assert [one.name for one in entry.records] == ["Élodie Müller"]
    assert entry.id in {one.id for one in letters.agency.card("acme").entries}, "it stands under the company, too"


async def test_a_forward_is_an_info_under_the_client_who_wrote_it(letters, address):
    entry = filed(letters, await came(letters, mail(forward(), to=address, subject="Fwd: Postes 2027"), address))
    head, *lines = richtext.plain(entry.body).splitlines()
    assert (head, lines[0], lines[-1]) == ("Postes 2027", "FYI", "Deux horlogers en mars.")
    assert "Élodie Müller <elodie@acme.example>" in lines[1]
    assert entry.occurred_at.isoformat() == "2026-11-23T16:40:00+00:00"


async def test_a_colleague_s_forward_is_looked_through(letters, address):
    inner = forward("See below", subject="Postes 2027")
    outer = forward("Yours?", sender=THEO, subject="Fwd: Postes 2027").replace("Deux horlogers en mars.\n", inner)
    row = await came(letters, mail(outer, to=address, subject="Fwd: Postes 2027"), address)
    assert richtext.plain(filed(letters, row).body).endswith("Deux horlogers en mars.")


async def test_the_date_of_a_copy_is_never_in_the_future(letters, address):
    row = await came(letters, mail("Soon.", date=NOW + timedelta(days=400)), address)
    assert filed(letters, row).occurred_at == NOW


@pytest.mark.parametrize(
    ("by", "genuine", "reason"),
    [
        (STRANGER, True, "unknown sender"),
        (ELODIE, True, "unknown sender"),
        (PAUL, False, "not genuine"),
        (THEO, True, "another sender"),
        (f"{PAUL}, {ELODIE}", True, "doubtful sender"),
    ],
)
async def test_nobody_but_its_member_files_by_an_address(letters, address, by, genuine, reason):
    row = await came(letters, mail("Believe me.", by=by, genuine=genuine), address)
    assert (row.outcome, row.reason, row.entry_id) == ("held", reason, None)
    assert ("held", "slack", "paul") in letters.agency.owed()


async def test_one_address_of_two_contacts_is_asked_about_and_filed_as_answered(letters, address):
    twin = {
        "first_name": "Léa",
        "last_name": "Roth",
        "email": "elodie@acme.example",
        "company": "kern",
        "owner": "theo",
    }
    letters.agency.perform("add-contact", by="nadia", confirm="yes", **twin)
    row = await came(letters, mail("About whom?"), address)
    assert (row.outcome, row.reason, len(row.data["clients"])) == ("held", "about whom", 2)
    with pytest.raises(NotFound):
        letters.agency.perform("decide-mail", by="nadia", mail=str(row.id), decision="info", clients=["elodie"])
    with pytest.raises(Refused, match="Choose a client first"):
        letters.agency.perform("decide-mail", by="paul", mail=str(row.id), decision="info")
    done = letters.agency.perform("decide-mail", by="paul", mail=str(row.id), decision="info", clients=["elodie"])
    assert richtext.plain(letters.agency.see(done.result).body) == "Positions 2027\nAbout whom?"
    with pytest.raises(Refused, match="already"):
        letters.agency.perform("decide-mail", by="paul", mail=str(row.id), decision="discard")


@pytest.mark.parametrize(
    ("to", "clients"),
    [
        ("new.person@acme.example", ["acme"]),
        ("nobody@elsewhere.example", []),
        ("", []),
        ("theo@talents-jura.example", []),
    ],
)
async def test_whom_nobody_knows_is_asked_about(letters, address, to, clients):
    row = await came(letters, mail("Hello.", to=to or address), address)
    assert (row.outcome, row.reason) == ("held", "about whom")
    assert row.data["clients"] == [letters.agency.record(one).id for one in clients]
    letters.agency.perform("decide-mail", by="paul", mail=str(row.id), decision="discard")
    assert letters.kept()[-1].outcome == "discarded"


async def test_clients_out_of_reach_are_nobody(letters):
    """Noa has no part here; Rita may read and write nothing."""
    with pytest.raises(Refused):
        letters.agency.perform("log-address", by="noa")
    row = await came(letters, mail("Hi.", by="rita@talents-jura.example"), copies_of(letters, "rita"))
    assert (row.outcome, row.data["clients"]) == ("held", [])
    with pytest.raises(Refused):
        letters.agency.perform("decide-mail", by="rita", mail=str(row.id), decision="info", clients=["elodie"])


async def test_a_new_address_ends_the_old_one(letters, address):
    letters.agency.perform("log-address", by="paul", wish="renew")
    letters.come(mail("To the old one."), to=address)
    await letters.sort()
    assert (letters.kept(), letters.shelf()) == ([], ["leads to no entry"])
    await came(letters, mail("To the new one."), copies_of(letters, "paul"))
    assert letters.became() == [("info", "copied")]
    letters.agency.perform("log-address", by="paul", wish="revoke")
    with letters.agency.read() as session:
        assert tokens.of_member(session, letters.agency.id_of("paul")) is None


async def test_the_same_copy_twice_is_one_info(letters, address):
    sent = mail("Once.")
    await came(letters, sent, address)
    await came(letters, sent, address)
    assert [outcome for outcome, _why in letters.became()] == ["info", "again"]


async def test_whose_member_has_left_files_nothing(letters, address):
    letters.agency.set_member("paul", active=False)
    row = await came(letters, mail("From my sofa."), address)
    assert (row.outcome, row.reason) == ("refused", "no longer active")
    assert letters.agency.owed("owed") == []
