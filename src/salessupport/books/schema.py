"""The form of a schema: a table of the books is one object that loading, errors, writing, templates and docs all use.

The type of a column is that of the field of the same name on the table's fact class, so it is stated once; the table
adds what only a spreadsheet needs: the headers in both languages, what refers to what, and what the column means.
Law: within one table a header names one column. Source: books.md "Form"; architecture "One schema".
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from keyword import iskeyword
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import Factory, field, frozen

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


YES_NO: Mapping[str, str] = {"yes": "是", "no": "否"}
"""The words of a boolean cell."""


@frozen
class Header:
    """What a table's declaration says of one column.

    `zh` is the Chinese header, `also` are other Chinese headers under which it is read, `refers_to` the tables that
    its ids are of, `labels` the Chinese words of a choice by its English ones.
    """

    zh: str
    doc: str
    doc_zh: str
    refers_to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(factory=dict, hash=False)


@frozen
class Column:
    """One column: a `Header` joined with the type of its field.

    `name` is the header in the file, `attribute` the field of the fact (`class` and `class_`); `choice_labels` gives
    the Chinese word of each word that a choice or a boolean takes.
    """

    name: str
    attribute: str
    zh: str
    doc: str
    doc_zh: str
    kind: Kind
    required: bool
    refers_to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    choice_labels: Mapping[str, str] = field(factory=dict, hash=False)

    @property
    def choices(self) -> tuple[str, ...]:
        """The English words that the cell takes, in order; empty unless it is a choice or a boolean."""
        return tuple(self.choice_labels)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which the column is read: English, Chinese, other Chinese ones."""
        return self.name, self.zh, *self.also


@frozen
class Table:
    """One table: `name` (also its file's), Chinese name, fact class, key columns, and whether its ids are documents'.

    The cells of the `key` columns together are unique; no key means that equal rows are allowed. Ids of documents are
    unique over all document tables together.
    """

    name: str
    zh: str
    doc: str
    doc_zh: str
    fact: type[Fact]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    document: bool = False
    by_header: Mapping[str, Column] = field(
        init=False, repr=False, eq=False, default=Factory(lambda self: _index(self.name, self.columns), takes_self=True)
    )

    @property
    def has_ids(self) -> bool:
        """Whether rows of other tables can refer to these by their id, of which there may be versions."""
        return self.key[:1] == ("id",)

    def column(self, name: str) -> Column:
        """Give the column of this header, English or Chinese."""
        return self.by_header[name]


def _index(table: str, columns: tuple[Column, ...]) -> Mapping[str, Column]:
    index: dict[str, Column] = {}
    for column in columns:
        for header in column.headers:
            if index.setdefault(header, column) is not column:
                raise TypeError(f"{table}: two columns are called {header}")
    return index


def table(
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
    headers = {**headers, "recorded_on": headers.get("recorded_on", _RECORDED_ON)}
    hints = get_type_hints(fact)
    required = {attribute.name: attribute.default is attrs.NOTHING for attribute in attrs.fields(fact)}
    by_attribute = {_attribute(column): (column, header) for column, header in headers.items()}
    if set(required) != set(by_attribute):
        raise TypeError(f"{name}: headers and fields differ: {sorted(set(required) ^ set(by_attribute))}")
    columns = tuple(
        _column(column, header, attribute, hints[attribute], required=required[attribute])
        for attribute, (column, header) in by_attribute.items()
    )
    return Table(name, zh, doc, doc_zh, fact, columns, key, document)


_RECORDED_ON = Header(
    "登记日期", "Day the row was entered, if another than its effective date", "录入日期，与生效日期不同时填写"
)


def _attribute(column: str) -> str:
    """Give the field of a column: its name, with `_` behind it if Python keeps that word for itself."""
    return f"{column}_" if iskeyword(column) else column


def _column(name: str, header: Header, attribute: str, hint: Any, *, required: bool) -> Column:
    kind, words = _kind(hint)
    labels = YES_NO if kind is Kind.BOOLEAN else header.labels
    if tuple(labels) != words:
        raise TypeError(f"{name}: the labels {tuple(labels)} are not those of its type {words}")
    return Column(
        name=name,
        attribute=attribute,
        zh=header.zh,
        doc=header.doc,
        doc_zh=header.doc_zh,
        kind=kind,
        required=required,
        refers_to=header.refers_to,
        also=header.also,
        choice_labels=labels,
    )


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Literal:
        return Kind.CHOICE, get_args(hint)
    if get_origin(hint) is tuple:
        return Kind.TEXTS, ()
    kind = _KINDS[hint]
    return kind, tuple(YES_NO) if kind is Kind.BOOLEAN else ()
