"""Queries of the fake: conditions in the little of SQL that callers use, rows joined with lines, absolute end rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
_TOKEN: Final = re.compile(r"\s*('(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_.]*|-?\d+(?:\.\d+)?|<=|>=|<>|[()=<>,])")


class Wrong(Exception):
    """A condition or field that K3 Cloud refuses."""


class Condition:
    """A condition, read once; `test` says whether a row meets it."""

    def __init__(self, text: str, known: Callable[[str], str]) -> None:
        self._known = known
        self._tokens = list(_tokens(text))
        self.test: Test = self._either() if self._tokens else (lambda _row: True)
        if self._tokens:
            raise Wrong(f"条件错误: {text}")

    def _next(self) -> str:
        if not self._tokens:
            raise Wrong("条件错误")
        return self._tokens.pop(0)

    def _peek(self) -> str:
        return self._tokens[0].lower() if self._tokens else ""

    def _either(self) -> Test:
        tests = [self._both()]
        while self._peek() == "or":
            self._next()
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._peek() == "and":
            self._next()
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        first = self._next()
        if first == "(":
            inner = self._either()
            if self._next() != ")":
                raise Wrong("条件错误")
            return inner
        key, sign = self._known(first), self._next().lower()
        if sign == "is":
            if (self._next().lower(), self._next().lower()) != ("not", "null"):
                raise Wrong("条件错误")
            return lambda row: row.get(key) is not None
        if sign == "in":
            values = self._list()
            return lambda row: plain(row.get(key)) in values
        value = self._value(self._next())
        return lambda row: _holds(plain(row.get(key)), sign, value)

    def _list(self) -> list[Any]:
        if self._next() != "(":
            raise Wrong("条件错误")
        values = [self._value(self._next())]
        while (mark := self._next()) == ",":
            values.append(self._value(self._next()))
        if mark != ")":
            raise Wrong("条件错误")
        return values

    @staticmethod
    def _value(token: str) -> Any:
        return token[1:-1].replace("''", "'") if token.startswith("'") else Decimal(token)


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Wrong(f"条件错误: {text[at : at + 20]}")
        yield found[1]
        at = found.end()


def plain(value: Any) -> Any:
    """A value as conditions and orders compare it."""
    return Decimal(value) if isinstance(value, int) else value


def _holds(value: Any, sign: str, other: Any) -> bool:
    if value is None or type(value) is not type(other):
        return False
    if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}T", value) and len(other) == 10:
        other = f"{other}T00:00:00"
    return bool(
        {"=": value == other, "<>": value != other, ">": value > other, ">=": value >= other}.get(sign, False)
        or (sign == "<" and value < other)
        or (sign == "<=" and value <= other)
    )


def window(rows: list[Any], start: int, limit: int, top: int) -> list[Any]:
    """A page: from `start`, at most `limit` rows, and none behind the absolute end row `top` (0: no end)."""
    end = min(top or len(rows), len(rows))
    return rows[start : min(start + limit if limit else end, end)]
