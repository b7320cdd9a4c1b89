from __future__ import annotations

from sqlalchemy import select

from crm.store.tables import delivery
from crm.views.parcels import parcels
from templates import mail


def test_a_mail_lists_the_files_of_its_entry(agency):
    file = {"id": "F1", "name": "CV <Zoë>.pdf", "size": 5, "url": ""}
    agency.entry(participants=["paul"], attachments=[file])
    with agency.read() as session:
        ids = [row.id for row in session.rows(select(delivery).where(delivery.c.channel == "mail"))]
        [parcel] = [one for one in parcels(session, ids) if one.entry.attachments]
    written = mail.notice(parcel)
    assert "📎 CV <Zoë>.pdf" in written.text
    assert "📎 CV &lt;Zoë&gt;.pdf" in written.html
