"""The toolbox's one idea: everything that changes anything is a value of type Action, and all else is read off it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from crm.domain.access import Member
from crm.domain.appointments import Mode
from crm.domain.clients import Record, RecordKind
from crm.domain.departures import Merge, Removal
from crm.domain.drawers import Drawer
from crm.domain.errors import NeedsConfirmation, Problem, Refused, out_of_reach
from crm.domain.fields import Field, Members, Records
from crm.domain.i18n import Words, _, versions
from crm.domain.preferences import Topic
from crm.domain.reminders import NextStep

# Slack cuts nothing: it refuses a longer modal title or button.
TITLE_AT_MOST = 24
HELP_AT_MOST = 140
COMMAND = re.compile(r"[a-z][a-z0-9-]{1,26}")


class ActionKind(StrEnum):
    TOOLBOX = "toolbox"  # every surface, a permission and a line in the help
    OPERATION = "operation"  # the same way through perform, without a command of its own


class Writes(StrEnum):
    """What an action leaves behind beside its changes."""

    ENTRY = "entry"
    COMMENT = "comment"
    AUDIT = "audit"
    DRAFT = "draft"  # what somebody has half done; nobody else ever sees it


class Book(Protocol):
    """What a plan may look up while it decides."""

    def similar(self, kind: RecordKind, *, name: str, email: str | None, company: int | None) -> Sequence[Record]: ...

    def contacts(self, companies: Collection[int]) -> Sequence[Record]: ...

    def unseen(self, company: int) -> int: ...

    def whole(self, record: Record) -> Record: ...

    def subsidiaries(self, company: int) -> Sequence[Record]: ...

    def above(self, company: Record) -> Collection[int]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One validated call: every reference resolved, every permission on the named records checked."""

    actor: Member
    now: datetime
    values: Mapping[str, Any]
    records: tuple[Record, ...]
    book: Book
    confirmed: bool = False

    def owner(self) -> int:
        """Whom the form names as owner, else the one who fills it in."""
        chosen: Sequence[Member] = self.values.get("owner") or ()
        return chosen[0].id if chosen else self.actor.id

    def look_twice(self, kind: RecordKind, *, name: str, email: str | None, company: int | None = None) -> None:
        """Show look-alikes before a record is written a second time; a confirmed call goes through."""
        names = self.alike(kind, name=name, email=email, company=company)
        if names:
            question = _(
                "This looks like {names}, already here. Send it once more to add it all the same.", names=names
            )
            raise NeedsConfirmation(Problem(question))

    def alike(self, kind: RecordKind, *, name: str, email: str | None, company: int | None) -> list[str]:
        """The first look-alikes by name and number, the form's own clients left out; none for a confirmed call."""
        found = () if self.confirmed else self.book.similar(kind, name=name, email=email, company=company)
        mine = {one.id for one in self.records}
        return [f"{one.name} ({one.number})" for one in found if one.id not in mine][:5]

    def must_reach(self, permission: str, records: Iterable[Record], field: str) -> None:
        """Refuse records beside the form's clients that the actor's scope does not cover."""
        refused = [one.name for one in records if not self.actor.may(permission, one.owner)]
        if refused:
            raise Refused(out_of_reach(refused, field))

    def record(self, name: str) -> Record | None:
        """The one record that a single-choice field names."""
        chosen: Sequence[Record] = self.values.get(name) or ()
        return chosen[0] if chosen else None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRecord:
    """A record to be written; ``fields`` are the columns of its kind."""

    kind: RecordKind
    name: str
    owner: int | None
    status: str | None = None
    company: Record | NewRecord | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Set:
    """One field of one record gets a new value; ``perform`` reads the old one and keeps both."""

    record: Record
    field: str
    value: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a call comes to. Plans are pure: ``perform`` alone writes.

    ``also`` are records whose infoboxes show the entry though nobody named them as its clients; ``tells`` are members
    who are told once of it without taking part, and ``topic`` is what they are told of.
    """

    creates: tuple[NewRecord, ...] = ()
    sets: tuple[Set, ...] = ()
    also: tuple[Record, ...] = ()
    tells: tuple[int, ...] = ()
    topic: Topic = Topic.ASSIGNED
    responsible: int | None = None
    removal: Removal | None = None
    merge: Merge | None = None
    body: Mapping[str, Any] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def nothing(call: Call) -> Plan:
    return Plan()


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One thing a member can do; it checks itself when built, so that a wrong one never exists.

    ``main`` names the field that free text after the client fills. ``clients`` names the field whose records the entry
    is filed under; an action without one files its entry under what it creates. ``forms`` tells what is asked of each
    kind of client when that is not the same for all, and ``fields`` are all that any of them has; ``stands`` tells that
    such a form begins with what stands. ``asks`` are the permissions that the plan looks at beside the action's own.
    ``removes`` tells that its clients are gone afterwards, ``calendar`` whether it goes into calendars.
    ``settles``: a dated one takes effect by itself and is over then; all others wait until somebody has done them.
    ``quiet``: it stands in no channel, and nobody is told before its time. ``next_step`` is what follows it.
    """

    name: str
    title: Words
    help: Words
    sentence: Words
    plan: Callable[[Call], Plan] = nothing
    fields: tuple[Field, ...] = ()
    icon: str = "•"
    main: str | None = None
    clients: str | None = None
    kind: ActionKind = ActionKind.TOOLBOX
    drawer: Drawer = Drawer.CHANGE
    writes: Writes = Writes.ENTRY
    creates: RecordKind | None = None
    forms: Mapping[RecordKind, tuple[Field, ...]] = field(default_factory=dict)
    stands: bool = False
    asks: tuple[str, ...] = ()
    removes: bool = False
    settles: bool = False
    quiet: bool = False
    next_step: NextStep | None = None
    calendar: Mode = Mode.NEVER
    version: int = 1

    def __post_init__(self) -> None:
        problems = [*self._naming(), *self._forms()]
        if problems:
            raise ValueError(f"action {self.name!r}: " + "; ".join(problems))

    def _naming(self) -> Sequence[str]:
        checks = (
            (COMMAND.fullmatch(self.name), "a name is lower case letters, digits and dashes"),
            (
                all(0 < len(one) <= TITLE_AT_MOST for one in versions(self.title)),
                f"a title has at most {TITLE_AT_MOST} characters",
            ),
            (
                all(0 < len(one) <= HELP_AT_MOST for one in versions(self.help)),
                f"a help line has at most {HELP_AT_MOST} characters",
            ),
        )
        return [problem for good, problem in checks if not good]

    def _forms(self) -> Sequence[str]:
        names = [field.name for field in self.fields]
        checks = (
            (len(set(names)) == len(names), "two fields have the same name"),
            (self.main is None or self.main in names, f"the main field {self.main!r} is not in the form"),
            (self.clients is None or isinstance(self.field(self.clients), Records), "clients names no record field"),
            (
                all(one.name in names for form in self.forms.values() for one in form),
                "a kind's form has a field that the action does not know",
            ),
            (all(one.under in {"", *names} for one in self.fields), "a detail belongs to no box of the form"),
            (self.calendar is not Mode.CHOSEN or "calendar" in names, "nobody is asked whether it goes into calendars"),
            (self.writes is not Writes.ENTRY or self.clients or self.creates, "an entry must be filed under something"),
        )
        return [problem for good, problem in checks if not good]

    def form(self, kind: RecordKind | None) -> tuple[Field, ...]:
        """What a person fills in. Where it depends on the client, that is chosen first and not asked for again."""
        if not self.forms:
            return self.fields
        return self.forms[kind] if kind else tuple(one for one in self.fields if one.name == self.clients)

    def field(self, name: str | None) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    @property
    def hands_over(self) -> bool:
        """Nothing of a client changes: the actor is given something, and an audit row says what. There is no undo."""
        return self.kind is ActionKind.TOOLBOX and self.writes is Writes.AUDIT

    @property
    def command(self) -> str:
        return f"/crm-{self.name}"

    @property
    def files_under(self) -> tuple[RecordKind, ...]:
        chosen = self.field(self.clients)
        return chosen.kinds if isinstance(chosen, Records) else ()

    @property
    def example(self) -> dict[str, Any]:
        """Inputs that make a sound call, for help, documents and tests; people and records are left to the caller."""
        return {
            field.name: field.example
            for field in self.fields
            if field.example not in field.empty and not isinstance(field, Members | Records)
        }
