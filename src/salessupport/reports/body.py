"""The table of a sheet: its header row, and per block the rows and the totals row with formulas and cached values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen
from xlsxwriter.utility import xl_col_to_name

from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.messages import Language
from salessupport.reports.cells import Pen, spreadsheet_number
from salessupport.reports.formula import ABOVE, FIRST, Formula
from salessupport.reports.page import LINE, WRAPPED, Page
from salessupport.reports.sheet import Block, Row, SheetColumn, say
from salessupport.reports.styles import lines_of


@frozen
class Body:
    """Where the table ended: the next free row, and the row of the last totals (for the chart)."""

    next_row: int
    totals_row: int


def write_body(page: Page, row: int) -> Body:
    """Write the header row at `row` and all blocks beneath it."""
    for index, column in enumerate(page.columns):
        page.worksheet.write_string(row, index, say(column.heading, page.language), page.styles.heading)
    page.worksheet.set_row(row, 30)
    page.worksheet.freeze_panes(row + 1, 0)
    page.worksheet.repeat_rows(row)
    page.count(len(page.columns))
    totals_row, row = row, row + 1
    for block in page.content.blocks:
        totals_row = _Block(page, block).write(row)
        row = totals_row + 1
    return Body(row, totals_row)


class _Block:
    """One block on its page."""

    def __init__(self, page: Page, block: Block) -> None:
        self._page = page
        self._block = block
        self._pen = Pen(page.worksheet, page.styles, page.language, block.currency, page.measures.values_only)
        self._letters = {column.key: xl_col_to_name(index) for index, column in enumerate(page.columns)}

    def write(self, row: int) -> int:
        """Write heading, rows and totals from `row` on; gives the row of the totals."""
        if self._block.heading is not None:
            self._page.across(row, 0, self._page.last, self._page.say(self._block.heading), self._page.styles.band)
            row += 1
        first = row
        row = self._rows(self._opening(row))
        self._totals(row, first)
        self._page.count((row - first + 1) * len(self._page.columns))
        return row

    def _opening(self, row: int) -> int:
        opening = self._block.opening
        if opening is None and not self._block.rows:
            opening = (None,) * len(self._page.columns)  # an empty period: the totals add up one empty row
        if opening is None:
            return row
        for index, (column, value) in enumerate(zip(self._page.columns, opening, strict=True)):
            self._pen.column(column, index)(row, value)
        return row + 1

    def _rows(self, row: int) -> int:
        columns = self._page.columns
        writers = [self._pen.column(column, index, self._template(column)) for index, column in enumerate(columns)]
        for at, lines in _tall_rows(columns, self._block.rows, self._page.language).items():
            self._page.worksheet.set_row(row + at, LINE + WRAPPED * (lines - 1))
        for row, cells in enumerate(self._block.rows, row):  # noqa: B020 - the next row is what is left
            for write, value in zip(writers, cells, strict=True):
                write(row, value)
        return row + 1 if self._block.rows else row

    def _template(self, column: SheetColumn) -> str | None:
        if column.formula is None:
            return None
        cells = {key: f"{letter}{{row}}" for key, letter in self._letters.items()}
        return self._written(column, column.formula, {**cells, ABOVE: f"{self._letters[column.key]}{{above}}"})

    def _written(self, column: SheetColumn, formula: Formula, cells: Mapping[str, str]) -> str:
        return formula.written(cells, digits=digits_of(self._block.currency) if column.kind == "money" else 0)

    def _totals(self, row: int, first: int) -> None:
        page = self._page
        totalled = [index for index, column in enumerate(page.columns) if column.total is not None]
        labelled = totalled[0] if totalled else len(page.columns)
        if labelled:
            page.across(row, 0, labelled - 1, page.say(self._block.total_label), page.styles.band)
        for index, column in enumerate(page.columns[labelled:], labelled):
            self._total(row, index, column, first)

    def _total(self, row: int, index: int, column: SheetColumn, first: int) -> None:
        pen, worksheet = self._pen, self._page.worksheet
        style = pen.styles.cell(column.kind, digits=digits_of(self._block.currency), role="total")
        if column.total is None:
            worksheet.write_blank(row, index, None, style)
        elif pen.values_only and column.kind == "money":
            pen.amount(row, index, self._block.totals[column.key], currency=self._block.currency, style=style)
        else:
            value = spreadsheet_number(self._block.totals[column.key], pen.scale(column))
            pen.formula(row, index, self._total_formula(row, column, first), value, style)

    def _total_formula(self, row: int, column: SheetColumn, first: int) -> str:
        letter = self._letters[column.key]
        if not isinstance(column.total, Formula):
            return f"=SUM({letter}{first + 1}:{letter}{row})"
        cells = {key: f"{name}{row + 1}" for key, name in self._letters.items()}
        return self._written(column, column.total, {**cells, FIRST: f"{letter}{first + 1}"})


def _tall_rows(columns: Sequence[SheetColumn], rows: Sequence[Row], language: Language) -> Mapping[int, int]:
    """Find the rows whose texts need more than one line: place in the block → lines.

    The heights are given, since not every program fits them to wrapped text by itself.
    """
    tall: dict[int, int] = {}
    for index, column in enumerate(columns):
        if column.kind not in ("text", "words") or column.vocabulary:
            continue
        fits = (column.width - 2) // 2  # so many characters fit even if all are Chinese: most texts end here
        for at, row in enumerate(rows):
            cell = row[index]
            text = say(cell, language) if isinstance(cell, tuple) else cell
            if isinstance(text, str) and (len(text) > fits or "\n" in text):
                lines = lines_of(text, column.width - 2)
                if lines > tall.get(at, 1):
                    tall[at] = lines
    return tall
