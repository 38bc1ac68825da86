"""Writers of single cells, one per column, made once per block so that the loop over the rows only calls them.

A text is always an explicit string, so that `=HYPERLINK(...)` is the name of a customer and no formula (B74). An amount
is a number only up to 15 significant digits, else a text with a note (B75). The checks have run before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.messages import Language, text_of
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text
from salessupport.reports.checks import EXACT
from salessupport.reports.sheet import SheetColumn, Words, say
from salessupport.reports.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Write = Callable[[int, Any], None]
"""Writes a value into its column at a row counted from 0; which type of value is the column's kind, checked before."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_DIGITS = 15
"""A number of more digits is a text, as a spreadsheet would drop the last ones."""


def spreadsheet_number(numerator: int, denominator: int) -> float:
    """Give a quotient as the number type of spreadsheets: the one place where an amount becomes a float.

    It is safe here and only here: the format knows no other number, `int / int` is rounded correctly once, an amount
    of at most 15 significant digits comes back from the nearest float digit by digit, and nothing calculates with it.
    """
    return numerator / denominator


@frozen
class Pen:
    """Where and how the cells of one block are written."""

    worksheet: Worksheet
    styles: Styles
    language: Language
    currency: str
    values_only: bool

    def column(self, column: SheetColumn, index: int, template: str | None = None) -> Write:
        """Give the writer of a column; `template` is its formula with places for `row` and `above`."""
        style = self.styles.cell(column.kind, digits=digits_of(self.currency))
        write = self._value(column, index, style)
        if template is not None and not self.values_only:
            write = self._formula(column, index, style, template)
        blank = self.worksheet.write_blank

        def present(row: int, value: Any) -> None:
            if value is None:
                blank(row, index, None, style)
            else:
                write(row, value)

        return present

    def scale(self, column: SheetColumn) -> int:
        """How many of the units that a column counts in make one on the sheet."""
        return 10 ** digits_of(self.currency) if column.kind == "money" else 1

    def formula(self, row: int, index: int, text: str, number: float, style: Format) -> None:
        """Write a formula with its cached value."""
        # XlsxWriter declares the value by its default, 0; it may be any number.
        write_formula = cast("Callable[..., object]", self.worksheet.write_formula)
        write_formula(row, index, text, style, number)

    def amount(self, row: int, index: int, minor: int, *, currency: str, style: Format) -> None:
        """Write an amount as a number, or as a text with a note where a number would lose digits."""
        digits = digits_of(currency)
        if abs(minor) < EXACT:
            self.worksheet.write_number(row, index, spreadsheet_number(minor, 10**digits), style)
        else:
            whole, part = divmod(abs(minor), 10**digits)
            text = f"{'-' if minor < 0 else ''}{whole}" + (f".{part:0{digits}d}" if digits else "")
            self.worksheet.write_string(row, index, text, style)
            self.worksheet.write_comment(row, index, text_of("sheet.money_as_text", self.language, {}))

    def text(self, row: int, index: int, text: str, style: Format) -> None:
        """Write a text as it is."""
        if text.startswith("<r>"):
            # XlsxWriter takes "<r>…</r>" for prepared markup and would write it raw: in three runs it stays a text.
            self.worksheet.write_rich_string(row, index, "<", "r", text[2:], style)
        else:
            self.worksheet.write_string(row, index, text, style)

    def _value(self, column: SheetColumn, index: int, style: Format) -> Write:
        match column.kind:
            case "text":
                return self._text(index, style, column.vocabulary)
            case "words":
                return self._words(index, style)
            case "date":
                return self._date(index, style)
            case "integer":
                return self._integer(index, style)
            case "quantity":
                return self._quantity(index, style)
            case "percent":
                return self._percent(index, style)
            case "money":
                return self._money(index, style)
            case "amount":
                return self._amount(index)

    def _text(self, index: int, style: Format, vocabulary: Mapping[str, Words]) -> Write:
        write_string, careful = self.worksheet.write_string, self.text
        translated = {code: say(words, self.language) for code, words in vocabulary.items()}

        def write(row: int, text: str) -> None:
            if text.startswith("<"):
                careful(row, index, text, style)
            else:
                write_string(row, index, text, style)

        def translate(row: int, code: str) -> None:
            write(row, translated.get(code, code))

        return translate if translated else write

    def _words(self, index: int, style: Format) -> Write:
        def write(row: int, words: Words) -> None:
            self.text(row, index, say(words, self.language), style)

        return write

    def _date(self, index: int, style: Format) -> Write:
        write_number = self.worksheet.write_number

        def write(row: int, day: date) -> None:
            write_number(row, index, day.toordinal() - _DAY_ZERO, style)

        return write

    def _integer(self, index: int, style: Format) -> Write:
        write_number = self.worksheet.write_number

        def write(row: int, number: int) -> None:
            write_number(row, index, number, style)

        return write

    def _quantity(self, index: int, style: Format) -> Write:
        def write(row: int, quantity: Decimal) -> None:
            text = decimal_text(quantity)
            if len(text) <= _DIGITS:
                self.worksheet.write_number(row, index, spreadsheet_number(*quantity.as_integer_ratio()), style)
            else:
                self.worksheet.write_string(row, index, text, style)

        return write

    def _percent(self, index: int, style: Format) -> Write:
        write_number = self.worksheet.write_number

        def write(row: int, ratio: Fraction) -> None:
            write_number(row, index, spreadsheet_number(*ratio.as_integer_ratio()), style)

        return write

    def _money(self, index: int, style: Format) -> Write:
        write_number, scale = self.worksheet.write_number, 10 ** digits_of(self.currency)

        def write(row: int, minor: int) -> None:
            write_number(row, index, spreadsheet_number(minor, scale), style)

        def write_either(row: int, minor: int) -> None:
            self.amount(row, index, minor, currency=self.currency, style=style)

        return write_either if self.values_only else write

    def _amount(self, index: int) -> Write:
        def write(row: int, money: Money) -> None:
            style = self.styles.cell("amount", digits=digits_of(money.currency))
            self.amount(row, index, money.minor, currency=money.currency, style=style)

        return write

    def _formula(self, column: SheetColumn, index: int, style: Format, template: str) -> Write:
        write_formula, fill, scale = self.formula, template.format, self.scale(column)

        def write(row: int, value: int) -> None:
            write_formula(row, index, fill(row=row + 1, above=row), spreadsheet_number(value, scale), style)

        return write
