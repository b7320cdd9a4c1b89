"""What a member said, as it was understood: it waits until they confirm it, and knows what it came to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.domain.access import Member
from crm.domain.i18n import Text
from crm.store import drafts, entries
from crm.store.session import Session

NOT_IN_A_NAME = re.compile(r"[^A-Z0-9:.]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An action's name with its inputs; ``result`` is what stands since it was confirmed."""

    action: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Text] = ()
    result: str = ""


def waiting(session: Session, member: Member, said: str) -> Waiting | None:
    """None when it was said too long ago, or by somebody else."""
    content = drafts.content(session, member.id, drafts.of_message(_name(said)))
    if not content:
        return None
    done = entries.seen(session, [source(said)])
    return Waiting(
        action=content["action"],
        inputs=content["inputs"],
        problems=[Text(msgid, blanks) for msgid, blanks in content["problems"]],
        result=next(iter(done.values()), ""),
    )


def source(said: str) -> str:
    """Whatever way it is confirmed, one message comes to one entry."""
    return f"slack:said:{_name(said)}"


def _name(said: str) -> str:
    """A channel and a message's time; whatever else somebody sends as such names nothing."""
    return NOT_IN_A_NAME.sub("", said)[: drafts.MESSAGE_AT_MOST]
