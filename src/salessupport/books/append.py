"""Adding rows behind those that a table's file has: what stood there stays, byte by byte in CSV, cell by cell in XLSX.

The file's own encoding, delimiter, line ends, language and order of columns are kept. Columns that the new rows need
and the file lacks are added at its end; the old rows are then shorter than the header, which reads as empty cells.
Source: reliability §3.10, B76; LD-01.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from salessupport.books.cells import Field, csv_cells, field_of, fields_of, rows_of_cells, sheet_day, sheet_number
from salessupport.books.company import read_settings
from salessupport.books.files import Source, Unreadable, sources, table_named
from salessupport.books.header import HeaderRow, read_header
from salessupport.books.schema import Kind, Table
from salessupport.domain.facts import Fact
from salessupport.domain.values.errors import NotFound, TemplateMismatch
from salessupport.domain.values.messages import Language
from salessupport.tabular.atomic import write_atomically
from salessupport.tabular.csvio import csv_bytes
from salessupport.tabular.extend import NewCell, SheetPart, with_rows
from salessupport.tabular.grid import header_key, is_blank
from salessupport.tabular.text import TextFile, open_text, sniff_delimiter


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
    if source.part:
        return _xlsx_appended(path.read_bytes(), source, source.part, rows, language)
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


def _xlsx_appended(data: bytes, source: Source, part: SheetPart, rows: Sequence[Fact], language: Language) -> bytes:
    filled = [row[0] for row in source.rows() if not is_blank(row)]
    header = _header(source)
    fields = _fields(source.table, header, rows) if header else fields_of(source.table, rows, language, {})
    names = [] if header else [[NewCell(field.header) for field in fields]]
    cells = (
        [_new_cell(*cell) for cell in zip(fields, row, strict=True)]
        for row in rows_of_cells(source.table, rows, fields)
    )
    added = [field.header for field in fields[len(header.written) :]] if header else []
    after, top = (filled[-1], filled[0]) if filled else (0, 0)
    return with_rows(data, part, rows=[*names, *cells], after=after, header=top, added=added)


def _new_cell(field: Field, text: str) -> NewCell:
    """Say what a sheet holds: a number or a day where it can hold it exactly, else a text whatever it looks like."""
    if sheet_number(field.kind, text) is not None:
        return NewCell(text, "number")
    return NewCell(text, "text" if sheet_day(field.kind, text) is None else "day")
