"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lsh"
SQL = re.compile(r"\b(SELECT .+ FROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|PRAGMA )")
NUMBERED = re.compile(r"[^\w\[]\?[0-9]")
"""``?1`` in SQL: for sqlite3 that is a name, and from Python 3.14 on no tuple goes with a name."""
LONG_FILE, LONG_FUNCTION = 400, 40


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def strings(tree: ast.AST) -> Iterator[str]:
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in docstrings
        ):
            yield node.value


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_keeps_the_rules(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert text.count("\n") <= LONG_FILE, "one idea a file"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONG_FUNCTION, f"{node.name} has {length} lines"
    if "store" not in path.relative_to(PACKAGE).parts:
        assert not [text for text in strings(tree) if SQL.search(text)], "SQL stays in lsh/store"
    else:
        assert not [text for text in strings(tree) if NUMBERED.search(text)], "write :name for ?1"
    if text.strip():
        assert ast.get_docstring(tree), "every module says what it is"


def test_sql_would_be_noticed() -> None:
    tree = ast.parse('def f(c):\n    "Doc: SELECT a FROM b"\n    c.execute("SELECT a FROM b")')
    assert [text for text in strings(tree) if SQL.search(text)] == ["SELECT a FROM b"]


CHECKS = {"raises", "fail", "timeout"}
"""Calls that fail where something is not as it should be: of pytest, and ``asyncio.timeout``."""


def called(tree: ast.AST) -> Iterator[str]:
    """The names of the functions and methods that are called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name | ast.Attribute):
                yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if any(
                each.arg == "check" and ast.unparse(each.value) == "True" for each in node.keywords
            ):
                yield "fail"


def unasserting(trees: Iterable[ast.AST]) -> list[str]:
    """The tests that assert nothing, neither themselves nor in a helper that they call, by their names."""
    functions = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    calls = [(function.name, set(called(function))) for function in functions]
    checks = CHECKS | {
        function.name
        for function in functions
        if any(isinstance(node, ast.Assert | ast.Raise) for node in ast.walk(function))
    }
    known = 0
    while known < len(checks):
        known = len(checks)
        checks |= {name for name, names in calls if names & checks}
    return [name for name, _ in calls if name.startswith("test_") and name not in checks]


def test_every_test_asserts_something() -> None:
    assert not unasserting(ast.parse(path.read_text()) for path in (ROOT / "tests").rglob("*.py"))


def test_a_test_without_an_assertion_would_be_noticed() -> None:
    text = """
def test_idle(): print("no")
def test_by_a_helper(): helper()
def test_by_a_program(): run(["true"], check=True)
def test_by_an_error():
    with pytest.raises(ValueError): int("a")
def helper(): assert True
"""
    assert unasserting([ast.parse(text)]) == ["test_idle"]
