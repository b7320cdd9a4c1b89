"""Workspaces and their people: founded once, then kept in step with Slack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm import granting
from crm.domain.access import SYSTEM, Member
from crm.domain.clients import StatusOption
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import _
from crm.store import people
from crm.store.base import Store
from crm.store.session import Session
from crm.store.tables import (
    channel,
    channel_member,
    distribution_list,
    list_member,
    member,
    role,
    status_option,
    workspace,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody of the Slack team, as Slack describes them. ``updated`` orders what arrives out of order."""

    slack_user: str
    name: str
    email: str = ""
    zone: str = "UTC"
    locale: str = "en"
    active: bool = True
    runs_slack: bool = False
    updated: int = 0


def _labels(en: str, fr: str, de: str) -> dict[str, str]:
    return {"en": en, "fr": fr, "de": de}


FIRST_STATUSES: tuple[StatusOption, ...] = (
    StatusOption(key="prospect", labels=_labels("Prospect", "Prospect", "Interessent"), position=1),
    StatusOption(key="contacted", labels=_labels("Contacted", "Contacté", "Kontaktiert"), position=2),
    StatusOption(key="meeting", labels=_labels("Meeting", "Rendez-vous", "Gespräch"), position=3),
    StatusOption(key="client", labels=_labels("Client", "Client", "Kunde"), position=4),
    StatusOption(key="dormant", labels=_labels("Dormant", "En sommeil", "Ruhend"), position=5),
    StatusOption(key="former", labels=_labels("Former client", "Ancien client", "Ehemaliger Kunde"), position=6),
)

_TEAMS = select(workspace.c.team, workspace.c.id).order_by(workspace.c.id)


def found_workspace(
    store: Store, *, team: str, name: str, locale: str = "en", zone: str = "UTC", bot_user: str | None = None
) -> int:
    """The workspace of a Slack team, made the first time; later, its shipped roles are offered what came since."""
    row = {"team": team, "name": name, "locale": locale, "zone": zone, "bot_user": bot_user}
    with store.outside(write=True, background=False) as connection:
        number = workspace_of(connection, team) or _write_workspace(connection, row)
    with store.begin(number) as session:
        _one_at_a_time(session)
        if session.first(select(role.c.name)) is None:
            granting.seed(session)
            put_statuses(session, FIRST_STATUSES)
        else:
            granting.offer(session)
    return number


def _write_workspace(connection: Connection, row: Mapping[str, Any]) -> int:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(workspace).values(row).on_conflict_do_nothing())
    number: int = connection.execute(select(workspace.c.id).where(workspace.c.team == row["team"])).scalar_one()
    return number


def _one_at_a_time(session: Session) -> None:
    """Several processes may start at once and write the same people; on SQLite there is one writer anyway."""
    mine = select(workspace.c.id).where(workspace.c.id == session.workspace)
    session.connection.execute(mine.with_for_update(key_share=True))


def put_statuses(session: Session, statuses: Iterable[StatusOption]) -> None:
    """Replace the workspace's status list."""
    session.execute(delete(status_option))
    rows = [{"key": one.key, "labels": dict(one.labels), "position": one.position} for one in statuses]
    session.insert(status_option, rows)


def workspace_of(connection: Connection, team: str) -> int | None:
    found: int | None = connection.execute(select(workspace.c.id).where(workspace.c.team == team)).scalar()
    return found


def workspaces(connection: Connection) -> dict[str, int]:
    """Team to workspace, oldest first."""
    return {row.team: row.id for row in connection.execute(_TEAMS)}


def describe(session: Session) -> Mapping[str, Any]:
    return dict(
        session.connection.execute(select(workspace).where(workspace.c.id == session.workspace)).mappings().one()
    )


def set_infobox(session: Session, channel_id: str) -> None:
    session.connection.execute(
        update(workspace).where(workspace.c.id == session.workspace).values(infobox_channel=channel_id)
    )


def set_bot(session: Session, bot_user: str) -> None:
    session.connection.execute(update(workspace).where(workspace.c.id == session.workspace).values(bot_user=bot_user))


_KNOWN = select(member.c.slack_user, member.c.id, member.c.updated, member.c.role, member.c.active)
_CHANGE_PERSON = (
    update(member)
    .where(member.c.slack_user == bindparam("key"), member.c.updated <= bindparam("seen"))
    .values(
        name=bindparam("to_name"),
        email=bindparam("to_email"),
        zone=bindparam("to_zone"),
        locale=bindparam("to_locale"),
        active=bindparam("to_active"),
        updated=bindparam("seen"),
    )
)


def keep_people(session: Session, found: Sequence[Person]) -> None:
    """Write what Slack says of its people; older news than what stands changes nothing.

    New people have no role until an admin gives one; while there is no admin at all, those who run the Slack team are.
    """
    _one_at_a_time(session)
    known = {row.slack_user: row for row in session.rows(_KNOWN)}
    fresh = list({one.slack_user: one for one in found if one.slack_user not in known}.values())
    leaderless = not any(row.role == "admin" and row.active for row in known.values())
    numbers = session.numbers("member", len(fresh)) if fresh else []
    session.insert(
        member,
        [
            _row(one, number, "admin" if leaderless and one.runs_slack else "none")
            for one, number in zip(fresh, numbers, strict=True)
        ],
    )
    session.run(_CHANGE_PERSON, [_change(one) for one in found if one.slack_user in known])


def _row(one: Person, number: int, role_name: str) -> dict[str, Any]:
    return {
        "id": number,
        "slack_user": one.slack_user,
        "name": one.name,
        "email": one.email.lower(),
        "zone": one.zone,
        "locale": one.locale,
        "active": one.active,
        "role": role_name,
        "updated": one.updated,
    }


def _change(one: Person) -> dict[str, Any]:
    return {
        "key": one.slack_user,
        "seen": one.updated,
        "to_name": one.name,
        "to_email": one.email.lower(),
        "to_zone": one.zone,
        "to_locale": one.locale,
        "to_active": one.active,
    }


def keep_channel(
    session: Session, channel_id: str, *, name: str, open_to_members: bool, readers: Iterable[str], now: datetime
) -> None:
    """Remember who reads a Slack channel; that decides what may be posted there."""
    session.execute(delete(channel_member).where(channel_member.c.channel_id == channel_id))
    session.execute(delete(channel).where(channel.c.id == channel_id))
    session.insert(channel, [{"id": channel_id, "name": name, "open": open_to_members, "synced_at": now}])
    rows = [{"channel_id": channel_id, "slack_user": one} for one in dict.fromkeys(readers)]
    session.insert(channel_member, rows)


_ADMINS = select(func.count()).select_from(member).where(member.c.role == "admin", member.c.active)


def set_role(session: Session, token: str, role_name: str) -> Member:
    """Give a member a role; the last admin stays admin.

    Raises:
        Refused: unknown member or role, or nobody would be admin any more.
    """
    found = people.members(session, [token]).get(token)
    if found is None or found.system:
        raise NotFound(what=token)
    if role_name not in {row.name for row in session.rows(select(role.c.name))}:
        raise NotFound(what=role_name)
    if found.active and found.role.name == "admin" != role_name and session.value(_ADMINS) <= 1:
        raise Refused.because(_("{name} is the only administrator. Make somebody else one first.", name=found.name))
    session.execute(update(member).where(member.c.id == found.id).values(role=role_name))
    return found


def set_manager(session: Session, token: str, manager: str) -> None:
    """Put a member below another; a circle is refused."""
    found = people.members(session, [token, manager])
    if token not in found or manager not in found:
        raise NotFound(what=manager if token in found else token)
    if found[manager].id in people.below(session, found[token].id):
        raise Refused.because(_("{name} already reports to this member.", name=found[manager].name))
    session.execute(update(member).where(member.c.id == found[token].id).values(manager_id=found[manager].id))


def known_users(session: Session) -> set[str]:
    return {row.slack_user for row in session.rows(_KNOWN)} - {SYSTEM}


def keep_list(session: Session, name: str, tokens: Sequence[str]) -> int:
    """A distribution list of some members.

    Raises:
        Refused: one of them is unknown.
    """
    found = people.members(session, tokens)
    for token in tokens:
        if token not in found:
            raise NotFound(what=token)
    [number] = session.numbers("distribution_list")
    session.insert(distribution_list, [{"id": number, "name": name}])
    ids = dict.fromkeys(found[token].id for token in tokens)
    session.insert(list_member, [{"list_id": number, "member_id": one} for one in ids])
    return number
