"""A member's list of clients: what is selected in it, and the filters it opens with."""

from __future__ import annotations

from crm.domain.action import Call
from crm.domain.errors import Refused
from crm.domain.filters import Filters
from crm.domain.i18n import _
from crm.outcome import Done
from crm.store import audits, choices, drafts
from crm.store.session import Session
from crm.views import listing
from crm.views.selecting import FILTERS


def select(session: Session, call: Call, source: str) -> Done:
    """Ticks are added and taken away; the same tick twice is one, so that no source need be kept of it."""
    member, view = call.actor.id, call.values["list"]
    drafts.hold(session, member)
    before = drafts.selected(session, member, view)
    ids = dict.fromkeys([] if call.values["nothing"] else before)
    found: Filters | None = call.values["found"]
    if found is not None:
        ids |= dict.fromkeys(listing.everything(session, call.actor, found, now=call.now))
    ids |= dict.fromkeys(one.id for one in call.values["add"] or ())
    dropped = {one.id for one in call.values["drop"] or ()}
    chosen = [one for one in ids if one not in dropped]
    if len(chosen) > listing.SELECTED_AT_MOST:
        raise Refused.because(
            _("At most {limit} clients can be selected at once.", limit=listing.SELECTED_AT_MOST), "add"
        )
    drafts.select_those(session, member, view, chosen, call.now)
    return Done(result=f"selected:{len(chosen)}")


def keep_filters(session: Session, call: Call, source: str) -> Done:
    """From now on the list opens with these."""
    filters: Filters = call.values["filters"] or Filters()
    choices.prefer(session, call.actor.id, FILTERS, filters.as_data())
    return Done(result=audits.keep(session, "keep-filters", call.actor.id, source, filters.as_data(), call.now))
