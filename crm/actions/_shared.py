"""The fields that all timeline actions share."""

from __future__ import annotations

from datetime import timedelta

from crm.domain.clients import CLIENTS
from crm.domain.fields import Choice, Members, Moment, Option, Records
from crm.domain.files import FILES_AT_MOST, INSIDE, MEGABYTE, SIZE_AT_MOST, Files
from crm.domain.i18n import _

PARTICIPANTS = Members(
    name="participants",
    label=_("Participants"),
    hint=_("They are told by email, and of each later comment."),
    lists=True,
    example=("M-1",),
)
CLIENTS_FIELD = Records(name="clients", label=_("Clients"), required=True, kinds=CLIENTS, example=("CMP-1",))
WHEN = Moment(
    name="when",
    label=_("Date and time"),
    hint=_("In the future it becomes an upcoming action."),
    advanced=True,
)

REMINDERS = {
    "none": None,
    "at": timedelta(0),
    "10m": timedelta(minutes=10),
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "1w": timedelta(weeks=1),
}
REMIND = Choice(
    name="remind",
    label=_("Remind me"),
    options=(
        Option("none", _("No reminder")),
        Option("at", _("At the time")),
        Option("10m", _("10 minutes before")),
        Option("1h", _("1 hour before")),
        Option("1d", _("1 day before")),
        Option("1w", _("1 week before")),
    ),
    initial="none",
    example="none",
    advanced=True,
)
ATTACHMENTS = Files(
    name="attachments",
    label=_("Attachments"),
    hint=_(
        "Up to {limit} files of {size} MB: {kinds}.",
        limit=FILES_AT_MOST,
        size=SIZE_AT_MOST // MEGABYTE,
        kinds=", ".join(INSIDE),
    ),
    advanced=True,
)
