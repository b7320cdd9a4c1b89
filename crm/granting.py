"""What the shipped roles grant, in workspaces that an older release founded: each new action is offered once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select, update

from crm.domain.access import SEEDED_ROLES, Scope
from crm.store import choices
from crm.store.session import Session
from crm.store.tables import role

OFFERED = "offered-actions"  # a setting: what the shipped roles were offered, taken or not
SHIPPED: Mapping[str, Mapping[str, Scope]] = {one.name: one.grants for one in SEEDED_ROLES}
_ROLES = select(role.c.name, role.c.grants)
_GRANT = update(role).where(role.c.name == bindparam("key")).values(grants=bindparam("may", type_=role.c.grants.type))


def seed(session: Session) -> None:
    """The shipped roles of a new workspace."""
    session.insert(role, [{"name": name, "grants": dict(grants)} for name, grants in SHIPPED.items()])
    choices.put_setting(session, OFFERED, sorted(_named()))


def offer(session: Session) -> None:
    """Grant the actions that came since to the shipped roles that nobody has changed; what an admin took away stays so.

    Before anybody wrote down what was offered, it was what any of the shipped roles named.
    """
    kept: list[str] | None = choices.setting_of(session, OFFERED)
    if kept is not None and _named() <= set(kept):
        return
    found: dict[str, Mapping[str, str]] = {row.name: row.grants for row in session.rows(_ROLES)}
    known = {one for name in SHIPPED for one in found.get(name, ())} if kept is None else set(kept)
    for name, shipped in SHIPPED.items():
        fresh = {one: scope for one, scope in shipped.items() if one not in known}
        if fresh and name in found and _as_shipped(found[name], shipped, known):
            session.execute(_GRANT, {"key": name, "may": {**found[name], **fresh}})
    choices.put_setting(session, OFFERED, sorted(known | _named()))


def _named() -> set[str]:
    return {one for grants in SHIPPED.values() for one in grants}


def _as_shipped(grants: Mapping[str, str], shipped: Mapping[str, Scope], known: Collection[str]) -> bool:
    return grants == {one: scope for one, scope in shipped.items() if one in known}
