"""The table files of a books folder: which table stands where. Nothing is read yet but the sheets' names.

A table is a file `NAME.csv` or `NAME.xlsx`, or a sheet of `books.xlsx`, called by its English or Chinese name. Content
decides how a file is read, its name only which table it is. Source: books.md "Form"; messy corpus §1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import field, frozen

from salessupport.books.schema import Column, Kind, Table
from salessupport.books.tables import TABLES
from salessupport.domain.facts import RegisterEntry
from salessupport.domain.values.errors import SalesSupportError, StoreError
from salessupport.domain.values.findings import Finding, Place
from salessupport.tabular.extend import SheetPart
from salessupport.tabular.grid import Row, header_key
from salessupport.tabular.preflight import OWN
from salessupport.tabular.text import open_text, rows_of, sniff_delimiter
from salessupport.tabular.workbook import Sheet, open_workbook

BOOK = "books"
HELP_SHEET = "帮助"
_TEXT = ".csv"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_NAMES: Mapping[str, Table] = {header_key(name): table for table in TABLES.values() for name in (table.name, table.zh)}


@frozen
class Source:
    """One table of the folder: its file, its sheet if it has sheets, and its rows, read when asked for.

    `neutralised` says that texts which look like formulas stand behind a `'`, as CSV needs it.
    """

    table: Table
    file: str
    sheet: str
    neutralised: bool
    rows: Callable[[], Iterator[Row]] = field(repr=False)
    part: SheetPart | None = None

    @property
    def where(self) -> str:
        """File and sheet."""
        return str(Place(self.file, sheet=self.sheet))


@frozen
class Unreadable:
    """A file that cannot be read, and the tables that it may hold."""

    error: SalesSupportError
    tables: frozenset[str]


def table_named(name: str) -> Table | None:
    """Give the table of a file's or sheet's name; any other `register_*` is a register with its own columns."""
    name = name.strip()
    if name.startswith("register_") and name not in TABLES:
        return _register(name)
    return _NAMES.get(header_key(name))


def _register(name: str) -> Table:
    number = Column("id", "id", "编号", "Number of the entry", "登记的唯一编号", Kind.TEXT, required=True)
    recorded = TABLES["register_licences"].column("recorded_on")
    return Table(name, name, "A register of the office", "自定登记表", RegisterEntry, (number, recorded))


def table_files(folder: Path) -> list[Path]:
    """Give the CSV files and workbooks of a folder; hidden files and lock files of spreadsheet programs are none."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in (_TEXT, *_WORKBOOKS) and not path.name.startswith((".", "~$")) and path.is_file()
    ]


def sources(folder: Path, *, encoding: str) -> Iterator[Source | Finding | Unreadable]:
    """Find the tables of a folder, a warning for each file or sheet that is none, the error of each unreadable file."""
    for path in table_files(folder):
        table = table_named(path.stem)
        if table is None and path.stem.casefold() != BOOK:
            yield Finding("table.unknown", Place(path.name), "warning", context={"table": path.stem})
            continue
        try:
            yield from _sources_of(path, table, encoding)
        except SalesSupportError as error:
            yield Unreadable(error, frozenset(TABLES) if table is None else frozenset({table.name}))


def _sources_of(path: Path, table: Table | None, encoding: str) -> Iterator[Source | Finding]:
    data = _bytes(path)
    if path.suffix.lower() == _TEXT:
        if table is not None:
            yield _text_source(data, path.name, table, encoding)
        return
    if path.suffix.lower() == ".xls" and data.startswith(b"PK"):
        yield Finding("file.extension_mismatch", Place(path.name), "warning")
    sheets = open_workbook(data, limits=OWN, path=path.name)
    if table is None:
        yield from _book(path.name, sheets)
    else:
        sheet = next((sheet for sheet in sheets if table_named(sheet.name) == table), sheets[0])
        yield _sheet_source(path.name, table, sheet)


def _book(file: str, sheets: tuple[Sheet, ...]) -> Iterator[Source | Finding]:
    for sheet in sheets:
        table = table_named(sheet.name)
        if table is not None:
            yield _sheet_source(file, table, sheet)
        elif sheet.name != HELP_SHEET and not sheet.hidden:
            yield Finding("table.unknown", Place(file, sheet=sheet.name), "warning", context={"table": sheet.name})


def _sheet_source(file: str, table: Table, sheet: Sheet) -> Source:
    return Source(table, file, sheet.name, neutralised=False, rows=sheet.rows, part=sheet.part)


def _text_source(data: bytes, file: str, table: Table, encoding: str) -> Source:
    text = open_text(data, declared=encoding, path=file)
    known = {header_key(header) for header in table.by_header}
    delimiter = sniff_delimiter(text, known)
    return Source(table, file, "", neutralised=True, rows=lambda: rows_of(text, delimiter=delimiter, path=file))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError("file.unreadable", path=path.name, reason=error.strerror or type(error).__name__) from error
