"""Filters as somebody types them behind a command: ``müller status:client owner:me city:"La Chaux-de-Fonds"``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm.domain.folding import fold
from crm.domain.i18n import Stored, versions

# What each filter is called in our languages; all of them are understood from everybody.
NAMES: Mapping[str, Stored] = {
    "status": Stored(en="status", fr="statut", de="status"),
    "owner": Stored(en="owner", fr="responsable", de="verantwortlich"),
    "group": Stored(en="group", fr="groupe", de="gruppe"),
    "company": Stored(en="company", fr="société", de="firma"),
    "city": Stored(en="city", fr="ville", de="ort"),
    "older": Stored(en="older", fr="depuis", de="seit"),
    "active": Stored(en="active", fr="actif", de="aktiv"),
    "kind": Stored(en="kind", fr="type", de="art"),
}
KEYS = {fold(word): key for key, words in NAMES.items() for word in versions(words)}
QUOTED = re.compile(r'["“„«](?P<inside>[^"”“»]*)["”“»]')
TOKEN = re.compile(r'(?P<key>[^\W\d_][\w-]*):(?!//)(?P<value>["“„«][^"”“»]*["”“»]|\S*)|(?P<word>\S+)')


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """Words, filters by their English name, and what looked like a filter and is none."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()


def read(text: str) -> Typed:
    """What was typed, taken apart; nobody and nothing is looked up yet."""
    words: list[str] = []
    filters: dict[str, str] = {}
    unknown: list[str] = []
    for token in TOKEN.finditer(text):
        if token["word"] is not None:
            words.append(token["word"])
            continue
        key = KEYS.get(fold(token["key"]))
        if key is None:
            unknown.append(token["key"])
        else:
            filters[key] = _unquoted(token["value"])
    return Typed(words=" ".join(words), filters=filters, unknown=tuple(dict.fromkeys(unknown)))


def _unquoted(value: str) -> str:
    quoted = QUOTED.fullmatch(value)
    return (quoted["inside"] if quoted else value).strip()
