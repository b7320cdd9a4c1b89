"""Members, their roles and lists: who is asking, and who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, String, and_, or_, select

from crm.domain.access import NO_ROLE, SYSTEM, SYSTEM_ROLE, Member, Role, Scope
from crm.domain.clients import StatusOption
from crm.domain.preferences import KEY
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import (
    bounced_address,
    distribution_list,
    list_member,
    member,
    preference,
    role,
    status_option,
)

MEMBER = re.compile(r"[Mm]-([1-9][0-9]{0,17})")
LIST = re.compile(r"[Ll]-([1-9][0-9]{0,17})")


_MEMBERS = (
    select(member, role.c.grants, bounced_address.c.paused_at, preference.c.value.label("wishes"))
    .join(role, and_(role.c.workspace_id == member.c.workspace_id, role.c.name == member.c.role))
    .outerjoin(
        bounced_address,
        and_(bounced_address.c.workspace_id == member.c.workspace_id, bounced_address.c.address == member.c.email),
    )
    .outerjoin(
        preference,
        and_(
            preference.c.workspace_id == member.c.workspace_id,
            preference.c.member_id == member.c.id,
            preference.c.key == KEY,
        ),
    )
)
_BY_TOKEN = _MEMBERS.where(
    or_(
        among(member.c.slack_user, "slack", String),
        among(member.c.id, "ids", BigInteger),
        among(member.c.email, "emails", String),
    )
)
_EVERYBODY = _MEMBERS.where(member.c.slack_user != SYSTEM).order_by(member.c.name)
_TREE = select(member.c.id, member.c.manager_id)
_LISTS = select(list_member.c.list_id, list_member.c.member_id).where(among(list_member.c.list_id, "lists", BigInteger))
_ALL_LISTS = select(distribution_list.c.id, distribution_list.c.name).order_by(distribution_list.c.name)
_STATUSES = select(status_option).order_by(status_option.c.position)


def members(session: Session, tokens: Iterable[str]) -> dict[str, Member]:
    """Members by the tokens that name them: ``M-12``, a Slack user id or an address; unknown ones are left out."""
    wanted = list(tokens)
    ids = [int(found[1]) for found in map(MEMBER.fullmatch, wanted) if found]
    emails = [token.lower() for token in wanted if "@" in token]
    slack = [token.upper() for token in wanted if "@" not in token]
    found: dict[str, Member] = {}
    people = map(as_member, session.rows(_BY_TOKEN, slack=slack, ids=ids, emails=emails))
    # Who left and came back has two accounts with one address; the living one is meant.
    for person in sorted(people, key=lambda one: (one.active, one.id)):
        found |= {person.slack_user: person, person.email: person, token_of(person.id): person}
    return {token: found[key] for token in wanted if (key := _key(token)) in found}


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Member]:
    """Members by their numbers, those who left too."""
    wanted = {token_of(one) for one in ids}
    return {one.id: one for one in members(session, wanted).values()} if wanted else {}


def _key(token: str) -> str:
    return token.lower() if "@" in token else token.upper()


def token_of(member_id: int) -> str:
    return f"M-{member_id}"


def as_member(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        slack_user=row.slack_user,
        name=row.name,
        email=row.email,
        zone=row.zone,
        locale=row.locale,
        role=SYSTEM_ROLE if row.slack_user == SYSTEM else _role(row),
        active=row.active,
        manager=row.manager_id,
        # Nothing is sent to an address that mail keeps coming back from; its owner is told in Slack.
        tell_by="slack" if row.paused_at is not None else row.tell_by,
        wishes=row.wishes or {},
        unreachable=row.paused_at is not None,
    )


def _role(row: Row[Any]) -> Role:
    return Role(name=row.role, grants={name: Scope(scope) for name, scope in row.grants.items()})


def employ_carnet(session: Session) -> None:
    """The member in whose name Carnet itself writes; nobody finds it among the people."""
    if SYSTEM not in members(session, [SYSTEM]):
        [number] = session.numbers("member")
        row = {"id": number, "slack_user": SYSTEM, "name": "Carnet", "role": NO_ROLE.name}
        session.insert_new(member, [row])


_NAMES = select(member.c.id, member.c.name).where(among(member.c.id, "ids", BigInteger))


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """What some members are called: all of two hundred, with roles and wishes, took half the time of a list."""
    wanted = sorted(ids)
    return {row.id: row.name for row in session.rows(_NAMES, ids=wanted)} if wanted else {}


def everybody(session: Session) -> list[Member]:
    return [as_member(row) for row in session.rows(_EVERYBODY)]


def below(session: Session, top: int) -> frozenset[int]:
    """A member and everybody who reports to them, at any depth; a circle in the tree does no harm."""
    reports: dict[int | None, list[int]] = {}
    for row in session.rows(_TREE):
        reports.setdefault(row.manager_id, []).append(row.id)
    found: set[int] = set()
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += reports.get(one, [])
    return frozenset(found)


def in_lists(session: Session, lists: Sequence[int]) -> dict[int, list[int]]:
    """The members' ids of some distribution lists."""
    found: dict[int, list[int]] = {}
    for row in session.rows(_LISTS, lists=list(lists)):
        found.setdefault(row.list_id, []).append(row.member_id)
    return found


def lists(session: Session) -> list[tuple[int, str]]:
    return [(row.id, row.name) for row in session.rows(_ALL_LISTS)]


def statuses(session: Session) -> list[StatusOption]:
    return [
        StatusOption(
            key=row.key,
            labels=row.labels,
            position=row.position,
            follow_after=row.follow_after,
            follow_always=row.follow_always,
        )
        for row in session.rows(_STATUSES)
    ]
