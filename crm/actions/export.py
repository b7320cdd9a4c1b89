"""What is known of clients is given to a member as a workbook; nothing changes, an audit row says who got what."""

from __future__ import annotations

from crm.domain.action import Action, Writes
from crm.domain.clients import CLIENTS
from crm.domain.drawers import Drawer
from crm.domain.fields import Line, Records
from crm.domain.i18n import Stored, _

NAME = "export"
EXAMPLE = Stored(en="owner:me active:yes", fr="responsable:moi actif:oui", de="verantwortlich:ich aktiv:ja")
CLIENT = Records(
    name="client",
    label=_("Client"),
    hint=_("With its infobox. Empty: the list of your clients."),
    kinds=CLIENTS,
    many=False,
    example=("CMP-1",),
)
FILTERS = Line(
    name="filters",
    label=_("Filters of the list"),
    hint=_("Words and filters as behind “/clients”, like {example}. Empty: all clients.", example=EXAMPLE),
    at_most=500,
)

ACTION = Action(
    name=NAME,
    title=_("Export"),
    help=_("Get the list of clients, or one client with its infobox, as an Excel workbook."),
    sentence=_("{author} exported clients"),
    icon="📤",
    drawer=Drawer.FILES,
    writes=Writes.AUDIT,
    fields=(CLIENT, FILTERS),
    main=FILTERS.name,
    clients=CLIENT.name,
)
