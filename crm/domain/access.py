"""Who may do what: permissions, scopes and the roles every workspace starts with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """How far a permission reaches; later members reach further."""

    NONE = "none"
    OWN = "own"
    GROUP = "group"
    ALL = "all"

    def covers(self, owner: int | None, me: int, group: Collection[int]) -> bool:
        """Does it reach a record of this owner? ``group`` holds me and the members below me, at any depth."""
        match self:
            case Scope.ALL:
                return True
            case Scope.GROUP:
                return owner is not None and owner in group
            case Scope.OWN:
                return owner is not None and owner == me
        return False


VIEW = "view"
EVERYTHING = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A name and what it grants: action name (or ``view``) to scope; ``*`` stands for every action not named."""

    name: str
    grants: Mapping[str, Scope] = field(default_factory=dict)

    def scope(self, permission: str) -> Scope:
        if permission in self.grants:
            return self.grants[permission]
        return self.grants.get(EVERYTHING, Scope.NONE)


NO_ROLE = Role(name="none")
# In whose name Carnet writes what nobody here did, such as a client's mail. Slack's users begin with another letter.
SYSTEM = "CARNET"
SYSTEM_ROLE = Role(name="system", grants={VIEW: Scope.ALL})

SEEDED_ROLES: tuple[Role, ...] = (
    NO_ROLE,
    Role(name="admin", grants={EVERYTHING: Scope.ALL}),
    Role(name="manager", grants={EVERYTHING: Scope.GROUP, VIEW: Scope.ALL, "info": Scope.ALL}),
    Role(
        name="consultant",
        grants={
            VIEW: Scope.ALL,
            "info": Scope.ALL,
            "status": Scope.OWN,
            "activate": Scope.OWN,
            "edit": Scope.OWN,
            "assign": Scope.OWN,
            "assign-company": Scope.OWN,
            "link-channel": Scope.OWN,
            "export": Scope.OWN,
            "add-company": Scope.OWN,
            "add-contact": Scope.OWN,
        },
    ),
    Role(name="assistant", grants={VIEW: Scope.ALL, "info": Scope.ALL, "add-contact": Scope.ALL, "edit": Scope.ALL}),
    Role(name="reader", grants={VIEW: Scope.ALL}),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody of the agency. ``group`` is this member and everybody below them; known only where it matters.

    ``wishes`` is what they chose to hear of and how (``preferences``); ``unreachable`` that mail to them comes back.
    """

    id: int
    slack_user: str
    name: str
    email: str
    zone: str
    locale: str
    role: Role
    active: bool = True
    manager: int | None = None
    tell_by: str = "mail"
    wishes: Mapping[str, str] = field(default_factory=dict)
    unreachable: bool = False
    group: frozenset[int] = frozenset()

    @property
    def system(self) -> bool:
        """Carnet itself, which nobody can be told of anything."""
        return self.slack_user == SYSTEM

    def may(self, permission: str, owner: int | None) -> bool:
        return self.active and self.role.scope(permission).covers(owner, self.id, self.group or {self.id})

    def reach(self, permission: str) -> Scope:
        return self.role.scope(permission) if self.active else Scope.NONE
