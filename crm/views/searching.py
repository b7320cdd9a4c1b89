"""Searching what notes and comments say, for somebody: what they may see, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW, Member, Scope
from crm.domain.timeline import Entry
from crm.store import found as stored
from crm.store import matching, spellings, texts
from crm.store.session import Session
from crm.views.entries import entries

PAGE = 20
# Somebody who sees few clients finds few of many entries: they are looked through in growing steps, and at the end of
# these the next page goes on.
STEPS = (PAGE + 1, 200, 2000, 10_000)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Some entries, the newest first; ``older`` is the entry that the next page lies before, if there is one.

    ``meant`` are the words that were looked for instead of those that nobody wrote.
    """

    entries: Sequence[Entry] = ()
    older: int | None = None
    meant: str = ""


def found(session: Session, reader: Member, text: str, *, before: int | None = None, count: int = PAGE) -> Found:
    """Entries in which each of some words begins a word of the note or of its comments.

    Where there is none, one error in a client's name is overlooked.
    """
    words = texts.typed(text)
    result = _with(session, reader, words, before, count)
    if result.entries or before is not None:
        return result
    for meant in spellings.readings(session, words):
        nearly = _with(session, reader, meant, before, count)
        if nearly.entries:
            return replace(nearly, meant=" ".join(meant))
    return result


def _with(session: Session, reader: Member, words: Sequence[str], before: int | None, count: int) -> Found:
    shown: list[Entry] = []
    last = before
    for step in STEPS if words else ():
        candidates = matching.newest_with(session, words, before=last, count=max(step, count + 1))
        shown += entries(session, reader, _reached(session, reader, candidates)) if candidates else []
        if len(shown) > count:
            return Found(entries=shown[:count], older=shown[count - 1].id)
        if len(candidates) < max(step, count + 1):
            return Found(entries=shown)
        last = candidates[-1]
    return Found(entries=shown, older=last if words else None)


def _reached(session: Session, reader: Member, candidates: Sequence[int]) -> Sequence[Row[Any]]:
    """What is left of them for a narrower scope, before much is read of each."""
    scope = reader.reach(VIEW)
    if scope is Scope.ALL:
        return stored.rows(session, candidates)
    owners = {Scope.OWN: {reader.id}, Scope.GROUP: reader.group or {reader.id}}.get(scope, set())
    return stored.reached(session, candidates, owners=owners, me=reader.id)
