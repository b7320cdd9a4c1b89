"""A new contact at a company."""

from __future__ import annotations

from crm.domain.action import Action, Call, NewRecord, Plan
from crm.domain.clients import Record, RecordKind, contact_name
from crm.domain.drawers import Drawer
from crm.domain.errors import Refused
from crm.domain.fields import URL, Choice, Email, Line, Members, Option, Paragraph, Phone, Records, Status
from crm.domain.i18n import _

DETAILS = (
    *("first_name", "last_name", "salutation", "function", "department", "email", "second_email", "phone", "mobile"),
    *("address", "language", "source", "linkedin", "notes"),
)


def employer(call: Call) -> Record | NewRecord:
    """The company that was chosen, or the one to be created from the same form."""
    chosen = call.record("company")
    if chosen:
        return chosen
    name = call.values["new_company"]
    if not name:
        raise Refused.because(_("Choose a company, or write the name of a new one."), "company")
    call.look_twice(RecordKind.COMPANY, name=name, email=None)
    return NewRecord(kind=RecordKind.COMPANY, name=name, owner=call.owner())


def plan(call: Call) -> Plan:
    values = call.values
    company = employer(call)
    name = contact_name(values["first_name"], values["last_name"])
    call.look_twice(
        RecordKind.CONTACT,
        name=name,
        email=values["email"],
        company=company.id if isinstance(company, Record) else None,
    )
    return Plan(
        creates=(
            *((company,) if isinstance(company, NewRecord) else ()),
            NewRecord(
                kind=RecordKind.CONTACT,
                name=name,
                owner=call.owner(),
                status=values["status"],
                company=company,
                fields={key: values[key] for key in DETAILS},
            ),
        )
    )


ACTION = Action(
    name="add-contact",
    title=_("Add contact"),
    help=_("Add a contact at a company. Look-alikes are shown before it is saved."),
    sentence=_("{author} added the contact"),
    icon="👤",
    drawer=Drawer.ADD,
    fields=(
        Line(name="first_name", label=_("First name"), required=True, at_most=100, example="Élodie"),
        Line(name="last_name", label=_("Last name"), required=True, at_most=150, example="Müller-Grandjean"),
        Records(
            name="company",
            label=_("Company"),
            kinds=(RecordKind.COMPANY,),
            many=False,
            example=("CMP-1",),
        ),
        Line(name="new_company", label=_("Or a new company"), hint=_("Its name, if the company is not here yet.")),
        Choice(
            name="salutation",
            label=_("Salutation"),
            options=(Option("ms", _("Ms")), Option("mr", _("Mr")), Option("none", _("None"))),
            example="ms",
        ),
        Line(name="function", label=_("Function"), example="Head of Human Resources"),
        Line(name="department", label=_("Department"), example="HR"),
        Email(name="email", label=_("Email"), example="elodie.mueller@fonderie-jaquet.example"),
        Email(name="second_email", label=_("Second email"), example="elodie@mueller.example"),
        Phone(name="phone", label=_("Phone"), example="+41 32 555 01 11"),
        Phone(name="mobile", label=_("Mobile"), example="+41 79 555 01 11"),
        Line(name="address", label=_("Address"), example="Rue du Doubs 14, 2300 La Chaux-de-Fonds"),
        Choice(
            name="language",
            label=_("Language"),
            options=(Option("en", _("English")), Option("fr", _("French")), Option("de", _("German"))),
            example="fr",
        ),
        Members(name="owner", label=_("Owner"), many=False, hint=_("You, if you leave it empty.")),
        Status(name="status", label=_("Status"), example="contacted"),
        Line(name="source", label=_("Source"), example="Trade fair in Basel"),
        URL(name="linkedin", label=_("LinkedIn"), example="https://linkedin.example/in/elodie"),
        Paragraph(name="notes", label=_("Notes"), example="Prefers to be called in the morning."),
    ),
    main="last_name",
    creates=RecordKind.CONTACT,
    plan=plan,
)
