"""How many notices a member gets one by one in an hour; more come together. An administrator's choice for everybody."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.digests import BUDGET, UNLIMITED
from crm.domain.fields import Choice, Option
from crm.domain.i18n import Text, _

TOGETHER, ALL = "0", str(UNLIMITED)
NOTICES = Choice(
    name="notices",
    label=_("Notices in an hour"),
    options=(
        Option(TOGETHER, _("All together, once an hour")),
        *(Option(str(one), Text(str(one))) for one in (3, 6, BUDGET, 20, 40)),
        Option(ALL, _("As many as there are")),
    ),
    required=True,
    initial=str(BUDGET),
    example="6",
)
ACTION = Action(
    name="budget",
    title=_("Notices in an hour"),
    help=_("Choose how many notices somebody gets one by one in an hour. More of them come together in one."),
    sentence=_("{author} chose how many notices come one by one"),
    icon="🔕",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(NOTICES,),
)
