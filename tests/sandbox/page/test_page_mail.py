from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from sandbox.mailbox import Mail
from sandbox.page.mail import Letterbox, mailboxes, opened, received

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def letter(*, subject="Prénom: une visite", html="", picture=False, attached=(), to=("emma@lemanique.example",)):
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Carnet <carnet@lemanique.example>"
    message.set_content("Bonjour Élodie\n")
    if html:
        message.add_alternative(html, subtype="html")
    if picture:
        message.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>")
    for name, body in attached:
        message.add_attachment(body, maintype="application", subtype="pdf", filename=name)
    return Mail(id="M1", sender="bounce@lemanique.example", recipients=to, raw=message.as_bytes(), at=AT)


def test_a_mail_is_taken_apart():
    found = opened(letter(html="<p>Bonjour <b>Élodie</b></p>", attached=[("cv Müller.pdf", b"%PDF-1.7")]))
    assert (found.subject, found.author) == ("Prénom: une visite", "Carnet <carnet@lemanique.example>")
    assert found.text == "Bonjour Élodie\n"
    assert "<b>Élodie</b>" in found.html
    assert [(one.number, one.name, one.size) for one in found.attachments] == [(0, "cv Müller.pdf", 8)]
    assert ("Subject", "Prénom: une visite") in found.headers
    assert "MIME-Version" in found.raw_text


def test_pictures_that_travel_with_the_mail_are_shown_in_place():
    found = opened(letter(html='<img src="cid:logo"><img src="cid:lost">', picture=True))
    assert '<img src="data:image/png;base64,iVBORw==">' in found.html
    assert '<img src="cid:lost">' in found.html


def test_a_mail_that_is_hardly_one_is_shown_all_the_same():
    raw = b"Content-Type: text/plain; charset=no-such-charset\r\n\r\nBonjour \xc3\xa9"
    found = opened(Mail(id="M2", sender="a@b.example", recipients=("c@d.example",), raw=raw, at=AT))
    assert (found.subject, found.author, found.text) == ("(no subject)", "a@b.example", "Bonjour é")
    assert found.html == ""


def test_a_forwarded_mail_can_be_saved():
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"] = "Inside"
    inner.set_content("Hello")
    outer.set_content("See below")
    outer.add_attachment(inner)
    (found,) = opened(Mail(id="M3", sender="", recipients=(), raw=outer.as_bytes(), at=AT)).attachments
    assert found.kind == "message/rfc822"
    assert b"Subject: Inside" in found.content


def test_every_address_has_a_mailbox_and_a_members_is_there_before_any_mail():
    first, second = letter(), letter(to=("Emma@lemanique.example", "rey@acme.example"), subject="Second")
    members = {"emma@lemanique.example": "Emma Whitfield", "thomas@lemanique.example": "Thomas Brönnimann"}
    assert mailboxes([first, second], members) == [
        Letterbox(address="emma@lemanique.example", count=2, name="Emma Whitfield"),
        Letterbox(address="thomas@lemanique.example", count=0, name="Thomas Brönnimann"),
        Letterbox(address="rey@acme.example", count=1),
    ]
    assert [one.subject for one in received([first, second], "emma@lemanique.example")] == [
        "Second",
        "Prénom: une visite",
    ]
    assert len(received([first, second], "")) == 2
