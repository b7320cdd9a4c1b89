"""What is told regularly: how much in an hour, and a report that is asked for now."""

from __future__ import annotations

from crm.domain.action import Call
from crm.domain.digests import BUDGET_SETTING, Bulletin
from crm.domain.errors import NotAllowed, Refused
from crm.domain.i18n import _
from crm.outcome import Done
from crm.store import audits, bulletins, choices
from crm.store.session import Session
from crm.views.figures import leads

NOBODY_BELOW = _("The report is for whoever has colleagues below them. An administrator can put them there.")


def limit(session: Session, call: Call, source: str) -> Done:
    if call.actor.role.name != "admin":
        raise NotAllowed
    notices = int(call.values["notices"])
    choices.put_setting(session, BUDGET_SETTING, notices)
    return _done(session, call, source, "budget", {"notices": notices})


def ask(session: Session, call: Call, source: str) -> Done:
    """It is drawn and sent as soon as the clock ticks."""
    if call.actor.id not in leads(session):
        raise Refused.because(NOBODY_BELOW)
    number = bulletins.keep(session, call.actor.id, Bulletin.ASKED, source[:MARK_AT_MOST], now=call.now)
    return _done(session, call, source, "report", {"report": number})


MARK_AT_MOST = 255


def _done(session: Session, call: Call, source: str, operation: str, data: dict[str, int]) -> Done:
    return Done(result=audits.keep(session, operation, call.actor.id, source, data, call.now))
