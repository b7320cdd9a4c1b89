"""A mail that waits: its entry's author attaches or discards it, once."""

from __future__ import annotations

import pytest

from crm.domain.errors import NotAllowed, NotFound, Refused
from tests.mail.correspondence import answer

STRANGER = "Paul at home <paul.private@elsewhere.example>"


@pytest.fixture
async def waiting(letters, told):
    """The number of a mail from an address that nobody is known by, to Paul's own reply address."""
    mail = answer(letters.got("paul")[-1], "It is me, from home.", by=STRANGER)
    mail.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Offer.pdf")
    letters.come(mail)
    await letters.sort()
    [row] = letters.kept()
    letters.agency.settle()
    return str(row.id)


async def test_attached_it_is_a_comment_with_its_sender_and_files(letters, told, waiting):
    letters.agency.perform("decide-mail", by="emma", mail=waiting, decision="attach")
    assert letters.comments(told) == [
        ("Emma Quéloz", "✉️ paul.private@elsewhere.example\nIt is me, from home.\n📎 Offer.pdf")
    ]
    [comment] = letters.agency.see(told).comments
    assert comment.files == ("Offer.pdf",)
    assert ("comment", "mail", "paul") in letters.agency.owed("owed")


async def test_discarded_nobody_is_told(letters, told, waiting):
    letters.agency.perform("decide-mail", by="emma", mail=waiting, decision="discard")
    assert letters.comments(told) == []
    assert letters.agency.owed("owed") == []
    assert [row.outcome for row in letters.kept()] == ["discarded"]


@pytest.mark.parametrize("decision", ["attach", "discard"])
async def test_nobody_decides_twice(letters, told, waiting, decision):
    letters.agency.perform("decide-mail", by="emma", mail=waiting, decision=decision)
    with pytest.raises(Refused, match="decided about this mail already"):
        letters.agency.perform("decide-mail", by="nadia", mail=waiting, decision="attach")
    assert len(letters.comments(told)) == (decision == "attach")


async def test_a_remembered_address_is_believed_from_then_on(letters, told, waiting):
    letters.agency.perform("decide-mail", by="emma", mail=waiting, decision="attach", remember=True)
    letters.come(answer(letters.got("paul")[-1], "Again from home.", by=STRANGER))
    await letters.sort()
    assert letters.comments(told)[-1] == ("Paul Rüegsegger", "Again from home.")


@pytest.mark.parametrize("by", ["theo", "luc", "rita"])
async def test_only_the_author_the_owner_and_administrators_decide(letters, told, waiting, by):
    with pytest.raises(NotAllowed):
        letters.agency.perform("decide-mail", by=by, mail=waiting, decision="attach")
    assert letters.comments(told) == []


@pytest.mark.parametrize("mail", ["999", "x", "-1", "1.5", "1" * 40])
async def test_a_mail_that_does_not_exist_is_not_found(letters, told, mail):
    with pytest.raises(NotFound):
        letters.agency.perform("decide-mail", by="emma", mail=mail, decision="attach")


@pytest.mark.parametrize(
    "by", ["Élodie Müller <elodie@acme.example>", "bureau@acme.example", "rita@talents-jura.example"]
)
async def test_a_clients_or_a_colleagues_address_is_never_remembered(letters, told, by):
    letters.come(answer(letters.got("paul")[-1], "I am Paul, too.", by=by, genuine=None))
    await letters.sort()
    [row] = letters.kept()
    with pytest.raises(Refused, match="belongs to somebody else here"):
        letters.agency.perform("decide-mail", by="emma", mail=str(row.id), decision="attach", remember=True)
    assert letters.comments(told) == []
    assert [row.outcome for row in letters.kept()] == ["held"]
