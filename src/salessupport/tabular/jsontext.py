"""Strict JSON: what the standard reader lets through or guesses is refused, in bounded time (B29-B35).

A key that stands twice, NaN and Infinity, numbers with a fraction (they would be floats), whole numbers of more than 18
digits, more than 64 levels, bytes that are not UTF-8 and broken characters are errors. A byte order mark is accepted.
Who reads answers of other systems passes `exact_decimal` and more `digits`: amounts stand there as they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NoReturn

from salessupport.domain.values.errors import DuplicateKey, EncodingError, TooDeep, TooLarge, WrongType
from salessupport.domain.values.text import check_text

DEEPEST = 64
LONGEST_INTEGER = 18
LONGEST_DECIMAL = 60
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _refuse_float(text: str) -> NoReturn:
    raise WrongType("money.format", value=text[:40])


def exact_decimal(text: str) -> Decimal:
    """Read a number with a fraction or an exponent digit by digit; one beyond any amount or rate is refused."""
    number = Decimal(text) if len(text) <= LONGEST_DECIMAL else None
    if number is None or abs(number.adjusted()) > LONGEST_DECIMAL:
        raise TooLarge("number.range", value=text[:40], bound=f"{LONGEST_DECIMAL} digits")
    return number


def loads(
    data: str | bytes, *, fraction: Callable[[str], object] = _refuse_float, digits: int = LONGEST_INTEGER
) -> object:
    """Read one JSON value; `fraction` reads numbers that are not whole, which may have `digits` otherwise."""
    text = _decoded(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    _check_depth(text)
    long_number = re.search(f"[0-9]{{{digits + 1}}}", text)  # also in a string; without one there is nothing to guard
    try:
        return json.loads(
            text,
            object_pairs_hook=_objects(),
            parse_float=fraction,
            parse_int=partial(_integer, digits) if long_number else int,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise WrongType("json.invalid", path=f"line {error.lineno}", reason=error.msg) from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = _guess(data)
        shown = {"hint": f" (it reads as {hint})", "hint_zh": f"（可按 {hint} 读）"} if hint else {}
        raise EncodingError("encoding.invalid", byte=error.start, encoding="utf-8", **shown) from None


def _guess(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "gb18030"


def _check_depth(text: str) -> None:
    """Count brackets outside strings before parsing: the standard reader would recurse into them."""
    depth = 0
    for bracket in _STRING.sub("", text).encode("ascii", "ignore").translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            raise TooDeep("json.depth", limit=DEEPEST)


def _objects() -> Callable[[Sequence[tuple[str, Any]]], dict[str, object]]:
    """Make the objects of one text; the names of a table's rows are looked at once."""
    known: set[str] = set()

    def made(pairs: Sequence[tuple[str, Any]]) -> dict[str, object]:
        result: dict[str, object] = dict(pairs)
        if len(result) < len(pairs):
            _refuse_twins([key for key, _ in pairs])
        if not known.issuperset(result):
            for key in result:
                check_text(key)
            known.update(result)
        return result

    return made


def _refuse_twins(keys: list[str]) -> NoReturn:
    twin = next(key for place, key in enumerate(keys) if key in keys[:place])
    raise DuplicateKey("json.duplicate_key", path=twin, key=twin)


def _refuse_constant(text: str) -> NoReturn:
    raise WrongType("money.not_finite", value=text)


def _integer(digits: int, text: str) -> int:
    if len(text.lstrip("-")) > digits:
        raise TooLarge("number.range", value=text[:40], bound=f"{digits} digits")
    return int(text)
