"""Slack channels as places for entries, and the field that names one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm.domain.field import Field, Reading, shown
from crm.domain.i18n import Text, _

IDENTIFIER = re.compile(r"[CG][A-Z0-9]{2,30}")
MENTIONED = re.compile(r"<#([CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>")
NAME = re.compile(r"#?([^\s#<>@,.|]{1,80})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A Slack channel. ``open``: Carnet is in it, and nobody but members of the agency reads it."""

    id: str
    name: str
    open: bool = True

    def __str__(self) -> str:
        return f"#{self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceField(Field):
    """One Slack channel: its id, a mention of it, or its name; ``perform`` looks it up for whoever names it."""

    def understand(self, raw: Any, reading: Reading) -> Any:
        token = token_of(raw)
        if token is None:
            raise self.refused(_("“{text}” is not a Slack channel. Write it like #acme.", text=shown(raw)))
        return token

    def resolve(self, token: str, known: Mapping[str, Place]) -> Place:
        """Raises: Refused: nothing that this person and Carnet both read, or not for entries."""
        found = known.get(token)
        if found is None:
            raise self.refused(
                _(
                    "{what} is no channel that both you and Carnet are in. Join it, invite Carnet there with "
                    "“/invite @carnet”, then send this once more.",
                    what=token,
                )
            )
        if not found.open:
            raise self.refused(
                _(
                    "Entries cannot be posted in #{name}: a guest or another team reads it, it is archived, or Carnet "
                    "is not in it.",
                    name=found.name,
                )
            )
        return found


def token_of(raw: Any) -> str | None:
    """A channel's id, or its name behind a ``#``."""
    text = raw.strip() if isinstance(raw, str) else ""
    mentioned = MENTIONED.fullmatch(text)
    if mentioned:
        return mentioned[1]
    named = NAME.fullmatch(text)
    return text if IDENTIFIER.fullmatch(text) else f"#{named[1].lower()}" if named else None


class Apart(StrEnum):
    """Why an entry stands in no channel."""

    READERS = "readers"  # somebody there may not view it
    CLOSED = "closed"
    NOWHERE = "nowhere"
    SINCE = "since"  # it was about to be posted when somebody came into the channel


def apart_told(why: str, where: str) -> Text:
    """What the author of such an entry is told."""
    if why == Apart.READERS:
        return _(
            "Not everybody in #{name} may view these clients, so this went to you and the participants alone.",
            name=where,
        )
    if why == Apart.CLOSED:
        return _(
            "A guest or another team reads #{name}, it is archived, or Carnet is not in it, so this went to you and "
            "the participants alone.",
            name=where,
        )
    if why == Apart.SINCE:
        return _("Not everybody in its channel may view these clients any more, so this went to you.")
    return _("Carnet has no channel for entries yet, so this went to you and the participants alone.")
