"""Foreign files as records: the rows of one export under its own headers, with what is wrong at its own place.

A record's cell is asked for by header, compared without white space, width and case. A cell that cannot be used raises
`Unusable` with the finding of the cell where the fault stands, however many columns are derived from it.
Source: books.md "Form"; architecture "What bad input gets".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import define, field, frozen

from salessupport.domain.values.errors import FileError, StoreError, TemplateMismatch
from salessupport.domain.values.findings import Finding, Place
from salessupport.tabular.grid import Fault, Row, header_key, is_blank
from salessupport.tabular.numbers import number_text
from salessupport.tabular.residue import meant
from salessupport.tabular.text import open_text, rows_of, sniff_delimiter
from salessupport.tabular.workbook import open_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xls")

Derive = Callable[["Line", "Files"], str]
"""Gives the text of a derived cell of a record, `""` where it is not given. Raises `Unusable`."""
Files = Mapping[str, "Records"]
"""All sources of a layout by name."""


class Unusable(Exception):
    """A cell that nothing can be derived from; `findings` say why and where, at the cells that are at fault."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*(finding.code for finding in findings))
        self.findings = findings


@frozen(kw_only=True)
class SourceForm:
    """How one foreign file is read: its name and sheet, its encoding if it has to be declared.

    `headers` are the headers that something is read from, `repair` the decimals that columns with float residue mean,
    `derived` further columns reckoned from a record.
    """

    name: str
    file: str
    sheet: str = ""
    encoding: str = ""
    repair: Mapping[str, int] = field(factory=dict)
    derived: dict[str, Derive] = field(factory=dict)
    headers: dict[str, str] = field(factory=dict)


@define(eq=False)
class Line:
    """One record: its row number in the file, its cells and the faults of cells by header key."""

    records: Records
    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, Finding]
    _derived: dict[str, str | Unusable] = field(factory=dict, init=False)

    def text(self, header: str, files: Files) -> str:
        """Give the cell under a header, or the derived column of that name; each is derived once."""
        key = header_key(header)
        if key in self.faults:
            raise Unusable(self.faults[key])
        derive = self.records.derived.get(key)
        if derive is None:
            return self.cells.get(key, "")
        if key not in self._derived:
            self._derived[key] = self._result(derive, files)
        known = self._derived[key]
        if isinstance(known, Unusable):
            raise known
        return known

    def _result(self, derive: Derive, files: Files) -> str | Unusable:
        try:
            return derive(self, files)
        except Unusable as error:
            return error

    def unusable(self, code: str, header: str, value: str, **context: object) -> Unusable:
        """Give the error of a cell of this record."""
        return Unusable(Finding(code, self.records.place(self.number, header), value=value, context=context))


@define(eq=False)
class Records:
    """The records of one source, in the order of the file, and what was noticed on reading them."""

    name: str
    file: str
    sheet: str
    derived: Mapping[str, Derive]
    top: int = 1
    lines: list[Line] = field(factory=list, repr=False)
    findings: list[Finding] = field(factory=list, repr=False)
    _groups: dict[str, Mapping[str, Sequence[Line]]] = field(factory=dict, init=False, repr=False)
    _positions: dict[tuple[str, int], int] = field(factory=dict, init=False, repr=False)

    def place(self, row: int | None, header: str = "") -> Place:
        """Give the place of a cell in the foreign file."""
        return Place(self.file, row, header, self.sheet)

    def having(self, header: str, value: str, files: Files) -> Sequence[Line]:
        """Give the records with this value under a header; those whose cell cannot be used have none."""
        key = header_key(header)
        if key not in self._groups:
            groups: dict[str, list[Line]] = {}
            for line in self.lines:
                try:
                    groups.setdefault(line.text(header, files), []).append(line)
                except Unusable:
                    continue
            self._groups[key] = groups
        return self._groups[key].get(value, ())

    def position(self, line: Line, header: str, files: Files) -> int:
        """Count the records with the same value under a header up to this one."""
        key = header_key(header)
        if (key, line.number) not in self._positions:
            group = self.having(header, line.text(header, files), files)
            self._positions.update({(key, one.number): at for at, one in enumerate(group, start=1)})
        return self._positions[key, line.number]


def read_records(path: Path, form: SourceForm) -> Records:
    """Read the file of a source; missing columns and spoiled cells become findings.

    Raises `FileError` `file.not_found`, and what opening a text file or a workbook raises.
    """
    rows, sheet = _open(path, form)
    records = Records(form.name, path.name, sheet, {header_key(name): one for name, one in form.derived.items()})
    first = next((row for row in rows if not is_blank(row)), None)
    if first is None:
        raise TemplateMismatch("file.empty", path=path.name)
    records.top = first[0]
    reader = _Reader(records, form, [header_key(cell) for cell in first[1]])
    reader.check_headers()
    records.lines.extend(reader.line(row) for row in rows if not is_blank(row))
    records.findings.extend(reader.repairs())
    return records


def read_bytes(path: Path) -> bytes:
    """Give the bytes of a file that came from outside: `file.not_found`, `file.unreadable`."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise FileError("file.not_found", path=str(path), name=path.name) from None
    except OSError as error:
        raise StoreError("file.unreadable", path=str(path), reason=error.strerror or type(error).__name__) from error


def _open(path: Path, form: SourceForm) -> tuple[Iterator[Row], str]:
    data = read_bytes(path)
    if path.suffix.lower() not in WORKBOOKS:
        text = open_text(data, declared=form.encoding, path=path.name)
        delimiter = sniff_delimiter(text, {*form.headers, *map(header_key, form.repair)})
        return rows_of(text, delimiter=delimiter, path=path.name), ""
    sheets = open_workbook(data, path=path.name)
    found = next((one for one in sheets if header_key(one.name) == header_key(form.sheet)), None)
    if found is None and form.sheet:
        raise TemplateMismatch("sheet.not_found", path=path.name, sheet=form.sheet)
    chosen = found or next((one for one in sheets if not one.hidden), sheets[0])
    return chosen.rows(), chosen.name


class _Reader:
    """Turns the rows of one file into records, repairing the columns that its form names, and counts the repairs."""

    def __init__(self, records: Records, form: SourceForm, headers: Sequence[str]) -> None:
        self.records = records
        self.headers = headers
        self.decimals = {header_key(name): decimals for name, decimals in form.repair.items()}
        self.needed = {**{header_key(name): name for name in form.repair}, **form.headers}
        self.repaired: dict[str, list[tuple[str, str]]] = {}

    def check_headers(self) -> None:
        """Note every header that something is read from and that is not there, or there twice."""
        for key, name in self.needed.items():
            count = self.headers.count(key)
            if count != 1 and (count or key not in self.records.derived):
                self._note("column.twice" if count else "column.missing", self.records.top, name, column=name)

    def line(self, row: Row) -> Line:
        """Read one row."""
        number, texts, spoiled = row
        if any(texts[len(self.headers) :]):
            self._note("row.width", number, "", cells=len(texts), columns=len(self.headers))
        cells = {key: text for key, text in zip(self.headers, texts, strict=False) if text and key}
        faults = dict(self._spoiled(number, spoiled))
        for key, decimals in self.decimals.items():
            if key in cells:
                self._repair(key, number, decimals, cells, faults)
        return Line(self.records, number, cells, faults)

    def repairs(self) -> Iterator[Finding]:
        """Say of each column how many of its cells were read as the decimals they mean, and show one."""
        for key, cells in self.repaired.items():
            was, read = cells[0]
            context = {"count": len(cells), "written": was, "meant": read}
            yield Finding("number.residue", self.records.place(None, self.needed[key]), "warning", was, context)

    def _spoiled(self, number: int, spoiled: Mapping[int, Fault]) -> Iterator[tuple[str, Finding]]:
        for index, (code, stored) in spoiled.items():
            key = self.headers[index] if index < len(self.headers) else ""
            yield key, Finding(code, self.records.place(number, self.needed.get(key, key)), value=stored)

    def _repair(self, key: str, number: int, decimals: int, cells: dict[str, str], faults: dict[str, Finding]) -> None:
        was, read = cells[key], meant(cells[key], decimals)
        if read is None:
            place = self.records.place(number, self.needed[key])
            code = "number.invalid" if number_text(was) is None else "number.no_residue"
            faults[key] = Finding(code, place, value=was, context={"digits": decimals})
            return
        if Decimal(read) != Decimal(was):
            self.repaired.setdefault(key, []).append((was, read))
        cells[key] = read

    def _note(self, code: str, row: int, header: str, **context: object) -> None:
        self.records.findings.append(Finding(code, self.records.place(row, header), context=context))
