"""The cells of workbooks as plain tuples: read once from ours, written again with bare XlsxWriter or openpyxl.

Only values and number formats are kept. Fonts, colours, widths, charts and print settings are not written again, so
the others have less to do than we had.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

Cell = tuple[int, int, Any, str]
"""Row, column, value (a formula is a text that begins with =), number format; rows and columns count from 0."""
Sheet = tuple[str, list[Cell]]
Workbooks = dict[str, list[Sheet]]
"""Sheets by the file's name relative to the month's folder."""


def read(folder: Path) -> Workbooks:
    """Read all workbooks below a folder."""
    return {str(path.relative_to(folder)): list(_sheets(path)) for path in sorted(folder.rglob("*.xlsx"))}


def _sheets(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    for sheet in load_workbook(path):
        cells = [
            (cell.row - 1, cell.column - 1, cell.value, cell.number_format)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        ]
        yield sheet.title, cells


def store(workbooks: Workbooks, path: Path) -> None:
    """Keep cells in a file."""
    path.write_bytes(pickle.dumps(workbooks))


def stored(path: Path) -> Workbooks:
    """Give the cells that `store` kept."""
    loaded: Workbooks = pickle.loads(path.read_bytes())  # our own file of a minute ago
    return loaded


def by_xlsxwriter(workbooks: Workbooks, folder: Path) -> None:
    """Write cells with bare XlsxWriter calls."""
    from xlsxwriter import Workbook

    for name, sheets in workbooks.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with Workbook(str(path)) as workbook:
            formats: dict[str, Any] = {}
            for title, cells in sheets:
                worksheet = workbook.add_worksheet(title)
                for row, column, value, number_format in cells:
                    if number_format not in formats:
                        formats[number_format] = workbook.add_format({"num_format": number_format})
                    shown = formats[number_format]
                    if isinstance(value, str):
                        write = worksheet.write_formula if value.startswith("=") else worksheet.write_string
                        write(row, column, value, shown)
                    elif isinstance(value, datetime):
                        worksheet.write_datetime(row, column, value, shown)
                    else:
                        worksheet.write_number(row, column, value, shown)


def by_openpyxl(workbooks: Workbooks, folder: Path) -> None:
    """Write cells with openpyxl's `write_only` mode."""
    from openpyxl import Workbook

    for name, sheets in workbooks.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        workbook = Workbook(write_only=True)
        for title, cells in sheets:
            worksheet = workbook.create_sheet(title)
            for row in _rows(worksheet, cells):
                worksheet.append(row)
        workbook.save(path)


def _rows(worksheet: Any, cells: list[Cell]) -> Iterator[list[Any]]:
    from openpyxl.cell import WriteOnlyCell

    at, row = 0, []
    for number, column, value, number_format in cells:
        while at < number:
            yield row
            at, row = at + 1, []
        row.extend([None] * (column - len(row)))
        if number_format == "General":
            row.append(value)
        else:
            cell = WriteOnlyCell(worksheet, value)
            cell.number_format = number_format
            row.append(cell)
    yield row
