"""The files of a mail, on their way into the folder of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.mail.sorting.case import Case, Filed, Room, Step
from crm.domain import richtext
from crm.domain.files import SIZE_AT_MOST, Attachment
from crm.store.raw_mail import Outcome
from templates.refused import NO_WORDS

FILES_AT_MOST = 20
FILES_SIZE_AT_MOST = 25 * 1024 * 1024


def files(room: Room, case: Case, now: datetime) -> Step:
    """Contents are kept before anything is written that names them; the same content twice is one file."""
    kept: list[dict[str, Any]] = []
    refused: list[str] = []
    infected: list[str] = []
    left = FILES_SIZE_AT_MOST
    for one in (each for each in case.read.files if not each.ornament):
        size = one.content.size
        if one.flagged or not size or size > min(left, SIZE_AT_MOST) or len(kept) == FILES_AT_MOST:
            refused.append(one.name)
            continue
        described = Attachment(id="", name=one.name, size=size, url="")
        with one.content.opened() as content:
            if room.scanner and not room.scanner.passes(content):
                infected.append(one.name)
                continue
            left -= size
            kind = described.kind if described.holds(content) else ""
            kept.append({"name": one.name, "kind": kind, "size": size, "digest": room.documents.put(content).hex()})
    if not (kept or refused or infected) and richtext.is_empty(case.text or {}):
        return Filed(outcome=Outcome.REFUSED, reason=NO_WORDS)
    return replace(
        case, files=tuple(kept), refused=tuple(refused[:FILES_AT_MOST]), infected=tuple(infected[:FILES_AT_MOST])
    )
