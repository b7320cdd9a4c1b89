"""The lock files: pip looks for a newer version of what a package wants with an extra, unless the lock names it so."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LOCKS = sorted((Path(__file__).parents[1] / "requirements").glob("*.lock"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==", re.MULTILINE)


def wanted(package, *extras):
    """What a package needs here, with some of its extras or none."""
    try:
        found = [Requirement(one) for one in requires(package) or ()]
    except PackageNotFoundError:
        return []
    return [
        one
        for one in found
        if one.marker is None or any(one.marker.evaluate({"extra": each}) for each in ("", *extras))
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_what_is_wanted_with_an_extra_is_locked_with_it(lock):
    pinned = {name.lower(): set((extras or "").split(",")) for name, extras in PINNED.findall(lock.read_text())}
    assert pinned
    needed = [*wanted("carnet", "install", "sandbox"), *(one for name in pinned for one in wanted(name))]
    asked = [one for one in needed if one.extras and one.name.lower() in pinned]
    assert asked
    assert [str(one) for one in asked if not one.extras <= pinned[one.name.lower()]] == []
