"""The house's size budget: small files, short functions, and tests in proportion."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

pytestmark = pytest.mark.unwatched
ROOT = Path(__file__).parent.parent
HOUSE = ("crm", "templates", "scheduler", "bot")
CODE = (*HOUSE, "sandbox")
SMALL = 5  # a file with fewer lines says nothing about how files are cut
FILE_MEDIAN, FILE_AT_MOST = 100, 250
FUNCTION_MEDIAN, FUNCTION_MOSTLY, FUNCTION_AT_MOST = 10, 30, 60
LARGE = 200
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts
    )


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    return list(statements(ast.parse(path.read_text(encoding="utf-8"))))


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """What stands on lines of its own; ten times as much stands inside of them, and no question here is about that."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for one in getattr(node, name, ()):
            yield one
            yield from statements(one)


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes_of(path):
        if isinstance(node, FUNCTIONS):
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1,
            )


def filled(*folders: str) -> int:
    return sum(
        bool(line.strip()) for path in sources(*folders) for line in path.read_text(encoding="utf-8").splitlines()
    )


@pytest.mark.parametrize("folder", [*CODE, "tests"])
def test_no_file_is_long(folder):
    assert {str(path): length(path) for path in sources(folder) if length(path) > FILE_AT_MOST} == {}


def test_files_are_small_on_the_whole():
    lengths = [length(path) for path in sources(*CODE) if length(path) >= SMALL]
    assert median(lengths) <= FILE_MEDIAN
    assert sum(one for one in lengths if one > LARGE) <= sum(lengths) / 4


@pytest.mark.parametrize("folder", [*CODE, "tests"])
def test_no_function_is_long(folder):
    found = dict(one for path in sources(folder) for one in functions(path))
    assert {name: size for name, size in found.items() if size > FUNCTION_AT_MOST} == {}


def test_functions_are_short_on_the_whole():
    lengths = [size for path in sources(*CODE) for _name, size in functions(path)]
    assert median(lengths) <= FUNCTION_MEDIAN
    assert quantiles(lengths, n=10)[-1] <= FUNCTION_MOSTLY


def own_imports_inside(path: Path) -> Iterator[str]:
    functions = [range(one.lineno, one.end_lineno + 1) for one in nodes_of(path) if isinstance(one, FUNCTIONS)]
    for node in nodes_of(path):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name.partition(".")[0] in CODE for name in names) and any(node.lineno in one for one in functions):
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_nothing_of_our_own_is_imported_inside_a_function():
    assert [place for path in sources(*CODE) for place in own_imports_inside(path)] == []


def broad_handlers(path: Path) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in nodes_of(path):
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or (
            isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
        )
        reason = lines[node.lineno].strip() + lines[node.lineno - 1]
        if broad and "#" not in reason:
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_a_broad_except_says_why():
    assert [place for path in sources(*CODE) for place in broad_handlers(path)] == []


def test_tests_are_in_proportion():
    # Tables and properties say much in few lines: docs/decisions/0009. Coverage is the measure, this is the hint.
    assert 0.7 <= filled("tests") / filled(*CODE) <= 2.0
