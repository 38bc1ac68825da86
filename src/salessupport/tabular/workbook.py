"""Workbooks: bytes → the rows of each sheet, after the preflight; every failing of the library becomes `NotXlsx`.

openpyxl finds the sheets, strings and styles; the cells are read one level below its values, because it gives up a
whole workbook for one `NaN`, takes `1_000` for a number and cannot tell a formula without a value from an empty cell
(reliability §3.10). Hidden sheets, rows and columns are read like any other. Formulas count by their stored value.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from attrs import field, frozen

from salessupport.domain.values.errors import NotXlsx
from salessupport.tabular.extend import SheetPart
from salessupport.tabular.grid import Fault, Row
from salessupport.tabular.numbers import date_text, is_not_finite, number_text
from salessupport.tabular.preflight import FOREIGN, Limits, column_number, open_archive

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LIBRARY_FAILS = (
    KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, EOFError, OverflowError,
    zipfile.BadZipFile, zlib.error, ParseError,
)  # fmt: skip
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RUNS = (_MAIN + "t", _MAIN + "r")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@frozen
class Sheet:
    """One sheet: its name, whether it is hidden, where it stands, and its rows, read when asked for."""

    name: str
    hidden: bool
    part: SheetPart
    _open: Callable[[], Iterator[Row]] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Read the rows that are in the file, in order; rows without cells may be left out."""
        return self._open()


def open_workbook(data: bytes, *, limits: Limits = FOREIGN, path: str = "") -> tuple[Sheet, ...]:
    """Give the sheets of a workbook in their order; chart sheets have no rows and are left out."""
    archive = open_archive(data, limits=limits, path=path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library leaves out (styles, extensions) is not what we read
            sheets = tuple(_sheets(archive, data, path))
    except _LIBRARY_FAILS as error:
        raise _damaged(error, path) from error
    if not sheets:
        raise NotXlsx("xlsx.damaged", path=path, reason="no sheets")
    return sheets


def _damaged(error: Exception, path: str) -> NotXlsx:
    return NotXlsx("xlsx.damaged", path=path, reason=type(error).__name__)


def _sheets(archive: zipfile.ZipFile, data: bytes, path: str) -> Iterator[Sheet]:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.utils.datetime import MAC_EPOCH
    from openpyxl.xml.constants import SHARED_STRINGS

    reader: Any = ExcelReader(io.BytesIO(data), read_only=True, data_only=True)
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(archive, reader.wb)
    strings = reader.package.find(SHARED_STRINGS)
    cells = _Cells(
        _shared_strings(archive, strings.PartName.lstrip("/")) if strings is not None else (),
        frozenset(reader.wb._date_formats),  # noqa: SLF001 - the library has no public name for it
        from_1904=reader.wb.epoch == MAC_EPOCH,
    )
    for sheet, relation in reader.parser.find_sheets():
        if relation.target in reader.valid_files and "chartsheet" not in relation.Type:
            part = SheetPart(relation.target, cells.dates, cells.from_1904)
            yield Sheet(sheet.name, sheet.state != "visible", part, _opener(archive, relation.target, cells, path))


def _opener(archive: zipfile.ZipFile, part: str, cells: _Cells, path: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        try:
            yield from cells.rows(archive, part)
        except _LIBRARY_FAILS as error:
            raise _damaged(error, path) from error

    return rows


class _Cells:
    """Turns the cells of a sheet into text: what the workbook's strings and styles are needed for."""

    def __init__(self, strings: Sequence[str], dates: frozenset[int], *, from_1904: bool) -> None:
        self.strings = strings
        self.dates = dates
        self.from_1904 = from_1904
        self.columns: dict[str, int] = {}  # letters → index, from 0

    def rows(self, archive: zipfile.ZipFile, part: str) -> Iterator[Row]:
        number = 0
        for row in _elements(archive, part, "row", within="sheetData"):
            number = int(row.get("r") or number + 1)
            yield self.row(number, row)

    def row(self, number: int, row: Element) -> Row:
        cells: list[str] = []
        faults: dict[int, Fault] = {}
        for cell in row:
            index = self.index(cell.get("r"), len(cells))
            if index >= len(cells):
                cells.extend([""] * (index + 1 - len(cells)))
            value = self.value(cell)
            if isinstance(value, str):
                cells[index] = value.strip()
            else:
                faults[index] = value
        return number, cells, faults

    def index(self, reference: str | None, following: int) -> int:
        if not reference:
            return following
        letters = reference.rstrip("0123456789")
        if letters not in self.columns:
            self.columns[letters] = column_number(letters) - 1
        return self.columns[letters]

    def value(self, cell: Element) -> str | Fault:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell.find(_MAIN + "is"))
        stored = cell.find(_MAIN + "v")
        if stored is None or (stored.text is None and kind != "str"):
            formula = cell.find(_MAIN + "f")
            return "" if formula is None else ("cell.formula_without_value", f"={formula.text or ''}")
        return self.stored_value(kind, stored.text or "", int(cell.get("s", "0")))

    def stored_value(self, kind: str, stored: str, style: int) -> str | Fault:
        if kind == "n":
            return self.date(stored) if style in self.dates else _number(stored)
        if kind == "s":
            return self.strings[_index(stored)]
        if kind == "b":
            return "yes" if _index(stored) else "no"
        if kind == "e":
            return "cell.error", stored
        return stored.removesuffix("T00:00:00") if kind == "d" else _unescaped(stored)

    def date(self, stored: str) -> str | Fault:
        return date_text(stored, from_1904=self.from_1904) or ("date.invalid", stored)


def _number(stored: str) -> str | Fault:
    """Give a number's text; a malformed one stays as it is stored, for the reader of the column to refuse."""
    text = number_text(stored)
    if text is None and is_not_finite(stored):
        return "cell.not_finite", stored
    return stored if text is None else text


def _index(stored: str) -> int:
    if not stored.isdecimal():
        raise ValueError(stored)
    return int(stored)


def _shared_strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    return [_text(string) for string in _elements(archive, part, "si", within="sst")]


def _text(string: Element | None) -> str:
    """Join the runs of a text; the phonetic hints beside them are no part of it."""
    if string is None:
        return ""
    runs = (part if part.tag == _MAIN + "t" else part.find(_MAIN + "t") for part in string if part.tag in _RUNS)
    return _unescaped("".join(run.text or "" for run in runs if run is not None))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _elements(archive: zipfile.ZipFile, part: str, name: str, *, within: str) -> Iterator[Element]:
    """Read a part's elements of a name one by one; what was read is let go at once."""
    from xml.etree.ElementTree import iterparse

    holder: Element | None = None
    with archive.open(part) as stream:
        for event, element in iterparse(stream, ("start", "end")):  # noqa: S314 - the preflight refused declarations
            if event == "start" and holder is None and not element.tag.startswith(_MAIN):
                raise ValueError(element.tag)  # the strict variant of the format, which openpyxl does not read either
            if event == "start" and element.tag == _MAIN + within:
                holder = element
            elif event == "end" and element.tag == _MAIN + name:
                yield element
                if holder is not None:
                    holder.clear()
