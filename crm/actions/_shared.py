"""The fields that all timeline actions share."""

from __future__ import annotations

from dataclasses import replace

from crm.domain.appointments import MINUTES, PLACE_AT_MOST, Mode
from crm.domain.clients import CLIENTS
from crm.domain.field import Field
from crm.domain.fields import Check, Choice, Line, Members, Moment, Option, Records
from crm.domain.files import FILES_AT_MOST, INSIDE, MEGABYTE, SIZE_AT_MOST, Files
from crm.domain.i18n import _
from crm.domain.reminders import AHEAD

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

REMINDERS = {"none": None, **AHEAD}
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
IN_CALENDAR = Check(
    name="calendar",
    label=_("Add to calendar"),
    hint=_("You get an invitation by email, which your calendar understands."),
    advanced=True,
)
DURATIONS = (
    Option("15", _("15 minutes"), ("15m",)),
    Option("30", _("30 minutes"), ("30m",)),
    Option("45", _("45 minutes"), ("45m",)),
    Option("60", _("1 hour"), ("1h",)),
    Option("90", _("1 ½ hours"), ("1.5h",)),
    Option("120", _("2 hours"), ("2h",)),
    Option("180", _("3 hours"), ("3h",)),
    Option("240", _("4 hours"), ("4h",)),
    Option("480", _("8 hours"), ("8h",)),
)
DURATION = Choice(
    name="duration",
    label=_("Duration"),
    options=DURATIONS,
    initial=str(MINUTES),
    example=str(MINUTES),
    advanced=True,
    under=IN_CALENDAR.name,
)
PLACE = Line(
    name="place",
    label=_("Place"),
    at_most=PLACE_AT_MOST,
    example="Rue du Rhône 12, Geneva",
    advanced=True,
    under=IN_CALENDAR.name,
)
INVITE = Check(
    name="invite",
    label=_("Invite participants"),
    hint=_("They get the invitation, too. Clients never do."),
    advanced=True,
    under=IN_CALENDAR.name,
)


def calendar(mode: Mode) -> tuple[Field, ...]:
    """What is asked of an action that may stand in calendars; what always does is not asked for first."""
    details = (DURATION, PLACE, INVITE)
    match mode:
        case Mode.CHOSEN:
            return (IN_CALENDAR, *details)
        case Mode.ALWAYS:
            return tuple(replace(one, under="") for one in details)
        case _:
            return ()


CALENDAR = calendar(Mode.CHOSEN)
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
