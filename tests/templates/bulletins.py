"""Digests, reports and folded notices, as a relay would hand them over to be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from crm.directory import FIRST_STATUSES
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.domain.delivery import DeliveryKind
from crm.domain.richtext import from_text
from crm.views.bulletins import Digest, Drawn, Folded, Said
from crm.views.figures import Acted, Figures, Silent, Stage
from templates.catalogue import Reader
from templates.report import Report, made
from tests.templates.letters import AT, ENTRY, READERS, SAID, parcel

KERN = Record(id=2, number=RecordNumber(RecordKind.CONTACT, 4), name="Hans Müller (*Kern & Söhne* GmbH)")
LATE = replace(ENTRY, id=11, occurred_at=AT - timedelta(days=3), body=from_text("Send the two profiles & call <back>"))
SOON = replace(ENTRY, id=13, records=(KERN,), occurred_at=AT + timedelta(hours=5), body=None, action="status")
PEOPLE = (
    Acted(name="Emma Quéloz", actions={"info": 12, "status": 3, "assign": 2, "edit": 4, "add-contact": 3, "merge": 1}),
    Acted(name="Théo Aebischer", actions={"info": 10, "status": 8, "edit": 1}),
    Acted(name="Luc Perrenoud-dit-Favre", actions={"info": 4, "add-company": 2, "export": 1}),
    Acted(name="Lena Brönnimann-Özdemir $ von und zu Hohenstein", actions={"info": 2}),
    Acted(name="Rita Sá Pinto", actions={}),
)
FIGURES = Figures(
    begins=date(2026, 11, 16),
    ends=date(2026, 11, 22),
    people=PEOPLE,
    before=41,
    stages=(
        Stage(key="prospect", clients=34, left=6, days=12.4),
        Stage(key="contacted", clients=21, left=1, days=1.0),
        Stage(key="meeting", clients=9, left=0),
        Stage(key="client", clients=18, left=2, days=210.0),
        Stage(key="dormant", clients=5),
    ),
    silent=(("Théo Aebischer", 7), ("Emma Quéloz", 3)),
    named=(
        Silent(
            number="CMP-7", name="=Kern & Söhne GmbH", owner="Théo Aebischer", last=datetime(2026, 8, 2, tzinfo=UTC)
        ),
        Silent(number="CST-9", name="Élodie Müller", owner="Emma Quéloz", last=None),
    ),
)


def digest(language="en", **changes):
    news = Digest(overdue=(LATE,), today=(SOON, ENTRY), overdue_count=4, today_count=2)
    found = parcel(language, entry=None, kind=DeliveryKind.DIGEST, news=news)
    return replace(found, due_at=datetime(2026, 11, 24, 7, 30, tzinfo=UTC), **changes)


def folded(language="en", **changes):
    news = Folded(said=(Said(entry=ENTRY), Said(entry=LATE, comment=SAID)), count=7)
    return replace(parcel(language, entry=None, kind=DeliveryKind.FOLD, news=news), **changes)


def report(language="en") -> Report:
    return made(FIGURES, FIRST_STATUSES, Reader.member(READERS[language]))


def reported(found, language="en", **changes):
    return replace(parcel(language, entry=None, kind=DeliveryKind.REPORT, news=Drawn(found.kept())), **changes)
