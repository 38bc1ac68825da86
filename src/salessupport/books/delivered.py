"""Files that are handed over in the form of the books: which table each of them, or each of its sheets, is.

A table is named by the file's or sheet's English or Chinese name, also as a prefix (`receipts-2026-11.csv`,
`到款 11月.xlsx`); any other is found by its header row: the one table that knows the most of its headers and
whose necessary columns all are there. A sheet that is no table is said, a file that is none is refused.
Source: books.md "Form", "Questions and answers" (intake).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from salessupport.books.files import HELP_SHEET, Source, table_files, table_named
from salessupport.books.header import read_header
from salessupport.books.schema import Table
from salessupport.books.tables import TABLES
from salessupport.domain.values.errors import FileError, SalesSupportError
from salessupport.domain.values.findings import Finding, Level, Place
from salessupport.tabular.foreign import WORKBOOKS, read_bytes
from salessupport.tabular.grid import Row, header_key, is_blank
from salessupport.tabular.preflight import OWN
from salessupport.tabular.text import open_text, rows_of, sniff_delimiter
from salessupport.tabular.workbook import Sheet, open_workbook

Found = Source | Finding | SalesSupportError
_LEAST = 2
"""Fewer known headers than this name no table."""
_HEADERS = {header_key(name) for table in TABLES.values() for name in table.by_header}


def delivered(path: Path) -> Iterator[Found]:
    """Find the tables of a file, or of every file of a folder: the error or finding of each that is none besides."""
    paths = table_files(path) if path.is_dir() else [path]
    if not paths:
        yield FileError("file.not_found", path=str(path), name="*.csv, *.xlsx")
    for one in paths:
        try:
            yield from _workbook(one) if one.suffix.lower() in WORKBOOKS else _text(one)
        except SalesSupportError as error:
            yield error


def table_called(name: str) -> Table | None:
    """Give the table that a name names or begins with; behind a beginning no further letter stands."""
    if (whole := table_named(name)) is not None:
        return whole
    folded = name.strip().casefold()
    named = {word.casefold(): table for table in TABLES.values() for word in (table.name, table.zh)}
    begins = [word for word in named if folded.startswith(word) and not folded[len(word)].isalpha()]
    return named[max(begins, key=len)] if begins else None


def table_with(cells: Sequence[str]) -> tuple[Table | None, str]:
    """Give the table that a header row is of; or None, and the candidates or what the nearest one lacks."""
    headers = {table.name: read_header(table, cells) for table in TABLES.values()}
    known = {name: sum(one is not None for one in header.attributes) for name, header in headers.items()}
    missing = {
        name: [column for code, column in header.problems if code == "column.missing"]
        for name, header in headers.items()
    }
    most = max(known.values())
    best = [name for name in TABLES if known[name] == most >= _LEAST and not missing[name]]
    if len(best) == 1:
        return TABLES[best[0]], ""
    if best:
        return None, " / ".join(f"{name} {TABLES[name].zh}" for name in best)
    nearest = max(known, key=lambda name: (known[name], -len(missing[name])))
    return None, f"{nearest} {TABLES[nearest].zh} – {', '.join(missing[nearest])}" if known[nearest] else "–"


def _text(path: Path) -> Iterator[Found]:
    text = open_text(read_bytes(path), path=path.name)
    delimiter = sniff_delimiter(text, _HEADERS)

    def rows() -> Iterator[Row]:
        return rows_of(text, delimiter=delimiter, path=path.name)

    yield _recognised(path.name, "", table_called(path.stem), rows)


def _workbook(path: Path) -> Iterator[Found]:
    """Look at every sheet: named itself, else by the file if it is the only one that is not, else by its header."""
    sheets = [one for one in open_workbook(read_bytes(path), limits=OWN, path=path.name) if _is_filled(one)]
    unnamed = [sheet for sheet in sheets if table_called(sheet.name) is None]
    by_file = table_called(path.stem) if len(unnamed) == 1 else None
    found = [_recognised(path.name, sheet.name, table_called(sheet.name) or by_file, sheet.rows) for sheet in sheets]
    if not found:
        yield FileError("file.empty", path=path.name)
    several = any(isinstance(one, Source) for one in found)
    yield from (_as_warning(one) if several and isinstance(one, Finding) else one for one in found)


def _is_filled(sheet: Sheet) -> bool:
    """Whether a sheet is to be looked at: the help of a template, hidden sheets and headers without rows are not."""
    if sheet.name == HELP_SHEET or sheet.hidden:
        return False
    filled = (row for row in sheet.rows() if not is_blank(row))
    return next(filled, None) is not None and (next(filled, None) is not None or table_called(sheet.name) is None)


def _recognised(file: str, sheet: str, table: Table | None, rows: Callable[[], Iterator[Row]]) -> Source | Finding:
    if table is not None:
        return Source(table, file, sheet, neutralised=not sheet, rows=rows)
    first = next((row for row in rows() if not is_blank(row)), None)
    if first is None:
        return Finding("file.empty", Place(file, sheet=sheet))
    found, candidates = table_with(first[1])
    if found is None:
        return Finding("table.not_recognised", Place(file, first[0], sheet=sheet), context={"candidates": candidates})
    return Source(found, file, sheet, neutralised=not sheet, rows=rows)


def _as_warning(finding: Finding) -> Finding:
    level: Level = "warning"
    return Finding(finding.code, finding.place, level, finding.value, finding.context)
