"""Filters as they are typed: taken apart, whatever it is, with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.domain import typed

TABLE = [
    ("", "", {}, ()),
    ("acme  müller", "acme müller", {}, ()),
    ("acme status:client owner:me", "acme", {"status": "client", "owner": "me"}, ()),
    ('city:"La Chaux-de-Fonds" x', "x", {"city": "La Chaux-de-Fonds"}, ()),
    ("ville:« Genève » depuis:30", "", {"city": "Genève", "older": "30"}, ()),
    ("Ort:„Bad Säckingen“ Société:Acme", "", {"city": "Bad Säckingen", "company": "Acme"}, ()),
    ("colour:red acme colour:blue", "acme", {}, ("colour",)),
    ("https://acme.example acme", "https://acme.example acme", {}, ()),
    ("active:", "", {"active": ""}, ()),
    ('city:"Genève', "", {"city": '"Genève'}, ()),
]


@pytest.mark.parametrize(("text", "words", "filters", "unknown"), TABLE)
def test_words_filters_and_what_is_neither(text, words, filters, unknown):
    assert typed.read(text) == typed.Typed(words=words, filters=filters, unknown=unknown)


@given(some.text(alphabet='ab:" «»status', max_size=30))
def test_anything_can_be_typed(text):
    found = typed.read(text)
    assert not set(found.filters) - set(typed.NAMES)
    assert not set("".join(found.words.split())) - set(text)
