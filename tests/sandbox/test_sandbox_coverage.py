"""The page about what the sandbox can is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sandbox.api.gate import METHODS

TESTS = Path(__file__).parent
ROOT = TESTS.parents[1]
ROW = re.compile(r"^\| `?(?P<what>[^`|]+?)`? \| (?P<supported>yes|no) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
PAGE = (ROOT / "sandbox" / "COVERAGE.md").read_text(encoding="utf-8")
# What is no word of the wire is tested under another name.
WORDS = {
    "slash command": '"command"',
    "view_closed": "closed",
    "shortcut": "shortcut",
    "Socket Mode": "ws_connect",
    "signed HTTP": "SignatureVerifier",
    "retries": "retry",
    "scopes": "missing_scope",
    "block_actions": 'act("click"',
}


def rows(heading):
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [(one["what"], one["supported"] == "yes", one["tests"]) for one in ROW.finditer(section)]


def emitted():
    """The events that the code tells the app of: values of "type" given to emit, or built beside it."""
    found = set()
    for path in (ROOT / "sandbox").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "emit(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                found |= {
                    value.value
                    for key, value in pairs
                    if isinstance(key, ast.Constant)
                    and key.value in ("type", "subtype")
                    and isinstance(value, ast.Constant)
                }
    return found


def test_every_method_is_there():
    listed = rows("Web API")
    assert {what for what, supported, _ in listed if supported} == set(METHODS)
    assert [what for what, supported, _ in listed if not supported and what in METHODS] == []
    assert [what for what, _, _ in listed] == list(dict.fromkeys(what for what, _, _ in listed))


def test_every_event_is_there():
    listed = {what: supported for what, supported, _ in rows("Events")}
    told = {one for one in emitted() if "_" in one and not one.startswith("bot_")} | {"message"}
    assert told - {what for what, supported in listed.items() if supported} <= {"user_change", "team_join", "tombstone"}
    assert [what for what, supported in listed.items() if not supported and what in told] == []


def test_every_file_tests_what_its_row_says():
    wrong = []
    for heading in ("Web API", "Events", "Payloads and answers", "Ways and limits"):
        for what, supported, tests in rows(heading):
            files = [] if tests == "–" else tests.split(", ")
            if supported != bool(files):
                wrong.append(what)
            for file in files:
                path = TESTS / file
                if not path.exists() or WORDS.get(what, what) not in path.read_text(encoding="utf-8"):
                    wrong.append(f"{what}: {file}")
    assert wrong == []
