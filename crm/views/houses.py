"""The workspace as whoever renders something for it needs to know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.domain.clients import StatusOption
from crm.store import people
from crm.store.session import Session
from crm.store.tables import workspace

_HOUSE = select(workspace)


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """What all parcels of a workspace share. ``names`` tells who a Slack user is, for mentions."""

    id: int
    team: str
    name: str
    locale: str
    zone: str
    statuses: Sequence[StatusOption]
    names: Mapping[str, str]


def house(session: Session) -> House:
    row = session.connection.execute(_HOUSE.where(workspace.c.id == session.workspace)).one()
    return House(
        id=row.id,
        team=row.team,
        name=row.name,
        locale=row.locale,
        zone=row.zone,
        statuses=people.statuses(session),
        names={one.slack_user: one.name for one in people.everybody(session)},
    )
