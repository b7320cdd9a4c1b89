"""What members choose for themselves, and an administrator for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from crm.domain.shortcuts import SHIPPED
from crm.store.session import Session
from crm.store.tables import member, preference, setting, shortcut, status_option, workspace

SHORTCUTS = (
    "shortcuts"  # a member's preference: they changed their quick access; a setting: what new members begin with
)
SILENT = "silent-clients"  # a setting: after how many days without any action a client is followed up
# Two clicks at once come one after the other; notices that point at the member need not wait.
_HOLD = select(member.c.id).where(member.c.id == bindparam("member")).with_for_update(key_share=True)
_PREFERENCE = select(preference.c.value).where(
    preference.c.member_id == bindparam("member"), preference.c.key == bindparam("name")
)
_FORGET = delete(preference).where(preference.c.member_id == bindparam("member"), preference.c.key == bindparam("name"))
_SETTING = select(setting.c.value).where(setting.c.key == bindparam("name"))
_ONE_AT_A_TIME = select(workspace.c.id).where(workspace.c.id == bindparam("mine")).with_for_update(key_share=True)
_UNSET = delete(setting).where(setting.c.key == bindparam("name"))
_SHORTCUTS = select(shortcut.c.action).where(shortcut.c.member_id == bindparam("member")).order_by(shortcut.c.position)
_CLEAR = delete(shortcut).where(shortcut.c.member_id == bindparam("member"))

_FOLLOW_STATUS = (
    update(status_option)
    .where(status_option.c.key == bindparam("status"))
    .values(follow_after=bindparam("days"), follow_always=bindparam("always"))
)


def hold(session: Session, member_id: int) -> None:
    """What a member chooses is read and written by one call at a time."""
    session.first(_HOLD, member=member_id)


def preference_of(session: Session, member_id: int, name: str) -> Any:
    """What a member prefers; nothing while they have not said."""
    return session.value(_PREFERENCE, member=member_id, name=name)


def prefer(session: Session, member_id: int, name: str, value: Any) -> None:
    hold(session, member_id)
    session.execute(_FORGET, {"member": member_id, "name": name})
    session.insert(preference, [{"member_id": member_id, "key": name, "value": value}])


def setting_of(session: Session, name: str) -> Any:
    """What holds for the whole workspace; nothing while nobody has set it."""
    return session.value(_SETTING, name=name)


def put_setting(session: Session, name: str, value: Any) -> None:
    session.connection.execute(_ONE_AT_A_TIME, {"mine": session.workspace})
    session.execute(_UNSET, {"name": name})
    session.insert(setting, [{"key": name, "value": value}])


def follow_status(session: Session, key: str, days: int | None, *, always: bool) -> None:
    session.execute(_FOLLOW_STATUS, {"status": key, "days": days, "always": always})


def shortcuts_of(session: Session, member_id: int) -> list[str]:
    """The names of a member's shortcuts, in order: their own, else what members begin with."""
    found = [row.action for row in session.rows(_SHORTCUTS, member=member_id)]
    # A list that was emptied on purpose stays empty.
    if found or preference_of(session, member_id, SHORTCUTS):
        return found
    first: list[str] | None = setting_of(session, SHORTCUTS)
    return list(SHIPPED) if first is None else first


def keep_shortcuts(session: Session, member_id: int, names: Sequence[str]) -> None:
    prefer(session, member_id, SHORTCUTS, value=True)
    session.execute(_CLEAR, {"member": member_id})
    rows = [{"member_id": member_id, "action": name, "position": place} for place, name in enumerate(names, 1)]
    session.insert(shortcut, rows)
