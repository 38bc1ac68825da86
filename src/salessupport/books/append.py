"""Adding rows behind those that a table's file has: what stood there stays, byte by byte in CSV, with formats in XLSX.

The file's own encoding, delimiter, line ends, language and order of columns are kept. Columns that the new rows need
and the file lacks are added at its end; the old rows are then shorter than the header, which reads as empty cells. A
workbook with formulas is refused: the library that writes it would lose their values.
Source: reliability §3.10, B76; LD-01.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salessupport.books.cells import Field, csv_cells, field_of, fields_of, rows_of_cells, sheet_day, sheet_number
from salessupport.books.company import read_settings
from salessupport.books.files import Source, Unreadable, sources, table_named
from salessupport.books.header import HeaderRow, read_header
from salessupport.books.schema import Kind, Table
from salessupport.domain.facts import Fact
from salessupport.domain.values.errors import NotFound, NotXlsx, StoreError, TemplateMismatch
from salessupport.domain.values.messages import Language
from salessupport.tabular.atomic import write_atomically
from salessupport.tabular.csvio import csv_bytes
from salessupport.tabular.grid import header_key, is_blank
from salessupport.tabular.text import TextFile, open_text, sniff_delimiter

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet


def append_rows(folder: Path, table: str, rows: Sequence[Fact], *, language: Language = "zh_CN") -> Path:
    """Add facts to the table's file in a books folder, at once or not at all; a missing file is made, in `language`.

    Gives the file's path. The file is taken to be readable: read the books first. Raises `NotFound` for a table that
    books do not have, an `InputError` for a cell that no file can hold, a `FileError` for a file that cannot be added
    to, `StoreFull`. Nothing is written where there are no rows.
    """
    declared = table_named(table)
    if declared is None:
        raise NotFound("table.unknown", table=table)
    source = _source_of(folder, declared)
    path = folder / (source.file if source else f"{declared.name}.csv")
    if rows:
        write_atomically(path, _appended(path, source, declared, rows, language))
    return path


def _source_of(folder: Path, table: Table) -> Source | None:
    """Find the table's file or sheet; one that cannot be read must not be passed over, it might be the one."""
    found = list(sources(folder, encoding=read_settings(folder).encoding))
    for item in found:
        if isinstance(item, Unreadable):
            raise item.error
    return next((item for item in found if isinstance(item, Source) and item.table.name == table.name), None)


def _appended(path: Path, source: Source | None, table: Table, rows: Sequence[Fact], language: Language) -> bytes:
    if source is None:
        fields = fields_of(table, rows, language, {})
        return csv_bytes([[field.header for field in fields], *csv_cells(fields, rows_of_cells(table, rows, fields))])
    if source.sheet:
        return _xlsx_appended(path, source, rows, language)
    return _csv_appended(path.read_bytes(), source, rows, language, read_settings(path.parent).encoding)


def _csv_appended(data: bytes, source: Source, rows: Sequence[Fact], language: Language, encoding: str) -> bytes:
    text = open_text(data, declared=encoding, path=source.file)
    delimiter = sniff_delimiter(text, {header_key(header) for header in source.table.by_header})
    header = _header(source)
    old, end = data, _line_end(text)
    if header is None:
        fields = fields_of(source.table, rows, language, {})
        old += csv_bytes([[field.header for field in fields]], encoding=text.codec, delimiter=delimiter, line_end=end)
    else:
        fields = _fields(source.table, header, rows)
        if len(fields) > len(header.written):
            old = _with_headers(text, [field.header for field in fields[len(header.written) :]], delimiter)
    if not old.endswith(end.encode(text.codec)) and old != text.mark:
        old += end.encode(text.codec)
    cells = csv_cells(fields, rows_of_cells(source.table, rows, fields))
    return old + csv_bytes(cells, encoding=text.codec, delimiter=delimiter, line_end=end)


def _header(source: Source) -> HeaderRow | None:
    """Read the header of the file; None if it has nothing in it. A header with problems is refused."""
    first = next((row for row in source.rows() if not is_blank(row)), None)
    if first is None:
        return None
    header = read_header(source.table, first[1])
    for code, column in header.problems:
        raise TemplateMismatch(code, path=f"{source.where}:{first[0]}", column=column)
    return header


def _fields(table: Table, header: HeaderRow, rows: Sequence[Fact]) -> list[Field]:
    """Give the fields of the file's columns in its order, then those that the rows need besides."""
    language: Language = "zh_CN" if any(not cell.isascii() for cell in header.written) else "en"
    needed = {field.header: field for field in fields_of(table, rows, language, {})}
    fields = []
    for attribute, written in zip(header.attributes, header.written, strict=True):
        if attribute is not None:
            field = field_of(header.columns[attribute], language)
            needed.pop(field.header, None)
        else:
            field = needed.pop(written, Field(written, Kind.TEXT, lambda *_: ""))
        fields.append(Field(written, field.kind, field.text_of))
    return [*fields, *needed.values()]


def _with_headers(text: TextFile, headers: Sequence[str], delimiter: str) -> bytes:
    """Add headers at the end of the header record, and leave every other byte as it is."""
    decoded = text.data[len(text.mark) :].decode(text.codec)
    position = 0
    for line in io.StringIO(decoded, newline=""):
        position += len(line.rstrip("\r\n"))
        if line.strip(" \t\r\n" + delimiter) and decoded[:position].count('"') % 2 == 0:
            break
        position += len(line) - len(line.rstrip("\r\n"))
    added = csv_bytes([["", *headers]], encoding=text.codec, delimiter=delimiter, line_end="")
    split = len(text.mark) + len(decoded[:position].encode(text.codec))
    return text.data[:split] + added + text.data[split:]


def _line_end(text: TextFile) -> str:
    """Give the file's line end; a line feed alone may stand inside quotes."""
    decoded = text.data[len(text.mark) :].decode(text.codec)
    return "\n" if "\n" in decoded and "\r\n" not in decoded else "\r\n"


def _xlsx_appended(path: Path, source: Source, rows: Sequence[Fact], language: Language) -> bytes:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(path)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        raise NotXlsx("xlsx.damaged", path=source.file, reason=type(error).__name__) from error
    if any(cell.data_type == "f" for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row):
        raise StoreError("xlsx.formulas", path=source.file)
    _write_behind(workbook[source.sheet], source, rows, language)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _write_behind(sheet: Worksheet, source: Source, rows: Sequence[Fact], language: Language) -> None:
    filled = [row[0] for row in source.rows() if not is_blank(row)]
    header = _header(source)
    fields = _fields(source.table, header, rows) if header else fields_of(source.table, rows, language, {})
    top, last = (filled[0], filled[-1]) if filled else (1, 1)
    for index, field in enumerate(fields, start=1):
        if header is None or index > len(header.written):
            _write(_cell(sheet, top, index), field.header, Kind.TEXT)
    for number, cells in enumerate(rows_of_cells(source.table, rows, fields), start=last + 1):
        for index, (field, text) in enumerate(zip(fields, cells, strict=True), start=1):
            cell = _cell(sheet, number, index)
            if number > top + 1:
                _copy_style(_cell(sheet, number - 1, index), cell)
            if text:
                _write(cell, text, field.kind)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TemplateMismatch("xlsx.merged", path=f"{sheet.title}!{cell.coordinate}")
    return cell


def _copy_style(source: Any, target: Any) -> None:
    target.font, target.fill, target.border = copy(source.font), copy(source.fill), copy(source.border)
    target.alignment, target.protection = copy(source.alignment), copy(source.protection)
    target.number_format = source.number_format


def _write(cell: Cell, text: str, kind: Kind) -> None:
    """Set a cell as a number or a day where it is one, else as a text whatever it looks like."""
    number, day = sheet_number(kind, text), sheet_day(kind, text)
    if number is not None:
        cell.value = number
    elif day is not None:
        style = cell.number_format
        cell.value = day
        cell.number_format = style if style not in ("General", "@") else "yyyy-mm-dd"
    else:
        cell.value = text
        cell.data_type = "s"
