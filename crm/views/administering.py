"""What an administrator has set for the whole workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.domain.clients import StatusOption
from crm.domain.digests import BUDGET, BUDGET_SETTING
from crm.store import choices, people
from crm.store.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """``silent`` is a number of days; nothing while silent clients are not followed up."""

    notices: int
    silent: int | None
    statuses: Sequence[StatusOption]


def rules(session: Session) -> Rules:
    notices = choices.setting_of(session, BUDGET_SETTING)
    return Rules(
        notices=BUDGET if notices is None else notices,
        silent=choices.setting_of(session, choices.SILENT),
        statuses=people.statuses(session),
    )
