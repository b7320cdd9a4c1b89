"""An entry, a comment on it and its readers, as a relay would hand them over to be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crm.domain.access import SEEDED_ROLES, Member
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.richtext import from_text
from crm.domain.timeline import Comment, Entry
from crm.views.houses import House
from crm.views.parcels import Parcel

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ACME = Record(id=1, number=RecordNumber(RecordKind.COMPANY, 1), name="Acme <Horlogerie> SA")
READERS = {
    language: Member(
        id=2,
        slack_user="U0JULIEN1",
        name="Julien Rochat",
        email="julien.rochat@lemanique.example",
        zone="Europe/Zurich",
        locale=locale,
        role=SEEDED_ROLES[1],
    )
    for language, locale in {"en": "en-GB", "fr": "fr-CH", "de": "de-CH"}.items()
}
ENTRY = Entry(
    id=12,
    action="info",
    version=1,
    author=1,
    author_name="Emma Whitfield",
    occurred_at=AT,
    created_at=AT,
    records=(ACME,),
    body=from_text("Called *back*, ask <@U0THOMAS1>"),
    participants=("Julien Rochat", "Thomas Brönnimann"),
)
SAID = Comment(id=3, author="Julien Rochat", at=AT, body=from_text("I go & see them"), source="slack")


def parcel(language="en", *, entry=ENTRY, **changes):
    house = House(
        id=1,
        team="T1",
        name="Lémanique Talents",
        locale="en",
        zone="UTC",
        statuses=(),
        names={"U0THOMAS1": "Thomas Brönnimann"},
    )
    found = Parcel(
        id=7,
        workspace=house,
        kind=DeliveryKind.ENTRY,
        channel=Channel.MAIL,
        entry_or_none=entry,
        reader=READERS[language],
        to_person=True,
        place=None,
        comment=None,
        created_at=AT,
        due_at=AT,
        attempts=0,
        doubtful=0,
        message_id=None,
    )
    return replace(found, **changes)
