"""No float near money: the domain holds no float literal, no call that makes a float, and no true division."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import salessupport.domain

DOMAIN = Path(salessupport.domain.__file__).parent
SOURCES = sorted(DOMAIN.rglob("*.py"))

MAKES_FLOATS = {
    "float", "complex", "truediv", "round", "fsum", "sqrt", "log", "log10", "log2", "exp", "pow", "ceil", "floor",
    "timestamp", "total_seconds",
}  # fmt: skip
"""Names that give a float, or (`round`) round half to even."""

EXCEPTIONS: dict[str, tuple[str, str]] = {}
"""Module (below the domain) → (what it may do, why). Empty: nothing needs one."""


def floats(source: str) -> Iterator[str]:
    """Name every float literal, every use of a name that makes floats, and every true division."""
    tree = ast.parse(source)
    asked = {id(name) for node in ast.walk(tree) if _asks_for_a_kind(node) for name in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"line {node.lineno}: literal {node.value}"
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in MAKES_FLOATS and id(node) not in asked:
            yield f"line {node.lineno}: uses {name}"
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield f"line {node.lineno}: true division"


def _asks_for_a_kind(node: ast.AST) -> bool:
    """`isinstance(value, float)` refuses floats, it makes none."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"


class TestDomainHoldsNoFloats:
    @pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(DOMAIN)))
    def test_no_float_is_made(self, path: Path) -> None:
        """A module of the domain makes no float, or is named with what it may do and why."""
        allowed, _ = EXCEPTIONS.get(str(path.relative_to(DOMAIN)), ("", ""))
        assert [found for found in floats(path.read_text("utf-8")) if not allowed or allowed not in found] == []

    def test_exceptions_are_still_needed(self) -> None:
        """An exception whose module makes no float any more is taken off the list."""
        for name, (allowed, reason) in EXCEPTIONS.items():
            assert reason
            assert any(allowed in found for found in floats((DOMAIN / name).read_text("utf-8")))


class TestTheChecker:
    @pytest.mark.parametrize(
        "source",
        ["x = 0.1", "x = 1e5", "x = float('1')", "y = list(map(float, x))", "z = a / b", "a /= b", "x = round(a, 2)"],
    )
    def test_sees_floats(self, source: str) -> None:
        """Each planted float is named."""
        assert list(floats(source)) != []

    @pytest.mark.parametrize("source", ["x = 1", "x = a // b", "x = '0.1'", "x = isinstance(a, float)"])
    def test_passes_exact_arithmetic(self, source: str) -> None:
        """Whole numbers, floor division, text and the question for a kind are left alone."""
        assert list(floats(source)) == []
