"""Sheets of tables as XlsxWriter writes them: frozen header, notes, drop-downs, formats; texts are never formulas.

An amount is a number only up to 15 significant digits, else a text with a note that says so (B75); a day before March
1900 is a text. The same contents give the same bytes. Source: books.md "Form"; reliability §3.10.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING

from salessupport.books.cells import NUMBERS, Field, sheet_day, sheet_number
from salessupport.books.schema import Column, Kind
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.messages import Language, text_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in every file's properties: books say in their rows when something was recorded."""
_LAST_ROW = 1_048_575
_LONGEST_LIST = 255
_WIDTHS = {Kind.TEXT: 18, Kind.TEXTS: 24, Kind.INTEGER: 9, Kind.RATIO: 10}
_FORMATS = {
    Kind.TEXT: "@",
    Kind.TEXTS: "@",
    Kind.CHOICE: "@",
    Kind.BOOLEAN: "@",
    Kind.MOMENT: "@",
    Kind.DATE: "yyyy-mm-dd",
    Kind.RATIO: "0.00%",
}


class BookWriter:
    """A workbook of tables in the making; `close` gives its bytes."""

    def __init__(self, currency: str) -> None:
        from xlsxwriter import Workbook

        self._buffer = io.BytesIO()
        self.workbook: Workbook = Workbook(self._buffer, {"in_memory": True})
        self.workbook.set_properties({"created": _CREATED})
        self._digits = digits_of(currency)
        self._formats: dict[str, Format] = {}

    def close(self) -> bytes:
        """Finish the workbook and give its bytes."""
        self.workbook.close()
        return self._buffer.getvalue()

    def format(self, **properties: object) -> Format:
        """Give a format, made once."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def header_format(self) -> Format:
        """Give the format of header cells."""
        return self.format(bold=True, bg_color="#DDEBF7", bottom=1, text_wrap=True, valign="top")

    def cell_format(self, kind: Kind) -> Format:
        """Give the number format of a kind of cell."""
        amount = "#,##0" + ("." + "0" * self._digits if self._digits else "")
        shown = amount if kind in (Kind.MONEY, Kind.SIGNED_MONEY) else _FORMATS.get(kind, "General")
        return self.format(num_format=shown)

    def table(self, name: str, fields: Sequence[Field], rows: Iterable[Sequence[str]], language: Language) -> Worksheet:
        """Write a sheet with a header row and the rows of cells."""
        sheet = self.workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for index, field in enumerate(fields):
            sheet.set_column(index, index, _WIDTHS.get(field.kind, 14), self.cell_format(field.kind))
            sheet.write_string(0, index, field.header, self.header_format())
        for number, cells in enumerate(rows, start=1):
            for index, (field, text) in enumerate(zip(fields, cells, strict=True)):
                if text:
                    self._cell(sheet, number, index, field.kind, text, language)
        return sheet

    def _cell(self, sheet: Worksheet, row: int, column: int, kind: Kind, text: str, language: Language) -> None:
        shown = self.cell_format(kind)
        if (number := sheet_number(kind, text)) is not None:
            sheet.write_number(row, column, Fraction(number), shown)
        elif (day := sheet_day(kind, text)) is not None:
            sheet.write_datetime(row, column, datetime.combine(day, time()), shown)
        else:
            sheet.write_string(row, column, text, shown)
            if kind in NUMBERS:
                sheet.write_comment(row, column, text_of("sheet.money_as_text", language, {}))


def add_drop_down(sheet: Worksheet, index: int, column: Column, language: Language) -> None:
    """Offer the words of a choice or a boolean in every cell of a column; a sheet holds 255 characters of them."""
    labels = column.choice_labels
    words = list(labels.values() if language == "zh_CN" else labels)
    if words and len(",".join(words)) <= _LONGEST_LIST:
        sheet.data_validation(1, index, _LAST_ROW, index, {"validate": "list", "source": words, "ignore_blank": True})
