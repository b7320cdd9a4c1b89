"""What somebody wants, by the words they begin with, in any of our languages; a typing error is overlooked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm.actions import TOOLBOX
from crm.domain import spelling
from crm.domain.action import Action
from crm.domain.folding import WORD, fold
from crm.domain.i18n import LANGUAGES
from templates.catalogue import Reader, say

NAME_AT_MOST = 5  # words
WISH_AT_MOST = 120  # letters
COURTESIES_AT_MOST = 4
SHORTEST = 4  # letters of a word in which an error is forgiven: nothing is written before somebody has looked


class Wish(StrEnum):
    """What is wanted beside the actions of the toolbox."""

    HELP = "help"
    NEXT = "next"
    SHOW = "show"
    ACT = "act"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is wanted, and what was said about it, word for word."""

    wish: Wish
    action: Action | None = None
    rest: str = ""


READERS = [Reader.of(language, "UTC") for language in LANGUAGES]
# Beside their names and titles, as people ask for them.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "info": (
        *("note", "notes", "notice", "write", "add info", "add note", "add a note"),
        *("noter", "notez", "ajoute une info", "ajoute une note", "ajouter une info", "ajouter une note"),
        *("notiz", "notiere", "notieren", "notieren sie", "schreib", "schreibe"),
    ),
    "status": ("change status", "changer le statut", "change le statut", "status andern"),
    "assign": ("attribue", "attribuez", "weise zu"),
}
WISHES: Mapping[Wish, tuple[str, ...]] = {
    Wish.HELP: (
        *("help", "help me", "what can you do", "what can i say", "commands"),
        *("aide", "aide moi", "aidez moi", "a l aide", "que peux tu faire", "que pouvez vous faire", "commandes"),
        *("hilfe", "hilf mir", "was kannst du", "was konnen sie", "befehle"),
    ),
    Wish.NEXT: (
        *("what s next", "whats next", "what is next", "what s up next", "what is coming up", "what s coming up"),
        *("next", "upcoming", "my upcoming", "my agenda", "agenda", "what do i have to do", "what is on today"),
        *("quoi ensuite", "et ensuite", "la suite", "quoi de prevu", "qu est ce qui est prevu", "a venir"),
        *("qu est ce qui vient", "mon agenda", "mes prochaines actions", "que dois je faire", "quelle est la suite"),
        *("was steht an", "was steht heute an", "was kommt", "was kommt als nachstes", "was ist als nachstes"),
        *("was ist als nachstes dran", "anstehend", "anstehendes", "bevorstehend", "meine termine", "meine agenda"),
    ),
    Wish.SHOW: (
        *("show", "show me", "open", "display", "card", "card of"),
        *("montre", "montre moi", "montrez", "montrez moi", "affiche", "affichez", "ouvre", "ouvrez", "fiche"),
        *("zeig", "zeig mir", "zeige", "zeige mir", "zeigen", "zeigen sie", "zeigen sie mir", "offne", "karte"),
    ),
}
# What goes before and after a wish among polite people, and changes nothing.
COURTESY = (
    *("please", "can you", "could you", "would you", "can you please", "could you please", "thanks", "thank you"),
    *("hi", "hey", "hello", "carnet", "ok"),
    *("s il te plait", "s il vous plait", "svp", "stp", "merci", "merci de", "bonjour", "salut", "tu peux"),
    *("peux tu", "pourrais tu", "pouvez vous", "pourriez vous", "vous pouvez"),
    *("bitte", "danke", "kannst du", "konntest du", "konnen sie", "konnten sie", "kannst du bitte", "hallo"),
    *("konnen sie bitte", "konnten sie bitte", "guten tag", "gruezi"),
)


def by_name(text: str) -> tuple[Action | None, str]:
    """The action that a text begins with, by its name or its title in any of our languages; and the rest."""
    for key, end in _beginnings(text):
        if key in NAMES:
            return NAMES[key], text[end:].lstrip(" :").strip()
    return None, text


def said(text: str) -> Said:
    """What is wanted. Whoever says nothing is helped."""
    text = plainly(text)
    if not WORD.search(text):
        return Said(wish=Wish.HELP)
    # A long text is no question; and what it ends with is its author's business.
    whole = {_key(text), _key(_ends_plainly(text))} if len(text) <= WISH_AT_MOST else set()
    for wish in (Wish.HELP, Wish.NEXT):
        if any(one == phrase or _slip(one, phrase) for one in whole for phrase in WISHES[wish]):
            return Said(wish=wish)
    return _exactly(text) or _nearly(text) or Said(wish=Wish.UNCLEAR, rest=text)


def _exactly(text: str) -> Said | None:
    return next((_meant(MEANINGS[key], text[end:]) for key, end in _beginnings(text) if key in MEANINGS), None)


def _nearly(text: str) -> Said | None:
    """With one typing error, where only one thing can be meant."""
    for key, end in _beginnings(text):
        found = {MEANINGS[known] for known in MEANINGS if _slip(key, known)}
        if len(found) == 1:
            return _meant(found.pop(), text[end:])
    return None


def _slip(typed: str, known: str) -> bool:
    return min(len(typed), len(known)) >= SHORTEST and spelling.one_error(typed, known)


def _meant(meaning: str, rest: str) -> Said:
    rest = rest.lstrip(" \t\n,:;.!-–").rstrip()
    if meaning in TOOLBOX:
        return Said(wish=Wish.ACT, action=TOOLBOX[meaning], rest=rest)
    return Said(wish=Wish(meaning), rest=_ends_plainly(plainly(rest)) if len(rest) <= WISH_AT_MOST else rest)


def plainly(text: str) -> str:
    """Without the courtesies around it."""
    text = text.strip()
    for _one in range(COURTESIES_AT_MOST):
        ends = [end for key, end in _beginnings(text) if key in POLITE]
        if not ends:
            break
        text = text[ends[0] :].lstrip(" ,:!.;-–\n")
    return text


def _ends_plainly(text: str) -> str:
    """Without the courtesy at its end; never asked of a note, which may well end by thanking somebody."""
    found = [*WORD.finditer(text)]
    for begin in range(max(len(found) - NAME_AT_MOST, 1), len(found)):
        if _key(text[found[begin].start() :]) in POLITE:
            return text[: found[begin - 1].end()]
    return text


def _beginnings(text: str) -> Iterator[tuple[str, int]]:
    """The first words, folded, and where they end; the longest beginning first."""
    ends: list[int] = []
    for one in re.finditer(r"[^\s:]+:?", text):
        ends.append(one.end())
        if len(ends) == NAME_AT_MOST:
            break
    for end in reversed(ends):
        yield " ".join(WORD.findall(fold(text[:end]))), end


def _key(name: str) -> str:
    return " ".join(WORD.findall(fold(name)))


def _titles(action: Action) -> Iterable[str]:
    return (_key(say(action.title, reader)) for reader in READERS)


POLITE = frozenset(COURTESY)
# One action's name never yields to another's title.
NAMES: Mapping[str, Action] = {
    **{title: action for action in TOOLBOX.values() for title in _titles(action)},
    **{_key(action.name): action for action in TOOLBOX.values()},
}
MEANINGS: Mapping[str, str] = {
    **{alias: name for name, aliases in ALIASES.items() if name in TOOLBOX for alias in aliases},
    **dict.fromkeys(WISHES[Wish.SHOW], Wish.SHOW.value),
    **{key: action.name for key, action in NAMES.items()},
}
