"""Whatever is written into a mail, it stays in its place and comes out as it went in."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.mail import mime
from bot.mail.address import deliverable, read_bounce

ANYTHING = some.text(max_size=300)
LINES = some.text(some.characters(exclude_categories=["Cs"]), max_size=400)


def mail(name="Anna", subject="Hello", text="Dear Paul\n", html="<p>Dear Paul</p>\n"):
    headers = [
        mime.header("From", mime.mailbox(name, "notify@talents-jura.example")),
        mime.header("Subject", mime.words(subject)),
        mime.header("X-Last", ["yes"]),
    ]
    return mime.message(headers, text, html, boundary="abc")


def parsed(**fields):
    return message_from_bytes(mail(**fields), policy=policy.default)


def shown(content):
    """The sender's name. The newer parser leaves a blank between two encoded words of a name (RFC 2047 §6.2)."""
    written = message_from_bytes(content)["From"].replace("\r\n", "")
    return str(make_header(decode_header(parseaddr(written)[0])))


def said(text):
    return " ".join(text.split())


@given(ANYTHING)
def test_a_subject_comes_out_as_it_went_in(subject):
    found = parsed(subject=subject)
    assert found.keys() == ["From", "Subject", "X-Last", "MIME-Version", "Content-Type"]
    assert said(found["Subject"]) == said(mime.clean(subject.encode(errors="replace").decode()))


@given(ANYTHING)
def test_a_name_comes_out_as_it_went_in_and_moves_no_address(name):
    found = parsed(name=name)
    assert found.keys() == ["From", "Subject", "X-Last", "MIME-Version", "Content-Type"]
    [address] = found["From"].addresses
    assert address.addr_spec == "notify@talents-jura.example"
    assert said(shown(mail(name=name))) == said(mime.clean(name.encode(errors="replace").decode()))


@given(LINES, LINES)
def test_text_and_html_come_out_as_they_went_in(text, html):
    found = parsed(text=text, html=html)
    for kind, body in (("plain", text), ("html", html)):
        content = found.get_body([kind]).get_payload(decode=True).decode()
        assert content.replace("\r\n", "\n").rstrip("\n") == body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


@given(ANYTHING, ANYTHING, LINES)
def test_no_line_is_longer_than_mail_servers_take_and_all_end_alike(name, subject, text):
    found = mail(name=name, subject=subject, text=text)
    assert max(map(len, found.split(b"\r\n"))) < 998
    assert b"\n" not in found.replace(b"\r\n", b"")
    assert b"\r" not in found.replace(b"\r\n", b"")
    head = found.partition(b"\r\n\r\n")[0]
    assert head.isascii()


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: all@example.org", "\nBcc: all@example.org", "\x00", "\u2028Bcc: all@example.org", "\x85Bcc: x"]
)
def test_no_name_and_no_subject_begins_a_header_of_its_own(evil):
    found = parsed(name=f"Paul{evil}", subject=f"Acme{evil}")
    assert found["Bcc"] is None
    assert found["X-Last"] == "yes"
    assert b"\x00" not in mail(name=evil, subject=evil)


@pytest.mark.parametrize(
    ("written", "as_sent"),
    [
        ("paul@talents-jura.example", "paul@talents-jura.example"),
        ("o'neill+crm@sub.example", "o'neill+crm@sub.example"),
        ("zoë@bücher.example", "zoë@xn--bcher-kva.example"),
        (" paul@talents-jura.example ", "paul@talents-jura.example"),
        ("", None),
        ("paul", None),
        ("@example.org", None),
        ("paul@", None),
        ("paul@exa mple.org", None),
        ("paul@example.org>\r\nDATA", None),
        ("pa<ul@example.org", None),
        ("a@b@example.org", None),
        ("paul\x00@example.org", None),
        (f"{'a' * 65}@example.org", None),
        (f"paul@{'a' * 64}.example", None),
    ],
)
def test_an_address_is_taken_as_mail_servers_take_it_or_not_at_all(written, as_sent):
    assert deliverable(written) == as_sent


@given(some.text(some.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_a_bounce_address_that_is_not_ours_names_nothing(address):
    assert read_bounce(f"b+{address}@reply.example", b"a long random text") is None
    assert read_bounce(address, b"a long random text") is None
