"""The domain is pure: an allow-list of its imports and a list of what it may not call (architecture decision 1)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import salessupport.domain

DOMAIN = Path(salessupport.domain.__file__).parent
SOURCES = sorted(DOMAIN.rglob("*.py"))

PURE = {
    "__future__", "attrs", "bisect", "calendar", "collections", "collections.abc", "datetime", "decimal", "enum",
    "fractions", "functools", "hashlib", "heapq", "itertools", "math", "operator", "re", "string", "typing",
    "unicodedata",
}  # fmt: skip
"""Modules without a clock, randomness, files, network, environment or state of the process."""

BUILTINS_OUTSIDE = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint", "globals"}
NAMES_OUTSIDE = {
    "today", "now", "utcnow", "fromtimestamp", "getcontext", "setcontext", "localcontext", "setlocale",
}  # fmt: skip
"""Names whose use would reach outside the values that were passed in: the clock, the caller's decimal context."""


def impurities(source: str) -> Iterator[str]:
    """Name every import that is not allowed and every use of a name that reaches outside."""
    for node in ast.walk(ast.parse(source)):
        for module in _imported(node):
            if module not in PURE and module.split(".")[:2] != ["salessupport", "domain"]:
                yield f"line {node.lineno}: imports {module}"
        if (name := _used(node)) is not None:
            yield f"line {node.lineno}: uses {name}"


def _used(node: ast.AST) -> str | None:
    """Give the name that reaches outside; a field called `open` or a variable called `now` does not."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name in BUILTINS_OUTSIDE:
            return name
        case ast.Attribute(attr=name) if name in NAMES_OUTSIDE:
            return name
        case ast.alias(name=name) if name in NAMES_OUTSIDE:
            return name
    return None


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


class TestDomainIsPure:
    @pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(DOMAIN)))
    def test_imports_and_calls_stay_inside(self, path: Path) -> None:
        """A module of the domain imports only attrs, named pure modules and the domain, and calls nothing outside."""
        assert list(impurities(path.read_text("utf-8"))) == []

    def test_every_module_is_looked_at(self) -> None:
        """The walk finds the modules that it is there for."""
        assert {"money.py", "history.py", "placing.py"} <= {path.name for path in SOURCES}


class TestTheChecker:
    @pytest.mark.parametrize(
        "source",
        [
            "import os",
            "import os.path as p",
            "from pathlib import Path",
            "from salessupport.books import schema",
            "from salessupport import domain",
            "from . import money",
            "def f():\n    import time",
            "from datetime import date\nx = date.today()",
            "from datetime import date\nx = date.today",
            "x = open('a')",
            "from decimal import localcontext",
            "from decimal import getcontext as g\ng()\nimport decimal\ndecimal.getcontext()",
        ],
    )
    def test_sees_what_is_not_pure(self, source: str) -> None:
        """Each planted impurity is named."""
        assert list(impurities(source)) != []

    @pytest.mark.parametrize(
        "source",
        [
            "import re\nx = re.compile('a')",
            "class A:\n    open: int\nx = A().open",
            "from salessupport.domain.values import money",
            "import math",
        ],
    )
    def test_passes_what_is_pure(self, source: str) -> None:
        """Pure source is left alone."""
        assert list(impurities(source)) == []
