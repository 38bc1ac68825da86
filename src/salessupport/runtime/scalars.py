"""Single values of JSON and TOML, read strictly and written so that reading gives them back.

Laws: nothing is coerced: `"false"` is no truth value, `1.9` and `true` are no whole numbers, None is no text, a float
is no number at all (its digits were lost before it came here); amounts and dates are text. Exact numbers of strict
JSON (`int`, `Decimal`) are taken where a decimal is due. Source: reliability B1-B25, B33, B41-B43, §3.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from salessupport.domain.values.dates import Moment, Period, parse_date
from salessupport.domain.values.errors import (
    InvalidDate,
    InvalidMoney,
    InvalidNumber,
    InvalidText,
    MissingField,
    UnknownField,
    WrongType,
)
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.quantity import (
    ExchangeRate,
    Price,
    Quantity,
    Ratio,
    SignedQuantity,
    decimal_text,
    parse_decimal,
    parse_quantity,
    parse_rate,
    parse_ratio,
)

DIGITS: Final = 18
"""A whole number has at most so many digits; longer identifiers are text."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
_SPAN = re.compile(r"([0-9]{1,9})(ms|s|min|h|d)\Z")
_UNITS: Final[Mapping[str, timedelta]] = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


def wrong_type(expected: str, value: object) -> WrongType:
    """The error for a value of another type; it never shows the value."""
    return WrongType("type.wrong", expected=expected, kind=type(value).__name__)


def read_text(value: object) -> str:
    """Read text; half a character is refused (B33)."""
    if type(value) is not str:
        raise wrong_type("text", value)
    if found := _SURROGATE.search(value):
        raise InvalidText("text.surrogate", code_point=f"U+{ord(found[0]):04X}", position=found.start() + 1)
    return value


def read_integer(value: object) -> int:
    """Read a whole number; a truth value is none."""
    if type(value) is not int:
        raise wrong_type("a whole number", value)
    if not -(10**DIGITS) < value < 10**DIGITS:
        raise InvalidNumber("number.range", value="…", bound=f"{DIGITS} digits")
    return value


def read_boolean(value: object) -> bool:
    """Read true or false."""
    if type(value) is not bool:
        raise wrong_type("true or false", value)
    return value


def _decimal(parse: Callable[[str], Decimal]) -> Callable[[object], Decimal]:
    """A reader of decimal text, or of an exact number of strict JSON, by the grammar of `parse`."""

    def read(value: object) -> Decimal:
        return parse(_plain(value))

    return read


def _plain(value: object) -> str:
    if type(value) is str:
        return value
    if type(value) is int:
        return str(read_integer(value))
    if type(value) is not Decimal:
        raise wrong_type("decimal text", value)
    if not value.is_finite():
        raise InvalidNumber("money.not_finite", value=str(value))
    if value and abs(value.adjusted()) > 2 * DIGITS:  # before its zeros are written out
        raise InvalidNumber("number.invalid", value=str(value)[:40])
    return format(value, "f")


def _keys(value: object, expected: str, *names: str) -> list[object]:
    if not isinstance(value, Mapping):
        raise wrong_type(expected, value)
    for name in names:
        if name not in value:
            raise MissingField("field.missing", path=name)
    for name in value:
        if name not in names:
            raise UnknownField("field.unknown", path=str(name))
    return [value[name] for name in names]


def read_signed_money(value: object) -> Money:
    """Read `{"amount": "12.50", "currency": "CNY"}`, of either sign."""
    amount, currency = _keys(value, "an amount with its currency", "amount", "currency")
    if isinstance(amount, bool | float):
        raise InvalidMoney("money.bool" if isinstance(amount, bool) else "money.float", value=amount)
    return Money.parse(_plain(amount), read_text(currency))


def read_money(value: object) -> Money:
    """Read an amount of zero or more; `SignedMoney` may be below."""
    money = read_signed_money(value)
    if money.minor < 0:
        raise InvalidMoney("money.negative", value=str(money))
    return money


def read_date(value: object) -> date:
    """Read `YYYY-MM-DD`, or a date of TOML; a time of day is refused (B43)."""
    return value if type(value) is date else parse_date(_text_of_day(value))


def _text_of_day(value: object) -> str:
    if type(value) is not str:
        raise wrong_type("a date as YYYY-MM-DD", value)
    return value


def read_instant(value: object) -> datetime:
    """Read an instant with its offset, such as `2026-10-01T08:00:00+08:00` or with `Z`."""
    if type(value) is datetime:
        instant = value
    elif type(value) is str:
        if not _INSTANT.match(value):
            raise InvalidDate("instant.invalid", value=value[:40])
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise InvalidDate("instant.invalid", value=value[:40]) from None
    else:
        raise wrong_type("an instant with its offset", value)
    if instant.utcoffset() is None:
        raise InvalidDate("instant.invalid", value=str(instant))
    return instant


def read_span(value: object) -> timedelta:
    """Read a length of time: `500ms`, `30s`, `5min`, `2h`, `7d`."""
    if type(value) is not str:
        raise wrong_type("a length of time such as 30s", value)
    found = _SPAN.match(value)
    if found is None:
        raise InvalidText("span.invalid", value=value[:40])
    return int(found[1]) * _UNITS[found[2]]


def write_span(span: timedelta) -> str:
    """Write a length of time in its largest whole unit; less than a millisecond cannot be written."""
    for unit in ("d", "h", "min", "s", "ms"):
        count, rest = divmod(span, _UNITS[unit])
        if not rest and (count or unit == "ms"):
            return f"{count}{unit}"
    return f"{span // _UNITS['ms']}ms"


def write_money(money: Money) -> dict[str, str]:
    """Write an amount as `read_money` reads it."""
    return {"amount": str(money), "currency": money.currency}


READERS: Final[Mapping[Any, Callable[[Any], object]]] = {
    str: read_text,
    int: read_integer,
    bool: read_boolean,
    Decimal: _decimal(parse_decimal),
    Quantity: _decimal(parse_quantity),
    SignedQuantity: _decimal(parse_decimal),
    Price: _decimal(parse_quantity),
    Ratio: _decimal(parse_ratio),
    ExchangeRate: _decimal(parse_rate),
    Money: read_money,
    SignedMoney: read_signed_money,
    date: read_date,
    datetime: read_instant,
    timedelta: read_span,
    Moment: lambda value: Moment.parse(_text_of_day(value)),
    Period: lambda value: Period.parse(read_text(value)),
    Path: lambda value: Path(read_text(value)),
    object: lambda value: value,
}
"""What is read for a type; of every other single type nothing is."""

WRITERS: Final[Mapping[type, Callable[[Any], object]]] = {
    Decimal: decimal_text,
    Money: write_money,
    date: date.isoformat,
    datetime: datetime.isoformat,
    timedelta: write_span,
    Moment: str,
    Period: lambda period: period.name,
    Path: str,
}
"""How what was read is written again."""
