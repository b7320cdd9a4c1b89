"""When clients are followed up by themselves: rules of the workspace, set by an administrator."""

from __future__ import annotations

from crm.domain.action import Call
from crm.domain.errors import NotAllowed, Refused
from crm.domain.i18n import _
from crm.domain.reminders import FOLLOWED_FOR_AT_MOST
from crm.outcome import Done
from crm.store import audits, choices
from crm.store.session import Session


def status_rule(session: Session, call: Call, source: str) -> Done:
    """From now on; what stands already keeps its time."""
    days = _days(call)
    always = bool(call.values["always"])
    choices.follow_status(session, call.values["status"], days, always=always)
    data = {"status": call.values["status"], "days": days, "always": always}
    return Done(result=audits.keep(session, "status-rule", call.actor.id, source, data, call.now))


def silent_clients(session: Session, call: Call, source: str) -> Done:
    """Off while nobody has set it."""
    days = _days(call)
    choices.put_setting(session, choices.SILENT, days)
    return Done(result=audits.keep(session, "silent-clients", call.actor.id, source, {"days": days}, call.now))


def _days(call: Call) -> int | None:
    if call.actor.role.name != "admin":
        raise NotAllowed
    text = call.values["days"]
    if not text:
        return None
    if not text.isdecimal() or len(text) > len(str(FOLLOWED_FOR_AT_MOST)) or not 0 < int(text) <= FOLLOWED_FOR_AT_MOST:
        limit = FOLLOWED_FOR_AT_MOST
        raise Refused.because(_("Please write a number of days, from 1 to {limit}.", limit=limit), "days")
    return int(text)
