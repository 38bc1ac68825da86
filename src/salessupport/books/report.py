"""All findings as a workbook: one sheet lists them, and each faulty table stands as it was written, its cells marked.

What came in is shown as text and never as a formula. Source: architecture "What bad input gets".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from salessupport.books.company import read_settings
from salessupport.books.files import Source, sources
from salessupport.books.sheets import BookWriter
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.findings import Finding, by_place
from salessupport.tabular.atomic import write_atomically
from salessupport.tabular.grid import header_key

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_HEADERS = (
    ("文件 File", 18), ("工作表 Sheet", 14), ("行 Row", 8), ("列 Column", 16), ("级别 Level", 10), ("代码 Code", 22),
    ("值 Value", 24), ("说明", 60), ("Message", 60),
)  # fmt: skip
_LEVELS = {"error": "错误 error", "warning": "提示 warning"}
_COLOURS = {"error": "#FFC7CE", "warning": "#FFEB9C"}
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767
_ROWS = 1_048_576
_Marks = Mapping[str, Sequence[Finding]]
"""The findings of one row by the key of their header."""


def write_report(findings: Iterable[Finding], folder: Path, out: Path) -> None:
    """Write the findings about a books folder to the workbook `out`.

    A file that can no longer be read is only in the list. Raises `StoreFull`; then an older `out` is intact.
    """
    ordered = sorted(findings, key=by_place)
    book = BookWriter("CNY")
    _write_list(book, ordered)
    for source in _faulty_tables(folder, ordered):
        _write_table(book, source, ordered)
    write_atomically(out, book.close())


def _write_list(book: BookWriter, findings: Sequence[Finding]) -> None:
    sheet = book.workbook.add_worksheet("问题清单 Findings")
    sheet.freeze_panes(1, 0)
    for index, (header, width) in enumerate(_HEADERS):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, header, book.header_format())
    for row, finding in enumerate(findings[: _ROWS - 1], start=1):
        place = finding.place
        shown = book.format(bg_color=_COLOURS[finding.level], text_wrap=True, valign="top")
        cells = (
            place.file, place.sheet, "" if place.row is None else str(place.row), place.column, _LEVELS[finding.level],
            finding.code, finding.value, finding.message("zh_CN"), finding.message("en"),
        )  # fmt: skip
        for index, text in enumerate(cells):
            _write_text(sheet, row, index, text, shown)


def _faulty_tables(folder: Path, findings: Sequence[Finding]) -> Iterable[Source]:
    faulty = {(finding.place.file, finding.place.sheet) for finding in findings if finding.place.row is not None}
    try:
        found = sources(folder, encoding=read_settings(folder).encoding)
    except SalesSupportError:
        return []
    return [item for item in found if isinstance(item, Source) and (item.file, item.sheet) in faulty]


def _write_table(book: BookWriter, source: Source, findings: Sequence[Finding]) -> None:
    marks: dict[int, dict[str, list[Finding]]] = {}
    for finding in findings:
        place = finding.place
        if (place.file, place.sheet) == (source.file, source.sheet) and place.row is not None:
            marks.setdefault(place.row, {}).setdefault(header_key(place.column), []).append(finding)
    sheet = book.workbook.add_worksheet(_sheet_name(book, source))
    sheet.freeze_panes(1, 0)
    headers: list[str] = []
    try:
        for number, cells, faults in source.rows():
            stored = [faults[index][1] if index in faults else cell for index, cell in enumerate(cells)]
            headers = headers or [header_key(cell) for cell in cells]
            _write_row(book, sheet, number, stored, headers, marks.get(number, {}))
    except SalesSupportError:
        return  # what could be read is shown, the list says why the rest is not


def _write_row(
    book: BookWriter, sheet: Worksheet, number: int, cells: Sequence[str], headers: Sequence[str], marks: _Marks
) -> None:
    """Write one row where it stood; a finding of the whole row or of a missing column marks its first cell."""
    nowhere = [finding for column, found in marks.items() if column not in headers for finding in found]
    width = len(cells) if not marks else max(len(cells), len(headers))
    for index in range(width):
        found = [*(nowhere if index == 0 else ()), *(marks.get(headers[index], ()) if index < len(headers) else ())]
        _write_marked(book, sheet, (number - 1, index), cells[index] if index < len(cells) else "", found)


def _write_marked(book: BookWriter, sheet: Worksheet, at: tuple[int, int], text: str, found: Sequence[Finding]) -> None:
    level = "error" if any(finding.level == "error" for finding in found) else "warning"
    _write_text(sheet, *at, text, book.format(bg_color=_COLOURS[level]) if found else None)
    if found:
        said = "\n".join(f"{finding.message('zh_CN')}\n{finding.message('en')}" for finding in found)
        sheet.write_comment(*at, said[:_LONGEST_CELL], {"x_scale": 2, "y_scale": 1.5})


def _write_text(sheet: Worksheet, row: int, column: int, text: str, shown: Format | None) -> None:
    """Write a text that came in: halves of characters, which no file can hold, are shown as �."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:_LONGEST_CELL]
    if whole:
        sheet.write_string(row, column, whole, shown)
    else:
        sheet.write_blank(row, column, None, shown)


def _sheet_name(book: BookWriter, source: Source) -> str:
    """Give a sheet name that the workbook has not yet: the table's Chinese name."""
    taken = {str(sheet.get_name()).casefold() for sheet in book.workbook.worksheets()}
    name = source.table.zh[: _LONGEST_NAME - 3]
    return next(n for n in (name, *(f"{name} {i}" for i in range(2, 99))) if n.casefold() not in taken)
