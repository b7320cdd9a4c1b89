"""What is known while the agency is written: who and what has which number by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from bot.demo.lines import Agency, Member
from bot.demo.when import When
from crm.actions import ACTIONS
from crm.outcome import Done
from crm.perform import perform
from crm.store.session import Session


@dataclass(kw_only=True)
class Book:
    """The agency's keys and what stands for them in the workspace."""

    session: Session
    agency: Agency
    now: datetime
    zone: tzinfo
    numbers: dict[str, str] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)

    def moment(self, when: When) -> datetime:
        return when.moment(self.now, self.zone)

    def member(self, key: str) -> Member:
        return next(one for one in self.agency.members if one.key == key)

    def email(self, key: str) -> str:
        return self.member(key).email

    def of(self, keys: Iterable[str]) -> list[str]:
        return [self.numbers[key] for key in keys]

    def people(self, keys: Iterable[str]) -> list[str]:
        """Members by their addresses, distribution lists by their numbers."""
        lists = {line.key: f"L-{number}" for number, line in enumerate(self.agency.lists, start=1)}
        return [lists.get(key) or self.email(key) for key in keys]

    def perform(self, action: str, *, by: str, inputs: Mapping[str, Any], source: str, at: datetime) -> Done:
        """An action in a member's name at a moment of the past, by the one door through which anything changes."""
        given = {name: value for name, value in inputs.items() if value not in (None, "", [], ())}
        done = perform(
            self.session, ACTIONS[action], actor=self.email(by), inputs=given, source=f"demo:{source}", now=at
        )
        if done.entry:
            self.written.add(done.entry)
        return done
