"""Strict JSON: what the standard reader lets through or guesses is refused, in bounded time (B29-B35).

A key that stands twice, NaN and Infinity, numbers with a fraction (they would be floats), whole numbers of more than 18
digits, more than 64 levels, bytes that are not UTF-8 and broken characters are errors. A byte order mark is accepted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from salessupport.domain.values.errors import DuplicateKey, EncodingError, TooDeep, TooLarge, WrongType
from salessupport.domain.values.text import check_text

DEEPEST = 64
LONGEST_INTEGER = 18
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def loads(data: str | bytes) -> object:
    """Read one JSON value."""
    text = _decoded(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    _check_depth(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_refuse_float,
            parse_int=_integer,
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
    for bracket in re.finditer(r"[\[\]{}]", _STRING.sub('""', text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            raise TooDeep("json.depth", limit=DEEPEST)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            raise DuplicateKey("json.duplicate_key", path=key, key=key)
        check_text(key)
        result[key] = value
    return result


def _refuse_float(text: str) -> NoReturn:
    raise WrongType("money.format", value=text[:40])


def _refuse_constant(text: str) -> NoReturn:
    raise WrongType("money.not_finite", value=text)


def _integer(text: str) -> int:
    if len(text) > LONGEST_INTEGER + 1:
        raise TooLarge("number.range", value=text[:40], bound=f"{LONGEST_INTEGER} digits")
    return int(text)
