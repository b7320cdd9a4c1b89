"""A member's calendar feed: one address each, which they alone renew and stop."""

from __future__ import annotations

import re

from crm.actions.calendar_feed import ACTION, RENEW
from crm.domain.action import Call
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.outcome import Done
from crm.store import audits, feeds
from crm.store.session import Session

DIGEST = re.compile(r"[0-9a-f]{64}")


def decide(session: Session, call: Call, source: str) -> Done:
    """A new address ends the earlier one at once."""
    decision, salt, digest = (call.values[name] for name in ("decision", "salt", "digest"))
    if decision != RENEW:
        feeds.drop(session, call.actor.id)
    elif salt and DIGEST.fullmatch(digest or ""):
        feeds.put(session, call.actor.id, salt=salt, digest=bytes.fromhex(digest), now=call.now)
    else:
        raise Refused.because(_("Addresses of feeds are made in Slack."), "digest")
    data = {"decision": decision}
    return Done(result=audits.keep(session, ACTION.name, call.actor.id, source, data, call.now))
