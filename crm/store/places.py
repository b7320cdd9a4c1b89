"""Slack channels as the store knows them: which belong to whom, and who reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Row, String, and_, bindparam, cast, func, null, or_, select, union_all

from crm.domain.access import EVERYTHING, VIEW, Member, Scope
from crm.domain.places import Place
from crm.store.among import among
from crm.store.fence import MINE
from crm.store.people import as_member
from crm.store.session import Session
from crm.store.tables import channel, channel_member, company, member, record, role, workspace

_reads: Any = and_(
    channel_member.c.workspace_id == channel.c.workspace_id,
    channel_member.c.channel_id == channel.c.id,
    channel_member.c.slack_user == bindparam("reader"),
)
_KNOWN = (
    select(channel.c.id, channel.c.name, channel.c.open)
    .join(channel_member, _reads)
    .where(or_(among(channel.c.id, "ids", String), among(channel.c.name, "names", String)))
    .order_by(channel.c.open, channel.c.synced_at)
)
_SOME = select(channel.c.id, channel.c.name, channel.c.open).where(among(channel.c.id, "ids", String))
_LINKED = (
    select(company.c.id.label("company"), channel.c.id, channel.c.name, channel.c.open)
    .join(channel, and_(channel.c.workspace_id == company.c.workspace_id, channel.c.id == company.c.channel))
    .where(among(company.c.id, "companies", BigInteger))
)
_INFOBOX = (
    select(cast(null(), BigInteger).label("company"), channel.c.id, channel.c.name, channel.c.open)
    .select_from(workspace)
    .join(channel, channel.c.id == workspace.c.infobox_channel)
    .where(workspace.c.id == MINE)
)
_FOR_ENTRIES = union_all(_LINKED, _INFOBOX)
_ALL_LINKED = select(company.c.channel).where(company.c.channel.is_not(None)).distinct()
_OWNERS = (
    select(record.c.owner_id)
    .select_from(company)
    .join(record, and_(record.c.workspace_id == company.c.workspace_id, record.c.id == company.c.id))
    .where(company.c.channel == bindparam("channel"), record.c.deleted_at.is_(None))
)
# Whoever reads a channel without seeing everything: they decide whether an entry may be posted there. Slack shows a
# deactivated member nothing, so those do not count.
_views: Any = func.coalesce(role.c.grants[VIEW].as_string(), role.c.grants[EVERYTHING].as_string(), Scope.NONE.value)
_NARROW_READERS = (
    select(member, role.c.grants, null().label("paused_at"), null().label("wishes"), channel_member.c.channel_id)
    .select_from(channel_member)
    .join(
        member,
        and_(
            member.c.workspace_id == channel_member.c.workspace_id, member.c.slack_user == channel_member.c.slack_user
        ),
    )
    .join(role, and_(role.c.workspace_id == member.c.workspace_id, role.c.name == member.c.role))
    .where(among(channel_member.c.channel_id, "channels", String), member.c.active, _views != Scope.ALL.value)
)


def as_place(row: Row[Any]) -> Place:
    return Place(id=row.id, name=row.name, open=row.open)


def known(session: Session, reader: str, tokens: Iterable[str]) -> dict[str, Place]:
    """The channels of some tokens that a Slack user reads; of two with one name the open one, then the newer."""
    wanted = list(tokens)
    if not wanted:
        return {}
    ids = [one for one in wanted if not one.startswith("#")]
    names = [one.removeprefix("#") for one in wanted if one.startswith("#")]
    found: dict[str, Place] = {}
    for one in map(as_place, session.rows(_KNOWN, reader=reader, ids=ids, names=names)):
        found |= {one.id: one, str(one): one}
    return found


def some(session: Session, ids: Iterable[str]) -> dict[str, Place]:
    return {row.id: as_place(row) for row in session.rows(_SOME, ids=list(ids))}


def names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Channels by their ids, said as people do."""
    return {one.id: str(one) for one in some(session, ids).values()}


def for_entries(session: Session, companies: Iterable[int]) -> tuple[dict[int, Place], Place | None]:
    """The own channels of some companies and the infobox, in one query."""
    rows = session.rows(_FOR_ENTRIES, companies=sorted(set(companies)))
    found = {row.company: as_place(row) for row in rows}
    infobox = found.pop(None, None)
    return found, infobox


def linked(session: Session, companies: Iterable[int]) -> dict[int, Place]:
    """The own channels of some companies, those of them that have one."""
    return {row.company: as_place(row) for row in session.rows(_LINKED, companies=list(companies))}


def owners(session: Session, channel_id: str) -> set[int | None]:
    """Who owns the companies that a channel belongs to; nothing for a company without owner."""
    return {row.owner_id for row in session.rows(_OWNERS, channel=channel_id)}


def infobox(session: Session) -> Place | None:
    """The channel for everything that has none of its own."""
    row = session.first(_INFOBOX)
    return as_place(row) if row is not None else None


def narrow_readers(session: Session, channels: Iterable[str]) -> dict[str, list[Member]]:
    """Those who read some channels and may not view every client."""
    found: dict[str, list[Member]] = {}
    for row in session.rows(_NARROW_READERS, channels=list(channels)):
        found.setdefault(row.channel_id, []).append(as_member(row))
    return found


def all_linked(session: Session) -> list[str]:
    """The channels that companies have of their own."""
    return [row.channel for row in session.rows(_ALL_LINKED)]
