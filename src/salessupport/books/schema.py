"""The form of a schema: a table of the books is one object that loading, errors, writing, templates and docs all use.

The type of a column is that of the field of the same name on the table's fact class, so it is stated once; the table
adds what only a spreadsheet needs: the headers in both languages, what refers to what, and what the column means.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.quantity import ExchangeRate, Price, Quantity, Ratio, SignedQuantity


class Kind(Enum):
    """How a cell is read and written."""

    TEXT = "text"
    TEXTS = "texts"  # several, separated by ;
    CHOICE = "choice"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    SIGNED_MONEY = "signed_money"
    QUANTITY = "quantity"
    SIGNED_QUANTITY = "signed_quantity"
    PRICE = "price"
    RATIO = "ratio"
    RATE = "rate"


_KINDS: Mapping[Any, Kind] = {
    str: Kind.TEXT,
    bool: Kind.BOOLEAN,
    int: Kind.INTEGER,
    date: Kind.DATE,
    Moment: Kind.MOMENT,
    Money: Kind.MONEY,
    SignedMoney: Kind.SIGNED_MONEY,
    Quantity: Kind.QUANTITY,
    SignedQuantity: Kind.SIGNED_QUANTITY,
    Price: Kind.PRICE,
    Ratio: Kind.RATIO,
    ExchangeRate: Kind.RATE,
}


@frozen
class Header:
    """What a table's declaration says of one column: the Chinese header, the meaning, and what it refers to."""

    zh: str
    doc: str
    doc_zh: str
    refers_to: tuple[str, ...] = ()


@frozen
class Column:
    """One column: a `Header` joined with the type of its field."""

    name: str
    zh: str
    doc: str
    doc_zh: str
    kind: Kind
    required: bool
    refers_to: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@frozen
class Table:
    """One table: `name` (also its file's), Chinese name, fact class, key columns, and whether its ids are documents'.

    Ids of documents are unique over all document tables together.
    """

    name: str
    zh: str
    doc: str
    doc_zh: str
    fact: type[Fact]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    document: bool = False
    by_header: Mapping[str, Column] = field(init=False, repr=False, eq=False)

    @by_header.default
    def _index(self) -> Mapping[str, Column]:
        return {header: column for column in self.columns for header in (column.name, column.zh)}

    def column(self, name: str) -> Column:
        """The column of this English name."""
        return self.by_header[name]


def table(  # noqa: PLR0913 - a declaration names every part once
    name: str,
    zh: str,
    fact: type[Fact],
    *,
    doc: str,
    doc_zh: str,
    headers: Mapping[str, Header],
    key: tuple[str, ...] = ("id",),
    document: bool = False,
) -> Table:
    """Join headers with the fields of `fact`; `recorded_on` is added to every table. Names must agree exactly."""
    headers = {**headers, "recorded_on": _RECORDED_ON}
    hints = get_type_hints(fact)
    fields = {attribute.name: attribute for attribute in attrs.fields(fact)}
    if set(fields) != set(headers):
        raise TypeError(f"{name}: headers and fields differ: {sorted(set(fields) ^ set(headers))}")
    columns = tuple(
        _column(column, header, hints[column], required=fields[column].default is attrs.NOTHING)
        for column, header in headers.items()
    )
    return Table(name, zh, doc, doc_zh, fact, columns, key, document)


_RECORDED_ON = Header("登记日期", "Day the row was entered, if another than its effective date", "录入日期，与生效日期不同时填写")


def _column(name: str, header: Header, hint: Any, *, required: bool) -> Column:
    kind, choices = _kind(hint)
    return Column(name, header.zh, header.doc, header.doc_zh, kind, required, header.refers_to, choices)


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Literal:
        return Kind.CHOICE, get_args(hint)
    if get_origin(hint) is tuple:
        return Kind.TEXTS, ()
    return _KINDS[hint], ()
