"""Tryton's JSON in both directions: money as exact decimals, days, instants, and rows that are read strictly.

Laws: money that comes as a bare number has been a float and is refused; a field of another type is a
`ContractViolation` that names it. Nested rows come under their name with a dot behind it (`"party."`).
Source: wire/tryton.md 2 "Value encoding", 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from attrs import frozen
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import parse_decimal
from salessupport.spi.errors import ContractViolation

Row = Mapping[str, object]
Wire = Mapping[str, object]
_DAY: Final = ("year", "month", "day")
_TIME: Final = ("hour", "minute", "second", "microsecond")


@frozen
class Bare:
    """A number that came as a float: its digits are those of the shortest float, good for quantities alone."""

    value: Decimal


def words(text: str) -> list[str]:
    """The names of fields, written in one text."""
    return text.split()


def decimal_on_wire(value: Decimal) -> Wire:
    """A decimal, digit by digit."""
    return {"__class__": "Decimal", "decimal": format(value, "f")}


def money_on_wire(amount: Money) -> Wire:
    """An amount in major units."""
    return {"__class__": "Decimal", "decimal": str(amount)}


def day_on_wire(day: date) -> Wire:
    """A day."""
    return {"__class__": "date", **{name: getattr(day, name) for name in _DAY}}


def instant_on_wire(instant: datetime) -> Wire:
    """An instant; Tryton's are in UTC and say no zone."""
    return {"__class__": "datetime", **{name: getattr(instant, name) for name in (*_DAY, *_TIME)}}


def decoded(value: object) -> object:
    """What a value of an answer says; classes that nobody knows stay as they are."""
    match value:
        case Decimal():
            return Bare(value)
        case list():
            return [decoded(each) for each in value]
        case Mapping():
            return _classed(value) if "__class__" in value else {str(k): decoded(each) for k, each in value.items()}
    return value


def _classed(value: Mapping[str, object]) -> object:
    try:
        match value["__class__"]:
            case "Decimal":
                return parse_decimal(_plain(str(value["decimal"])))
            case "date":
                return date(*(_whole(value[name]) for name in _DAY))
            case "datetime":
                day = date(*(_whole(value[name]) for name in _DAY))
                hour, minute, second, micro = (_whole(value[name]) for name in _TIME)
                return datetime.combine(day, time(hour, minute, second, micro))
    except (KeyError, ValueError, SalesSupportError):
        raise ContractViolation(remote_text=f"a broken {str(value['__class__'])[:20]}") from None
    return value


def _plain(text: str) -> str:
    """Decimal text without exponent: Tryton writes zero as `0E-8`."""
    if "E" not in text.upper():
        return text
    return format(Decimal(text), "f")


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError
    return value


def text_of(row: Row, name: str) -> str | None:
    """A text; None where it is empty."""
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value or None
    raise _wrong(name, value)


def flag_of(row: Row, name: str) -> bool:
    """A yes or no; SQLite gives 0 and 1."""
    value = row.get(name)
    if value in (True, False, None):
        return bool(value)
    raise _wrong(name, value)


def id_of(row: Row, name: str = "id") -> int:
    """A number of a record."""
    value = row.get(name)
    if type(value) is int:
        return value
    raise _wrong(name, value)


def ids_of(row: Row, name: str) -> list[int]:
    """Numbers of records."""
    value = row.get(name)
    if isinstance(value, Sequence) and all(type(each) is int for each in value):
        return list(value)
    raise _wrong(name, value)


def day_of(row: Row, name: str) -> date | None:
    """A day."""
    value = row.get(name)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise _wrong(name, value)


def instant_of(row: Row, name: str) -> datetime | None:
    """An instant, in UTC without a zone, as Tryton says it."""
    value = row.get(name)
    if value is None or isinstance(value, datetime):
        return value
    raise _wrong(name, value)


def decimal_of(row: Row, name: str) -> Decimal:
    """An exact decimal; a float is refused."""
    value = row.get(name)
    if isinstance(value, Decimal):
        return value
    raise _wrong(name, value)


def money_of(row: Row, name: str, currency: str) -> Money:
    """An amount of a currency, with its sign."""
    value = decimal_of(row, name)
    try:
        return Money.parse(format(value.normalize(), "f"), currency)
    except SalesSupportError:
        raise _wrong(name, value) from None


def quantity_of(row: Row, name: str) -> Decimal:
    """A quantity, which Tryton keeps as a float."""
    value = row.get(name)
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, Bare):
        return Decimal(format(value.value.normalize(), "f"))
    raise _wrong(name, value)


def row_of(row: Row, name: str) -> Row | None:
    """The row that a field refers to."""
    value = row.get(f"{name}.")
    if value is None or isinstance(value, Mapping):
        return value
    raise _wrong(name, value)


def rows_of(row: Row, name: str) -> list[Row]:
    """The rows that a field holds."""
    return rows(row.get(f"{name}."), name)


def rows(value: object, name: str) -> list[Row]:
    """A list of rows."""
    if isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
        return value
    raise _wrong(name, value)


def _wrong(name: str, value: object) -> ContractViolation:
    return ContractViolation(path=name, remote_text=f"{name} is a {type(value).__name__}")
