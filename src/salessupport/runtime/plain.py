"""Typed values ⇄ plain JSON values, by their annotations: attrs classes, money, decimals, dates, bytes, choices.

Law: `from_plain(kind, to_plain(kind, value)) == value` with the same types inside; whatever is not of its annotated
type is `WrongType` at its JSON path, both ways. Amounts and decimals are texts. A text that is not in composed letters
is kept exactly, in escapes. Source: reliability.md 0 (6), 3.2.
"""

from __future__ import annotations

import base64
import json
import re
import types
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from salessupport.domain.values.errors import InvalidNumber, MissingField, UnknownField, WrongType
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text
from salessupport.runtime.canonical import composed
from salessupport.spi.ports.journal import Json

T = TypeVar("T")


class Form(Enum):
    """EXACT is read back to the same value; NORMAL is the same for all values that mean the same."""

    EXACT = "exact"
    NORMAL = "normal"


Write = Callable[[Any, str, Form], Json]
Read = Callable[[Any, str], Any]


def to_plain(kind: Any, value: object, path: str, form: Form) -> Json:
    """Make plain JSON of a value that is a `kind`; `WrongType` with the path of what is not."""
    return _ways(kind)[0](value, path, form)


def from_plain(kind: type[T], plain: Json, path: str) -> T:
    """Make a `kind` of plain JSON; `InputError` with the path of what does not fit."""
    made: T = _ways(cast("Any", kind))[1](plain, path)
    return made


def _wrong(value: object, path: str, expected: str) -> WrongType:
    return WrongType("type.wrong", path=path, expected=expected, kind=type(value).__name__)


def _as_is(kind: type[Any]) -> tuple[Write, Read]:
    """A type that JSON has itself: exactly this one, so that True is no 1."""

    def check(value: Any, path: str, _form: Form = Form.EXACT) -> Any:
        if type(value) is not kind:
            raise _wrong(value, path, kind.__name__)
        return value

    return check, check


def _write_text(value: Any, path: str, form: Form) -> Json:
    if type(value) is not str:
        raise _wrong(value, path, "str")
    letters = composed(value, path)
    if letters == value or form is Form.NORMAL:
        return letters
    return {"escaped": json.dumps(value)[1:-1]}


def _read_text(plain: Any, path: str) -> str:
    if isinstance(plain, Mapping) and set(plain) == {"escaped"} and type(plain["escaped"]) is str:
        try:
            text = json.loads(f'"{plain["escaped"]}"')
        except ValueError:
            raise _wrong(plain, path, "escaped text") from None
        return str(text)
    if type(plain) is not str:
        raise _wrong(plain, path, "str")
    return plain


def _through_text(kind: type[Any], write: Callable[[Any, Form], str], read: Callable[[str], Any]) -> tuple[Write, Read]:
    """A type that is written as a text."""

    def to(value: Any, path: str, form: Form) -> Json:
        if type(value) is not kind:
            raise _wrong(value, path, kind.__name__)
        return write(value, form)

    def back(plain: Any, path: str) -> Any:
        if type(plain) is not str:
            raise _wrong(plain, path, kind.__name__)
        try:
            return read(plain)
        except (ValueError, ArithmeticError):
            raise _wrong(plain, path, kind.__name__) from None

    return to, back


_DECIMAL = re.compile(r"-?[0-9]{1,61}(?:\.[0-9]{1,61})?(?:E[+-]?[0-9]{1,2})?")


def _write_decimal(value: Decimal, form: Form) -> str:
    text = str(value)
    _check_decimal(text)
    return text if form is Form.EXACT else decimal_text(value) if value else "0"


def _read_decimal(text: str) -> Decimal:
    _check_decimal(text)
    return Decimal(text)


def _check_decimal(text: str) -> None:
    if _DECIMAL.fullmatch(text) is None:
        raise InvalidNumber("number.invalid", value=text[:40])


def _write_moment(value: datetime, form: Form) -> str:
    return (value.astimezone(UTC) if form is Form.NORMAL and value.tzinfo else value).isoformat()


def _write_money(value: Any, path: str, _form: Form) -> Json:
    if type(value) is not Money:
        raise _wrong(value, path, "Money")
    return {"amount": str(value), "currency": value.currency}


def _read_money(plain: Any, path: str) -> Money:
    amount, currency = _members(plain, {"amount", "currency"}, path)
    return Money.parse(amount, currency)


def _members(plain: Any, names: set[str], path: str) -> list[Any]:
    if not isinstance(plain, Mapping) or set(plain) != names:
        raise _wrong(plain, path, " and ".join(sorted(names)))
    return [plain[name] for name in sorted(names)]


_TEXTUAL: Mapping[Any, tuple[Write, Read]] = {
    kind: _through_text(kind, write, read)
    for kind, write, read in (
        (Decimal, _write_decimal, _read_decimal),
        (date, lambda value, _form: value.isoformat(), date.fromisoformat),
        (time, lambda value, _form: value.isoformat(), time.fromisoformat),
        (datetime, _write_moment, datetime.fromisoformat),
        (
            bytes,
            lambda value, _form: base64.b64encode(value).decode(),
            lambda text: base64.b64decode(text, validate=True),
        ),
    )
}
_PLAIN: Mapping[Any, tuple[Write, Read]] = {
    int: _as_is(int),
    bool: _as_is(bool),
    type(None): _as_is(type(None)),
    str: (_write_text, _read_text),
    Money: (_write_money, _read_money),
    **_TEXTUAL,
}


@cache
def _ways(kind: Any) -> tuple[Write, Read]:
    """How a type is written and read; `TypeError` for an annotation that has no JSON form."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, NewType):
        return _ways(kind.__supertype__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _optional(kind, [each for each in arguments if each is not type(None)])
    if origin is Literal:
        return _choice(arguments)
    if origin in {tuple, Sequence, Collection}:
        return _row(kind, arguments)
    if origin is Mapping and arguments[0] is str:
        return _table(arguments[1])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _through_text(kind, lambda value, _form: str(value.value), kind)
    if isinstance(kind, type) and attrs.has(kind):
        return _record(kind)
    raise TypeError(f"no JSON form for {kind}")


def _optional(kind: Any, members: list[Any]) -> tuple[Write, Read]:
    if len(members) != 1:
        raise TypeError(f"no JSON form for {kind}")
    write, read = _ways(members[0])
    return (
        lambda value, path, form: None if value is None else write(value, path, form),
        lambda plain, path: None if plain is None else read(plain, path),
    )


def _choice(choices: tuple[Any, ...]) -> tuple[Write, Read]:
    def check(value: Any, path: str, _form: Form = Form.EXACT) -> Any:
        if type(value) is not str or value not in choices:
            raise _wrong(value, path, " | ".join(map(str, choices)))
        return value

    return check, check


def _row(kind: Any, arguments: tuple[Any, ...]) -> tuple[Write, Read]:
    """Members of one type; they come back as a tuple."""
    if get_origin(kind) is tuple and arguments[1:] != (...,):
        raise TypeError(f"no JSON form for {kind}")
    write, read = _ways(arguments[0])

    def to(value: Any, path: str, form: Form) -> Json:
        if not isinstance(value, list | tuple):
            raise _wrong(value, path, "a list")
        return [write(each, f"{path}[{number}]", form) for number, each in enumerate(value)]

    def back(plain: Any, path: str) -> Any:
        if not isinstance(plain, list | tuple):
            raise _wrong(plain, path, "a list")
        return tuple(read(each, f"{path}[{number}]") for number, each in enumerate(plain))

    return to, back


def _table(kind: Any) -> tuple[Write, Read]:
    """Members of one type by name."""
    write, read = _ways(kind)

    def to(value: Any, path: str, form: Form) -> Json:
        if not isinstance(value, Mapping):
            raise _wrong(value, path, "a mapping")
        return {name: write(each, f"{path}.{name}", form) for name, each in value.items()}

    def back(plain: Any, path: str) -> Any:
        if not isinstance(plain, Mapping):
            raise _wrong(plain, path, "an object")
        return {name: read(each, f"{path}.{name}") for name, each in plain.items()}

    return to, back


def _record(kind: type[Any]) -> tuple[Write, Read]:
    """An attrs class, field by field; fields that have their default are left out (a default never changes)."""
    hints = get_type_hints(kind)
    members = {each.name: each for each in attrs.fields(kind)}

    def to(value: Any, path: str, form: Form) -> Json:
        if type(value) is not kind:
            raise _wrong(value, path, kind.__name__)
        held = {name: getattr(value, name) for name in members}
        return {
            name: _ways(hints[name])[0](each, f"{path}.{name}", form)
            for name, each in held.items()
            if not _is_default(each, members[name])
        }

    def back(plain: Any, path: str) -> Any:
        if not isinstance(plain, Mapping):
            raise _wrong(plain, path, kind.__name__)
        for name in plain:
            if name not in members:
                raise UnknownField("field.unknown", path=f"{path}.{name}")
        for name, member in members.items():
            if name not in plain and member.default is attrs.NOTHING:
                raise MissingField("field.missing", path=f"{path}.{name}")
        made = {members[name].alias: _ways(hints[name])[1](each, f"{path}.{name}") for name, each in plain.items()}
        return kind(**made)

    return to, back


def _is_default(value: object, member: attrs.Attribute[Any]) -> bool:
    default: Any = member.default
    if hasattr(default, "takes_self"):  # an `attrs.Factory`
        default = attrs.NOTHING if default.takes_self else default.factory()
    return type(value) is type(default) and value == default
