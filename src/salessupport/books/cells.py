"""A value of a fact → the text of its cell, as `convert` reads it back; and which cells a sheet holds as numbers.

Laws: what is written reads back equal; a text that no cell can hold is refused with its place and never cut or mended;
a number that is not finite is never written. Source: books.md "Form"; reliability §3.10, B33, B37, B39, B73-B75.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from salessupport.books.convert import SEPARATOR
from salessupport.books.schema import Column, Kind, Table
from salessupport.domain.facts import Fact, RegisterEntry
from salessupport.domain.values.errors import InvalidMoney, InvalidText, SalesSupportError
from salessupport.domain.values.messages import Language
from salessupport.domain.values.quantity import decimal_text
from salessupport.domain.values.text import check_text
from salessupport.tabular.csvio import neutral

NUMBERS = frozenset(
    {
        Kind.INTEGER, Kind.MONEY, Kind.SIGNED_MONEY, Kind.QUANTITY, Kind.SIGNED_QUANTITY, Kind.PRICE, Kind.RATIO,
        Kind.RATE,
    }
)  # fmt: skip
"""The kinds whose cells are numbers in a sheet."""
TEXTS = frozenset({Kind.TEXT, Kind.TEXTS})
"""The kinds whose cells may hold any text, so that CSV has to neutralise them."""
_SIGNIFICANT = 15
_FIRST_SHEET_DAY = date(1900, 3, 1)


@frozen
class Field:
    """One column as it is written: header, kind, and the function from a fact and its index to its cell's text."""

    header: str
    kind: Kind
    text_of: Callable[[Fact, int], str]


def field_of(column: Column, language: Language) -> Field:
    """Give the column of a table under its header in `language`."""
    header = column.zh if language == "zh_CN" else column.name
    return Field(header, column.kind, lambda fact, _: cell_text(column, getattr(fact, column.attribute), language))


def fields_of(
    table: Table, facts: Sequence[Fact], language: Language, extras: Mapping[str, Mapping[int, str]]
) -> list[Field]:
    """Give the columns that a file of these facts needs: the necessary ones, those that any fact fills, and extras."""
    used = [c for c in table.columns if c.required or any(_is_given(getattr(fact, c.attribute)) for fact in facts)]
    fields = [field_of(column, language) for column in used]
    if table.fact is RegisterEntry:
        fields.extend(_register_field(header) for header in _register_headers(facts))
    fields.extend(_extra_field(header, cells) for header, cells in extras.items())
    return fields


def csv_cells(fields: Sequence[Field], rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Make the texts among the cells safe for spreadsheet programs; numbers, dates and words are safe as they are."""
    textual = [field.kind in TEXTS for field in fields]
    for cells in rows:
        yield [neutral(cell) if text else cell for cell, text in zip(cells, textual, strict=True)]


def cell_text(column: Column, value: object, language: Language) -> str:
    """Give the text of a cell; empty where nothing is given. The error's path names the column."""
    try:
        return "" if value is None else _text(column, value, language)
    except SalesSupportError as error:
        raise type(error)(error.code, path=error.path or column.name, **error.context) from None


def rows_of_cells(table: Table, facts: Sequence[Fact], fields: Sequence[Field]) -> Iterator[list[str]]:
    """Give the cells of every fact; an error names the table, the fact's id or number, and the column."""
    for index, fact in enumerate(facts):
        try:
            yield [field.text_of(fact, index) for field in fields]
        except SalesSupportError as error:
            where = f"{table.name}/{getattr(fact, 'id', index + 1)}"
            path = f"{where}:{error.path}" if error.path else where
            raise type(error)(error.code, path=path, **error.context) from None


def sheet_number(kind: Kind, text: str) -> Decimal | None:
    """Give a number that a sheet can hold exactly, or None: then the cell is a text."""
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    return Decimal(text) if kind in NUMBERS and text and len(digits) <= _SIGNIFICANT else None


def sheet_day(kind: Kind, text: str) -> date | None:
    """Give a day that a sheet can hold; days before 1900-03-01 are texts, sheets reckon them wrong."""
    day = date.fromisoformat(text) if kind is Kind.DATE and text else None
    return day if day is not None and day >= _FIRST_SHEET_DAY else None


def _text(column: Column, value: object, language: Language) -> str:
    if column.kind is Kind.TEXTS and isinstance(value, tuple):
        return checked(";".join(_single(str(part)) for part in value))
    if column.choice_labels:
        word = str(value) if not isinstance(value, bool) else "yes" if value else "no"
        return column.choice_labels[word] if language == "zh_CN" else word
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise InvalidMoney("money.not_finite", value=value)
        return decimal_text(value)
    return checked(str(value)) if isinstance(value, str) else str(value)


def _single(text: str) -> str:
    if SEPARATOR.search(text):
        raise InvalidText("text.separator", value=text)
    return text


def checked(text: str) -> str:
    """Give a text as every file can hold it, line ends as line feeds; refuse what none can."""
    check_text(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_given(value: object) -> bool:
    return value is not None and value not in ("", ())


def _register_headers(facts: Iterable[Fact]) -> list[str]:
    return list(dict.fromkeys(name for fact in facts if isinstance(fact, RegisterEntry) for name in fact.values))


def _register_field(header: str) -> Field:
    def text_of(fact: Fact, _: int) -> str:
        return checked(fact.values.get(header, "")) if isinstance(fact, RegisterEntry) else ""

    return Field(checked(header), Kind.TEXT, text_of)


def _extra_field(header: str, cells: Mapping[int, str]) -> Field:
    return Field(checked(header), Kind.TEXT, lambda _, index: checked(cells.get(index, "")))
