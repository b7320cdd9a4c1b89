"""Mails that are about no single entry: digests, weekly reports, and notices that come together."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.mail import address, mime, unsubscribing
from bot.stop_links import Stop, StopLinks
from crm.domain.delivery import DeliveryKind
from crm.domain.preferences import Topic
from crm.views.bulletins import Drawn
from crm.views.parcels import Parcel
from templates.bulletins import sheet
from templates.catalogue import Reader, say
from templates.mail import Mail
from templates.mail.bulletin import Picture, bulletin
from templates.report import WHY, Report

TOPICS = {DeliveryKind.DIGEST: Topic.DIGEST, DeliveryKind.REPORT: Topic.WEEKLY}
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def compose(
    parcel: Parcel, own: tuple[str, str], reply_domain: str, stops: StopLinks | None, *, answers: bool, message_id: str
) -> bytes:
    """The message; ``own`` are our name and address. Nobody is asked for an answer, and none is taken."""
    drawn = parcel.news if isinstance(parcel.news, Drawn) else None
    report = Report.read(drawn.content) if drawn else None
    mail = _report(parcel, report, reply_domain) if report else bulletin(parcel, sheet(parcel))
    headers = _headers(parcel, mail.subject, own, reply_domain, message_id)
    topic = TOPICS.get(parcel.kind)
    if topic is not None:
        stop = Stop(workspace=parcel.workspace.id, member=parcel.reader.id, topic=topic)
        headers += unsubscribing.headers(stops, stop, reply_domain, answers=answers)
    if report is None:
        return mime.message(headers, mail.text, mail.html, boundary=address.new_token())
    return _with_enclosures(headers, mail, report, reply_domain)


def _report(parcel: Parcel, report: Report, domain: str) -> Mail:
    pictures = [Picture(cid=_cid(one.name, domain), alt=one.alt) for one in report.pictures]
    return bulletin(parcel, report.sheet(say(WHY, Reader.member(parcel.reader))), intro=report.lines, pictures=pictures)


def _cid(name: str, domain: str) -> str:
    return f"{name}@{domain}"


def _headers(parcel: Parcel, subject: str, own: tuple[str, str], reply_domain: str, message_id: str) -> list[str]:
    name, from_ = own
    house, team = parcel.workspace.name, parcel.workspace.team
    whom = address.deliverable(parcel.reader.email) or "undeliverable@invalid"
    return [
        mime.header("From", mime.mailbox(name or house, from_)),
        mime.header("To", mime.mailbox(parcel.reader.name, whom)),
        mime.header("Subject", mime.words(subject)),
        mime.header("Date", [format_datetime(parcel.wanted_at)]),
        mime.header("Message-ID", [message_id]),
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply, DR, RN, NRN",
        "Precedence: list",
        mime.header("List-Id", [f"<{parcel.kind.value}.{team.lower()}.{reply_domain}>"]),
        mime.header("X-Carnet", [f"{team}/{parcel.id}"]),
    ]


def _with_enclosures(headers: list[str], mail: Mail, report: Report, domain: str) -> bytes:
    """Pictures that stand in the text, and the workbook beside it; one mail a week need not be quick."""
    body = EmailMessage(policy=SMTP)
    body.set_content(mail.text, cte="quoted-printable")
    body.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    html = body.get_payload(1)
    assert isinstance(html, EmailMessage)  # noqa: S101 - it was added just now
    for one in report.pictures:
        cid = f"<{_cid(one.name, domain)}>"
        html.add_related(one.content, "image", "png", cid=cid, filename=f"{one.name}.png", disposition="inline")
    body.add_attachment(report.workbook, *XLSX, filename=report.file_name)
    return "\r\n".join([*headers, ""]).encode() + body.as_bytes()
