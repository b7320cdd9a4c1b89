"""Typing errors: one letter too many, too few, another one, or two neighbours the wrong way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

SHORTEST = 5  # letters of a word in which an error is forgiven; in shorter ones too many others would be meant


def may_err(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def variants(word: str) -> set[str]:
    """The word with one of its letters left out: two words that are one error apart have one of these in common."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def one_error(one: str, other: str) -> bool:
    """Is the other what somebody may have meant who typed the one?"""
    begin = _same(one, other)
    end = _same(one[begin:][::-1], other[begin:][::-1])
    mine, theirs = one[begin : len(one) - end], other[begin : len(other) - end]
    return sorted((len(mine), len(theirs))) in ([0, 1], [1, 1]) or (len(mine) == 2 and mine == theirs[::-1])  # noqa: PLR2004 - two neighbours


def _same(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters they begin with in common."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def readings(typed: Sequence[str], near: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """What may have been meant: the words with one of them put right, then two, and so on."""
    wrong = [place for place, others in enumerate(near) if others]
    for count in range(1, len(wrong) + 1):
        for places in combinations(wrong, count):
            for chosen in product(*(near[place] for place in places)):
                meant = dict(zip(places, chosen, strict=True))
                yield [meant.get(place, word) for place, word in enumerate(typed)]
