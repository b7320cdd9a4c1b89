"""A mail as large as the door takes, with files as large as are kept: nobody holds a second copy, nor a file whole."""

from __future__ import annotations

import hashlib
import tracemalloc

from bot.mail.reading.content import Content
from crm.store.documents import Documents
from tests.mail.correspondence import PAUL, answer

FILES = [b"%PDF-1.7\n" + bytes(range(256)) * 36_000, b"%PDF-1.7\n" + bytes(range(255, -1, -1)) * 36_000]
BESIDE = 8_000_000  # bytes: pieces, statements, and room in which the mail grows


def with_files(mail, *contents):
    for number, content in enumerate(contents):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=f"Plan {number}.pdf")
    return mail


async def test_a_large_mail_is_held_once_and_its_files_never(letters, told):
    notice = letters.got("paul")[-1]
    letters.come(with_files(answer(notice, "First.", by=PAUL), b"%PDF-1.7\n"))
    await letters.sort()  # what is made ready at first use
    large = bytes(with_files(answer(notice, "See.", by=PAUL), *FILES))
    letters.come(large, to=notice["reply-to"].addresses[0].addr_spec, envelope_from="paul@talents-jura.example")
    size = len(large)
    del large
    tracemalloc.start()
    try:
        await letters.sort()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 24_000_000 < size < peak < size + BESIDE
    comment = letters.agency.see(told).comments[-1]
    assert [one.name for one in comment.attached] == ["Plan 0.pdf", "Plan 1.pdf"]
    documents = Documents(f"file:{letters.folder}")
    assert [documents.get(hashlib.sha256(one).digest()) == one for one in FILES] == [True, True]


def test_a_file_that_is_given_in_pieces_is_the_same_file(tmp_path):
    place, written = Documents(f"file:{tmp_path}"), b"JVBERi0xLjcK" * 100_000
    content = Content(memoryview(written), "base64")
    with content.opened() as file:
        file.read(10)  # whoever looked at it before has left it anywhere
        digest = place.put(file)
    assert (digest, place.get(digest)) == (place.put(content.whole()), b"%PDF-1.7\n" * 100_000)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
