"""The page around the table: company and title, header block, remarks, chart, and how it prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.messages import Language
from salessupport.reports.cells import Pen, spreadsheet_number
from salessupport.reports.checks import Measures
from salessupport.reports.sheet import Chart, Field, SheetColumn, SheetContent, Words, say
from salessupport.reports.styles import Styles, lines_of, width_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
LINE = 18
"""Points of a row of one line."""
WRAPPED = 13
"""Points of each further line."""
_FOOTERS: Words = ("&C第 &P 页，共 &N 页", "&CPage &P of &N")
_COLONS: Words = ("：", ": ")
_CHART_HEIGHT = 280
_PIXELS, _PADDING = 7, 5
"""Of one character, and of a column beside its characters."""


class Page:
    """A sheet while it is written; `cells` counts what has been written."""

    def __init__(
        self, worksheet: Worksheet, styles: Styles, content: SheetContent, measures: Measures, language: Language
    ) -> None:
        self.worksheet = worksheet
        self.styles = styles
        self.content = content
        self.measures = measures
        self.language: Language = language
        self.columns: Sequence[SheetColumn] = content.sheet.columns
        self.last = len(self.columns) - 1
        self.widths = [max(column.width, measures.figures.get(column.key, 0) + 2) for column in self.columns]
        self.cells = 0
        self._pen = Pen(worksheet, styles, language, "CNY", values_only=False)

    def say(self, words: Words) -> str:
        """Pick the text of this page's language."""
        return say(words, self.language)

    def count(self, cells: int) -> None:
        """Count cells written."""
        self.cells += cells

    def across(self, row: int, first: int, last: int, text: str, style: Format) -> None:
        """Write a text over the columns `first` to `last`."""
        if last > first:
            self.worksheet.merge_range(row, first, row, last, "", style)
        self._pen.text(row, first, text, style)

    def write_head(self) -> int:
        """Write company, title and the header block; gives the row of the table's header."""
        self._set_page()
        for row, (text, style, height) in enumerate(
            (
                (self.content.company, self.styles.company, 24),
                (self.say(self.content.sheet.title), self.styles.title, 28),
            )
        ):
            self.worksheet.set_row(row, height)
            self.across(row, 0, self.last, text, style)
        for row, fields in enumerate(self.content.fields, 2):
            self._write_fields(row, fields)
        self.count(2 + sum(map(len, self.content.fields)))
        return 2 + len(self.content.fields)

    def write_foot(self, row: int) -> int:
        """Write the remarks; gives the next free row."""
        wide = sum(self.widths)
        for row, remark in enumerate(self.content.remarks, row):  # noqa: B020 - the next row is what is left
            text = self.say(remark.text)
            self.worksheet.set_row(row, LINE + WRAPPED * (lines_of(text, wide) - 1))
            self.across(row, 0, self.last, text, self.styles.remark(bold=remark.bold))
        self.count(len(self.content.remarks))
        return row + 1

    def write_chart(self, workbook: Workbook, chart: Chart, *, header_row: int, totals_row: int, row: int) -> None:
        """Write the column chart of a totals row beneath the table.

        Its cached points are given by hand: with constant memory the rows are gone by now.
        """
        keys = [column.key for column in self.columns]
        first, last = keys.index(chart.first), keys.index(chart.last)
        columns, name, block = self.columns[first : last + 1], self.worksheet.get_name(), self.content.blocks[-1]
        scale = 10 ** digits_of(block.currency)
        drawn = workbook.add_chart({"type": "column"})
        if drawn is None:
            raise AssertionError("XlsxWriter knows column charts")
        drawn.add_series(
            {
                "categories": [name, header_row, first, header_row, last],
                "values": [name, totals_row, first, totals_row, last],
                "categories_data": [self.say(column.heading) for column in columns],
                "values_data": [spreadsheet_number(block.totals[column.key], scale) for column in columns],
                "fill": {"color": "#4472C4"},
                "gap": 80,
                "data_labels": {"value": True, "num_format": "#,##0", "font": {"size": 8}},
            }
        )
        drawn.set_title({"name": self.say(chart.title), "name_font": {"size": 12}, "overlay": False})
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        drawn.set_size({"width": sum(width * _PIXELS + _PADDING for width in self.widths), "height": _CHART_HEIGHT})
        self.worksheet.insert_chart(row + 1, 0, drawn, {"description": self.say(chart.title)})

    def _set_page(self) -> None:
        worksheet = self.worksheet
        worksheet.set_default_row(LINE)
        for index, width in enumerate(self.widths):
            worksheet.set_column(index, index, width)
        if self.content.sheet.landscape:
            worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        worksheet.center_horizontally()
        worksheet.hide_gridlines(2)
        worksheet.set_footer(self.say(_FOOTERS))

    def _write_fields(self, row: int, fields: Sequence[Field]) -> None:
        texts = [self._field_text(field) for field in fields]
        if len(texts) > len(self.columns):
            texts = ["    ".join(texts)]
        aligns = ["left", *["center"] * (len(texts) - 2), *["right"] * (len(texts) > 1)]
        first = 0
        for at, (text, align) in enumerate(zip(texts, aligns, strict=True)):
            last = self._last_column(first, texts[at:])
            self.across(row, first, last, text, self.styles.field(align))
            first = last + 1

    def _last_column(self, first: int, texts: Sequence[str]) -> int:
        """Give the columns from `first` on to the texts still to place, in proportion to their widths."""
        if len(texts) == 1:
            return self.last
        wide = sum(self.widths[first:]) * (width_of(texts[0]) + 2) // (sum(map(width_of, texts)) + 2 * len(texts))
        last = first
        while 2 * sum(self.widths[first : last + 1]) + self.widths[last + 1] <= 2 * wide and self.last - last >= len(
            texts
        ):
            last += 1
        return last

    def _field_text(self, field: Field) -> str:
        value = field.value
        text = value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else self.say(value)
        return self.say(field.label) + self.say(_COLONS) + text
