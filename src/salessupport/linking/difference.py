"""Our document beside the other system's: row by row by the keys of the tables, field by field; pure.

A field that the other system does not give counts as equal: it keeps less than our books. Our day of recording is our
own. Law: a document compared with itself differs in nothing; what only one side has is told as that side's.
Source: LD-02; books.md "Form"; adapters.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
from attrs import frozen

from salessupport.books.comparison import key_of
from salessupport.books.schema import Column
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact
from salessupport.domain.values.money import Money

Rows = Mapping[str, Sequence[Fact]]


@frozen
class FieldDifference:
    """A field of a row that says one thing here and another there, as texts; `owned` is one that a push sets there."""

    table: str
    row: str
    field: str
    ours: str
    theirs: str
    owned: bool = False


@frozen
class Compared:
    """What comparing a document came to: rows that only one side has, and fields that differ."""

    only_ours: Mapping[str, tuple[Fact, ...]]
    only_theirs: Mapping[str, tuple[Fact, ...]]
    fields: tuple[FieldDifference, ...]

    @property
    def equal(self) -> bool:
        """Whether both sides say the same."""
        return not (self.only_ours or self.only_theirs or self.fields)


def compared(ours: Rows, theirs: Rows, *, currency: str | None = None) -> Compared:
    """Compare the rows of one document; tables that the other system does not give are not compared.

    `currency`: what a row of ours is in that names none and has no amounts.
    """
    only_ours: dict[str, tuple[Fact, ...]] = {}
    only_theirs: dict[str, tuple[Fact, ...]] = {}
    fields: list[FieldDifference] = []
    for table in theirs:
        mine, other = _by_key(table, ours.get(table, ())), _by_key(table, theirs[table])
        if left := tuple(row for key, row in mine.items() if key not in other):
            only_ours[table] = left
        if more := tuple(row for key, row in other.items() if key not in mine):
            only_theirs[table] = more
        for key, row in mine.items():
            if key in other:
                fields += _differing(table, key, row, other[key], currency)
    return Compared(only_ours, only_theirs, tuple(fields))


def _by_key(table: str, rows: Sequence[Fact]) -> dict[tuple[object, ...], Fact]:
    """The rows by their key; of a table without one by what they say, counted."""
    if TABLES[table].key:
        number = key_of(TABLES[table])
        return {number(row): row for row in rows}
    counted: dict[tuple[object, ...], Fact] = {}
    for row in rows:
        count = 0
        while (row, count) in counted:
            count += 1
        counted[row, count] = row
    return counted


def _differing(
    table: str, key: tuple[object, ...], ours: Fact, theirs: Fact, currency: str | None
) -> Iterator[FieldDifference]:
    for column in TABLES[table].columns:
        mine, other = _said(ours, column, currency), _said(theirs, column, None)
        if mine is None and column.name == "due_on":
            mine = getattr(ours, "falls_due_on", None)
        if column.name != "recorded_on" and other not in (None, (), "") and mine != other:
            name = "/".join("" if part is None else str(part) for part in key)
            yield FieldDifference(table, name, column.name, _text(mine), _text(other))


def _said(fact: Fact, column: Column, currency: str | None) -> object:
    """What a row says in a column; a currency that it leaves to the books is that of its amounts, else `currency`."""
    value = getattr(fact, column.attribute)
    if column.name != "currency" or value is not None:
        return value
    amounts = (getattr(fact, one.name) for one in attrs.fields(type(fact)))
    return next((amount.currency for amount in amounts if isinstance(amount, Money)), currency)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    return "" if value is None else str(value)
