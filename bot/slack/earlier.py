"""What an entry said before it was edited, below the whole of it."""

from __future__ import annotations

from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.message import run, spoken
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.i18n import _
from crm.domain.timeline import Entry
from crm.store.session import Session
from crm.views import history
from crm.views.history import Version
from templates.catalogue import Reader, moment, say

VERSIONS_AT_MOST = 8
BODY_AT_MOST = 3000


def versions(session: Session, member: Member, entry: Entry) -> list[Any]:
    """Each earlier text with the time when it was written, the newest first; for those who may read them."""
    found = history.earlier(session, member, entry, count=VERSIONS_AT_MOST)
    reader = Reader.member(member)
    blocks = [block for place, one in enumerate(found) for block in _version(place, one, reader)]
    head = spoken("versions", run(say(_("Earlier versions"), reader), bold=True))
    return [kit.DividerBlock(), head, *blocks] if blocks else []


def _version(place: int, one: Version, reader: Reader) -> list[Any]:
    when = spoken(f"version:{place}", run(moment(one.at, reader), italic=True))
    if one.body is None:
        return [when]
    return [when, {**richtext.cut(one.body, BODY_AT_MOST), "block_id": f"version:{place}:text"}]
