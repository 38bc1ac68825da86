"""Canonical JSON: one text for one value, which is hashed and signed: keys sorted, letters composed, no blanks.

Law: `parsed(canonical(value)) == value` for values of composed text; a float, a key that is no text, half of a
surrogate pair and anything that is not JSON are refused. Source: reliability.md 3.1, 3.2.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Final

from salessupport.domain.values.errors import DuplicateKey, InvalidMoney, InvalidText, TooLarge, WrongType
from salessupport.spi.ports.journal import Json
from salessupport.tabular.jsontext import loads

BOUND: Final = 10**18
"""What an integer stays below, so that every reader of JSON takes it."""


def canonical(value: Json, /) -> str:
    """Write a value; `InputError` for one that is not JSON or not exact."""
    return json.dumps(_composed(value, "$"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parsed(text: str, /) -> Json:
    """Read strictly what `canonical` wrote."""
    value: Json = loads(text)  # type: ignore[assignment] # JSON without floats, which `loads` refuses
    return value


def composed(text: str, path: str = "", /) -> str:
    """The text in composed letters (NFC); `InvalidText` if it cannot be written in UTF-8."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code_point = f"U+{ord(text[error.start]):04X}"
        raise InvalidText("text.surrogate", path=path, code_point=code_point, position=error.start + 1) from None
    return unicodedata.normalize("NFC", text)


def _composed(value: object, path: str) -> object:
    kind = type(value)
    if type(value) is int and not -BOUND < value < BOUND:
        raise TooLarge("number.range", path=path, value=str(value)[:40], bound="18 digits")
    if value is None or kind is bool or kind is int:
        return value
    if isinstance(value, str):
        return composed(str(value), path)
    if isinstance(value, float):
        raise InvalidMoney("money.float", path=path, value=value)
    if isinstance(value, Mapping):
        return _object(value, path)
    if isinstance(value, list | tuple):
        return [_composed(each, f"{path}[{number}]") for number, each in enumerate(value)]
    raise WrongType("type.wrong", path=path, expected="JSON", kind=kind.__name__)


def _object(value: Mapping[object, object], path: str) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, each in value.items():
        if type(key) is not str:
            raise WrongType("type.wrong", path=path, expected="a text as key", kind=type(key).__name__)
        name = composed(key, path)
        if name in result:
            raise DuplicateKey("json.duplicate_key", path=path, key=name)
        result[name] = _composed(each, f"{path}.{name}")
    return result
