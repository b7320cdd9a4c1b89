"""Who asks, in which workspace: what every command that reads or writes begins with."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.request import urlopen

import typer

from bot import logs
from bot.cli.speaking import Speaker
from bot.settings import Settings, WrongSettings, read_settings
from crm import directory
from crm.domain.access import VIEW, Member, Role, Scope
from crm.domain.action import Action
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.outcome import Done
from crm.perform import run
from crm.store import shape
from crm.store.base import Store
from crm.store.session import Session
from crm.views import members
from templates.catalogue import Reader

As = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help="The member who asks; they see and do what their role allows.")
]
Team = Annotated[str, typer.Option("--workspace", metavar="TEAM", help="The Slack team, when there are several.")]
Json = Annotated[bool, typer.Option("--json", help="Print data for programs.")]


@dataclass(frozen=True, kw_only=True)
class Office:
    """One workspace, opened for one command."""

    store: Store
    settings: Settings
    workspace: int
    speaker: Speaker

    @property
    def now(self) -> datetime:
        """The time; in the demo it is the sandbox's, as it is for the running bot."""
        address = self.settings.carnet_clock_url
        if not address:
            return datetime.now(UTC)
        with urlopen(address, timeout=2) as answer:  # noqa: S310 - a setting for development, checked at start
            return datetime.fromisoformat(json.load(answer)["now"])

    @contextmanager
    def asked_by(self, token: str) -> Iterator[tuple[Session, Member]]:
        """A read in a member's name, and from here on in their language; without a name, in the operator's.

        Raises:
            UnknownMember: nobody here.
        """
        with self.store.read(self.workspace) as session:
            member = members.reader(session, token) if token else self.operator(session)
            self.speaker.reader = Reader.member(member)
            yield session, member

    def greet(self, token: str) -> None:
        """From here on in a member's language.

        Raises:
            UnknownMember: nobody here.
        """
        with self.asked_by(token):
            pass

    def act(self, action: Action, token: str, inputs: Mapping[str, Any]) -> Done:
        """Something done in a member's name, in whose language they are answered; each time is a new one.

        Raises:
            Refused: with every problem of what was given.
        """
        self.greet(token)
        source = f"cli:{uuid.uuid4().hex}"
        return run(self.store, self.workspace, action, actor=token, inputs=inputs, source=source, now=self.now)

    def operator(self, session: Session) -> Member:
        """Whoever may read the database's file sees everything, and speaks the workspace's language."""
        house = directory.describe(session)
        everything = Role(name="", grants={VIEW: Scope.ALL})
        return Member(
            id=0, slack_user="", name="", email="", zone=house["zone"], locale=house["locale"], role=everything
        )


@contextmanager
def office(ctx: typer.Context, team: str = "", *, as_json: bool = False) -> Iterator[Office]:
    """The workspace that a command is about.

    Raises:
        WrongSettings: a setting is wrong, or a workspace must be named.
        Refused: there is no workspace yet, or its tables are not of this version.
    """
    speaker: Speaker = ctx.ensure_object(Speaker)
    speaker.as_json = as_json
    with opened() as (settings, store):
        shape.check(store)
        yield Office(store=store, settings=settings, workspace=_workspace(store, team), speaker=speaker)


@contextmanager
def opened() -> Iterator[tuple[Settings, Store]]:
    """The settings and the store they name, put away at the end."""
    settings = read_settings()
    logs.set_up(settings.carnet_log, settings.secrets, level=logging.WARNING)
    store = Store(settings.carnet_database_url)
    try:
        yield settings, store
    finally:
        store.dispose()


def _workspace(store: Store, team: str) -> int:
    with store.outside() as connection:
        known = directory.workspaces(connection)
    if team and team not in known:
        raise WrongSettings(f"There is no workspace “{team}” here. These are: {', '.join(known) or 'none'}.")
    if team:
        return known[team]
    if not known:
        raise Refused.because(_("There is no workspace yet. “carnet serve” founds it when it first meets Slack."))
    if len(known) > 1:
        raise WrongSettings(f"There are several workspaces; name one with --workspace: {', '.join(known)}.")
    [number] = known.values()
    return number
