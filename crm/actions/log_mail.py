"""A copy of a member's mail to or from a client becomes an Info under that client."""

from __future__ import annotations

from crm.actions._shared import CLIENTS_FIELD
from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Moment, RichText
from crm.domain.i18n import _
from crm.domain.kept import Kept

ACTION = Action(
    name="log-mail",
    title=_("Log a mail"),
    help=_("File a mail to or from a client as an info."),
    sentence=_("{author} logged a mail"),
    icon="📧",
    kind=ActionKind.OPERATION,
    writes=Writes.COMMENT,
    asks=("info",),
    fields=(
        CLIENTS_FIELD,
        RichText(name="note", label=_("Note"), required=True, example="*Positions 2027*: two watchmakers in March."),
        Moment(name="when", label=_("Date and time")),
        Kept(name="files", label=_("Attachments")),
    ),
    main="note",
    clients="clients",
)
