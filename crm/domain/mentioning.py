"""People who are mentioned by name, where there is no list to choose them from: in mails and shells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm.domain import folding
from crm.domain.access import Member

# Not inside an address; a name has a few words, of which those behind it may be the sentence's.
TYPED = re.compile(r"(?<![\w.@+\-/])@((?:[^\W\d_][\w'’.\-]{0,40})(?:[ \u00a0][^\W\d_][\w'’.\-]{0,40}){0,4})")
NAMES_AT_MOST = 20


def names(text: str) -> list[str]:
    """What stands behind each “@”, as far as it may belong to a name."""
    return list(dict.fromkeys(found[1] for found in TYPED.finditer(text)))[:NAMES_AT_MOST]


def meant(typed: str, people: Sequence[Member]) -> Member | None:
    """The one whose name it begins with: whole, else the first name if only one has it. Never a guess."""
    said = folding.words(typed)
    whole = [one for one in people if (name := folding.words(one.name)) and said[: len(name)] == name]
    if whole:
        longest = max(len(folding.words(one.name)) for one in whole)
        best = [one for one in whole if len(folding.words(one.name)) == longest]
        return best[0] if len(best) == 1 else None
    first = [one for one in people if folding.words(one.name)[:1] == said[:1]]
    return first[0] if len(first) == 1 and said else None
