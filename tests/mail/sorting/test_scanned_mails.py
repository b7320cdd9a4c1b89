"""Files of mails are shown to the virus scanner before they are kept."""

from __future__ import annotations

from dataclasses import replace

from bot.scanning import Scanner
from tests.clamd import EICAR, clamd
from tests.mail.correspondence import PAUL, answer


def with_files(mail, **files):
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    return mail


def scanned_by(letters, url):
    letters.room.room = replace(letters.room.room, scanner=Scanner.read(url))


async def test_an_infected_file_of_a_mail_is_not_kept_and_the_thread_says_so(letters, told):
    letters.come(with_files(answer(letters.got("paul")[-1], "See.", by=PAUL), Offer=b"%PDF-1.7 ...", Bad=EICAR))
    with clamd() as found:
        scanned_by(letters, found.address)
        await letters.sort()
    [(_author, said)] = letters.comments(told)
    assert said == "See.\n📎 Offer.pdf\nVom Virenscanner aufgehalten: Bad.pdf."
    [comment] = letters.agency.see(told).comments
    assert [one.name for one in comment.attached] == ["Offer.pdf"]


async def test_a_mail_waits_for_a_scanner_that_is_away(letters, told):
    letters.come(with_files(answer(letters.got("paul")[-1], "See.", by=PAUL), Offer=b"%PDF-1.7 ..."))
    scanned_by(letters, "tcp://127.0.0.1:1")
    for _hour in range(30):
        await letters.sort()
        letters.later(hours=1)
    assert letters.comments(told) == []
    with clamd() as found:
        scanned_by(letters, found.address)
        await letters.sort()
    assert letters.comments(told) == [("Paul Rüegsegger", "See.\n📎 Offer.pdf")]
