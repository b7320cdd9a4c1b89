"""What a member has half done in a modal or said: kept for a while, and put away once nobody comes back to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from crm.store import choices
from crm.store.session import Session
from crm.store.tables import draft

KEPT_FOR = timedelta(days=2)
_MINE = (draft.c.member_id == bindparam("member"), draft.c.name == bindparam("view"))
_CONTENT = select(draft.c.content).where(*_MINE)
_FORGET = delete(draft).where(*_MINE)
_FORGET_OLD = delete(draft).where(draft.c.at < bindparam("before", type_=draft.c.at.type))


MESSAGE_AT_MOST = 100


def of_message(said: str) -> str:
    """What a draft of something that was said is called; views have names of their own."""
    return f"said:{said[:MESSAGE_AT_MOST]}"


def content(session: Session, member_id: int, name: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = session.value(_CONTENT, member=member_id, view=name)
    return found


def keep(session: Session, member_id: int, name: str, content: Mapping[str, Any], now: datetime) -> None:
    session.insert(draft, [{"member_id": member_id, "name": name, "content": dict(content), "at": now}])


def selected(session: Session, member_id: int, view: str) -> list[int]:
    """The clients that a member has selected in a list."""
    content: dict[str, Any] = session.value(_CONTENT, member=member_id, view=view) or {}
    found: list[int] = content.get("selected", [])
    return found


def hold(session: Session, member_id: int) -> None:
    """Two ticks at once come one after the other."""
    choices.hold(session, member_id)


def select_those(session: Session, member_id: int, view: str, ids: list[int], now: datetime) -> None:
    session.execute(_FORGET, {"member": member_id, "view": view})
    if ids:
        content = {"selected": ids}
        session.insert(draft, [{"member_id": member_id, "name": view, "content": content, "at": now}])


def forget_old(session: Session, now: datetime) -> int:
    found: int = session.execute(_FORGET_OLD, {"before": now - KEPT_FOR}).rowcount
    return found
