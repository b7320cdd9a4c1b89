"""The pages hold together: links lead somewhere, commands exist, decisions have their shape."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]+)\b")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
DECISION_LINES = range(8, 26)
# Spelled apart, so that this file does not hold what it looks for.
NOT_OURS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian", "/work" + "/main"))
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for code in [*FENCED.findall(text), *CODE.findall(text)]:
            named |= set(MAKE.findall(code))
    assert named - targets == set()


@pytest.mark.parametrize("page", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_is_short_and_says_what_was_rejected(page):
    text = page.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", page.stem)
    assert len(text.splitlines()) in DECISION_LINES
    assert [
        word for word in ("**Context**", "**Decision**", "**Consequences**", "**Rejected**") if word not in text
    ] == []


def test_decisions_are_numbered_once():
    numbers = [page.stem[:4] for page in (ROOT / "docs/decisions").glob("*.md")]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_nothing_names_a_machine_or_an_index():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()  # noqa: S607
    found = [
        name
        for name in listed.split("\0")
        if name
        and (ROOT / name).is_file()
        and NOT_OURS.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
