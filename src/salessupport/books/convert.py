"""One row of a table → its fact, strictly: a cell is read by the kind of its column and by nothing else.

cattrs makes one function per table and currency, without detailed errors; only a row that fails goes through a second
one that finds every fault of it (goal P3). Empty cells are left out before: what a row does not give takes the fact's
default. Laws: no cell is coerced (`1.9` is no whole number, `yes` is no text's business), no key is dropped in silence.
Source: books.md "Form"; reliability §0.6, B5-B8, B19, B21-B29, B41-B43.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple, TypeVar

from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from salessupport.books.schema import Column, Kind, Table
from salessupport.domain.facts import Fact
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.dates import Moment, parse_date
from salessupport.domain.values.errors import (
    InvalidMoney,
    InvalidNumber,
    InvalidText,
    SalesSupportError,
    WrongType,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import parse_decimal, parse_quantity, parse_rate, parse_ratio

Structure = Callable[[Mapping[str, str], type[Fact]], Fact]
"""Makes the fact of a row from its cells by attribute, without the empty ones. Raises the first fault it meets."""
_Hook = Callable[[Any, Any], object]
_Read = TypeVar("_Read")

FAILS = (SalesSupportError, KeyError, ForbiddenExtraKeysError)
"""What a `Structure` raises: a fault of a cell, a necessary cell that is missing, a key that the table has not."""
SEPARATOR = re.compile("[;；]")
_INTEGER = re.compile(r"-?[0-9]{1,9}\Z")
_CACHED = 1 << 16


class Problem(NamedTuple):
    """One fault of a row: the attribute it is in (`""`: the whole row), the code, and what its text needs."""

    attribute: str
    code: str
    context: Mapping[str, object]


class RowConverter:
    """Converts the rows of one table; remembers one function per currency."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._structures: dict[str, Structure] = {}

    def structure(self, currency: str) -> Structure:
        """Give the function that makes a fact whose amounts are of `currency`."""
        if currency not in self._structures:
            self._structures[currency] = _structure_function(self.table, currency, detailed=False)
        return self._structures[currency]

    def problems(self, cells: Mapping[str, str], currency: str) -> Iterator[Problem]:
        """Find every fault of a row that failed."""
        try:
            _structure_function(self.table, currency, detailed=True)(cells, self.table.fact)
        except ClassValidationError as group:
            for error in group.exceptions:
                yield from _problems_of(error)


@lru_cache(maxsize=512)
def _structure_function(table: Table, currency: str, *, detailed: bool) -> Structure:
    overrides: dict[str, Any] = {
        column.attribute: override(struct_hook=_hook(column, currency)) for column in table.columns
    }
    return make_dict_structure_fn(
        table.fact,
        Converter(),
        _cattrs_detailed_validation=detailed,
        _cattrs_forbid_extra_keys=True,
        _cattrs_use_linecache=False,
        **overrides,
    )


def _problems_of(error: Exception) -> Iterator[Problem]:
    attribute = next((note.name for note in getattr(error, "__notes__", ()) if hasattr(note, "name")), "")
    match error:
        case SalesSupportError():
            yield Problem(attribute or error.path, error.code, error.context)
        case ForbiddenExtraKeysError():
            yield from (Problem(name, "field.unknown", {}) for name in sorted(error.extra_fields))
        case KeyError():
            yield Problem(attribute, "field.missing", {})
        case _:
            raise error


def _hook(column: Column, currency: str) -> _Hook:
    """Give the reader of a column's cells."""
    match column.kind:
        case Kind.MONEY:
            return _money(currency)
        case Kind.SIGNED_MONEY:
            return _signed_money(currency)
        case Kind.CHOICE | Kind.BOOLEAN:
            return _words(column)
        case Kind.TEXT if column.name == "currency":
            return _currency
        case Kind.TEXT if column.refers_to:
            return _reference
    return _HOOKS[column.kind]


def _remembered(parse: Callable[[str], _Read]) -> _Hook:
    """Read cells that are much alike (days, rates, quantities) once each."""
    remembered = lru_cache(maxsize=_CACHED)(parse)

    def hook(value: Any, _: Any) -> _Read:
        try:
            return remembered(value)
        except TypeError:  # something that is no text and has no hash: `parse` says so
            return parse(value)

    return hook


def _text(value: Any, _: Any) -> str:
    if type(value) is not str:
        raise WrongType("type.wrong", expected="text", kind=type(value).__name__)
    return value


def _reference(value: Any, kind: Any) -> str:
    """Read an id, which stands in many rows: it is kept once."""
    return intern(_text(value, kind))


def _currency(value: Any, kind: Any) -> str:
    digits_of(_text(value, kind))
    return intern(value)


def _texts(value: Any, kind: Any) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, SEPARATOR.split(_text(value, kind))) if part)


def _integer(text: str) -> int:
    if not isinstance(text, str):
        raise WrongType("type.wrong", expected="a whole number", kind=type(text).__name__)
    if not _INTEGER.match(text):
        raise InvalidNumber("number.invalid", value=text[:40])
    return int(text)


def _money(currency: str) -> _Hook:
    parse = Money.parse

    def hook(value: Any, _: Any) -> Money:
        amount = parse(value, currency)
        if amount.minor < 0:
            raise InvalidMoney("money.negative", value=value)
        return amount

    return hook


def _signed_money(currency: str) -> _Hook:
    return lambda value, _: Money.parse(value, currency)


def _words(column: Column) -> _Hook:
    """Read one of the words of a choice or a boolean, English or Chinese."""
    meanings: dict[str, object] = {}
    for word, label in column.choice_labels.items():
        meanings[word] = meanings[label] = word == "yes" if column.kind is Kind.BOOLEAN else word
    known = ", ".join(f"{word} {label}" for word, label in column.choice_labels.items())

    def hook(value: Any, _: Any) -> object:
        try:
            return meanings[value]
        except (KeyError, TypeError):
            if column.kind is Kind.BOOLEAN:
                raise WrongType("boolean.invalid", value=str(value)[:40]) from None
            raise InvalidText("choice.unknown", value=str(value)[:40], choices=known) from None

    return hook


_HOOKS: Mapping[Kind, _Hook] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.INTEGER: _remembered(_integer),
    Kind.DATE: _remembered(parse_date),
    Kind.MOMENT: _remembered(Moment.parse),
    Kind.QUANTITY: _remembered(parse_quantity),
    Kind.SIGNED_QUANTITY: _remembered(parse_decimal),
    Kind.PRICE: _remembered(parse_quantity),
    Kind.RATIO: _remembered(parse_ratio),
    Kind.RATE: _remembered(parse_rate),
}
