"""A new company."""

from __future__ import annotations

from crm.domain.action import Action, Call, NewRecord, Plan
from crm.domain.clients import RecordKind
from crm.domain.drawers import Drawer
from crm.domain.fields import URL, Email, Line, Members, Paragraph, Phone, Records, Status
from crm.domain.i18n import _

DETAILS = (
    *("industry", "website", "phone", "email", "street", "postcode", "city", "country"),
    *("registration_number", "notes"),
)


def plan(call: Call) -> Plan:
    values = call.values
    call.look_twice(RecordKind.COMPANY, name=values["name"], email=values["email"])
    parent = call.record("parent")
    return Plan(
        creates=(
            NewRecord(
                kind=RecordKind.COMPANY,
                name=values["name"],
                owner=call.owner(),
                status=values["status"],
                company=parent,
                fields={key: values[key] for key in DETAILS},
            ),
        )
    )


ACTION = Action(
    name="add-company",
    title=_("Add company"),
    help=_("Add a company. Look-alikes are shown before it is saved."),
    sentence=_("{author} added the company"),
    icon="🏢",
    drawer=Drawer.ADD,
    fields=(
        Line(name="name", label=_("Name"), required=True, example="Fonderie Jaquet SA"),
        Status(name="status", label=_("Status"), example="prospect"),
        Line(name="industry", label=_("Industry"), example="Watchmaking"),
        Records(name="parent", label=_("Parent company"), kinds=(RecordKind.COMPANY,), many=False),
        URL(name="website", label=_("Website"), example="https://fonderie-jaquet.example"),
        Phone(name="phone", label=_("Phone"), example="+41 32 555 01 10"),
        Email(name="email", label=_("Email"), example="contact@fonderie-jaquet.example"),
        Line(name="street", label=_("Street"), example="Rue du Doubs 14"),
        Line(name="postcode", label=_("Postcode"), at_most=20, example="2300"),
        Line(name="city", label=_("City"), example="La Chaux-de-Fonds"),
        Line(name="country", label=_("Country"), example="Switzerland"),
        Line(name="registration_number", label=_("Registration number"), example="CHE-123.456.789"),
        Members(name="owner", label=_("Owner"), many=False, hint=_("You, if you leave it empty.")),
        Paragraph(name="notes", label=_("Notes"), example="Third generation, sixty people."),
    ),
    main="name",
    creates=RecordKind.COMPANY,
    plan=plan,
)
