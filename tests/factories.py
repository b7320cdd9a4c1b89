"""A small agency with people of every role, a few clients, and short ways to say what a test is about."""

from __future__ import annotations

from sqlalchemy import select, update

from crm import directory
from crm.directory import Person
from crm.store import people
from crm.store.base import Store
from crm.store.session import Session
from crm.store.tables import member
from tests.agency import Agency, a_source
from tests.cast import CAST, COMPANIES, CONTACTS, GONE, INFOBOX, NOW, NUMBERS, slack_user

__all__ = ["INFOBOX", "NOW", "Agency", "a_source", "agency", "slack_user"]


def agency(store: Store, *, team: str = "T0JURA", posts: bool = True) -> Agency:
    """The agency in a workspace of its own; with ``posts`` its entries stand in the channel #infobox."""
    workspace = directory.found_workspace(store, team=team, name="Talents du Jura", bot_user="U0CARNET")
    found = Agency(store=store, workspace=workspace)
    with found.read() as session:
        found.tokens = _tokens(session)
    if not found.tokens:
        _set_up(found, posts=posts)
    return found


def _set_up(found: Agency, *, posts: bool) -> None:
    with found.begin() as session:
        _employ(session)
        found.tokens = _tokens(session)
        directory.keep_list(session, "Équipe Jura", [found.tokens[key] for key in ("emma", "paul", GONE)])
    if posts:
        found.set_channel(open_to_members=True)
    _add_clients(found)


def _employ(session: Session) -> None:
    directory.keep_people(
        session,
        [
            Person(
                slack_user=slack_user(key),
                name=name,
                email=f"{key}@talents-jura.example",
                zone=zone,
                locale=locale,
                runs_slack=part == "admin",
            )
            for key, name, locale, zone, part, *_ in CAST
        ],
    )
    ids = _ids(session)
    for key, _name, _locale, _zone, part, manager, tell_by in CAST:
        session.execute(
            update(member)
            .where(member.c.id == ids[key])
            .values(role=part, manager_id=ids.get(manager or ""), tell_by=tell_by, active=key != GONE)
        )


_MEMBERS = select(member.c.slack_user, member.c.id)


def _tokens(session: Session) -> dict[str, str]:
    return {key: people.token_of(number) for key, number in _ids(session).items()}


def _ids(session: Session) -> dict[str, int]:
    return {row.slack_user[2:].lower(): row.id for row in session.rows(_MEMBERS)}


def _add_clients(found: Agency) -> None:
    """Written by the administrator, without a message to anybody."""
    for action, rows in (
        ("add-company", [(key, {**fields, "owner": owner}) for key, owner, fields in COMPANIES]),
        ("add-contact", [(key, {**fields, "company": at, "owner": owner}) for key, at, owner, fields in CONTACTS]),
    ):
        items = [({**inputs, "confirm": "yes"}, a_source()) for _key, inputs in rows]
        done = found.perform_many(action, by="nadia", items=items)
        assert [one.records[0] for one in done] == [NUMBERS[key] for key, _inputs in rows]
    found.settle()
