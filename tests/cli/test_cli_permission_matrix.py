"""Every action × whose client × how far the role reaches, from a shell."""

from __future__ import annotations

import pytest

from bot.cli.options import flags
from crm.domain.action import Writes
from tests.cli.conftest import address
from tests.matrix import ACTOR, FIRST, REACHED, Cast, counted, play

CASES = [
    *((scope, whose) for scope in ("own", "group") for whose in REACHED["all"]),
    ("none", "mine"),
    ("all", "nobody"),
]


@pytest.fixture
def databases(sqlite_files):
    """What a shell says does not depend on the database."""
    return sqlite_files


def arguments(action, inputs):
    """The options that say the same as a form."""
    found = []
    for name, value in inputs.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            found += [flags(action.field(name))[0], str(one)]
    return found


@pytest.mark.unwatched
@pytest.mark.parametrize("name", sorted(name for name, slot in FIRST.items() if slot.action.writes is Writes.ENTRY))
def test_a_shell_asks_for_the_same_permissions(carnet, agency, name):
    slot, cast = FIRST[name], Cast(agency)
    for scope, whose in CASES:
        if whose not in slot.ownerships:
            continue
        play(agency, name, "all", scope)
        allowed = whose in REACHED[scope]
        before = counted(agency)
        asked = arguments(slot.action, cast.inputs(slot, whose))
        said = carnet("perform", name, "--as", address(ACTOR), "--confirm", "--json", *asked, code=0 if allowed else 1)
        assert ("result" in said) == allowed, (scope, whose)
        assert (counted(agency) == before) != allowed
        if allowed:
            agency.perform("undo", by="nadia", entry=said["result"])
