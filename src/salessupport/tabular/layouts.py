"""Layouts: how the files of a foreign export are read as tables, declared as data (the flag `--profile`).

    name = "Example shop"

    [sources.orders]                        a file of the export, by a name of our own
    file = "orders.csv"                     CSV or XLSX, in the folder that is taken in
    sheet = "Orders"                        of a workbook; the first visible one if left out
    encoding = "cp1252"                     if it is not proven by the bytes: utf-8 and gb18030 are
    repair = { freight = 2 }                columns whose numbers went through binary floating point, and the decimals
                                            that they mean; each repair is counted and said (`tabular.residue`)
    [sources.orders.derived]                further columns of its records (`tabular.operations`)
    total = { add = ["goods", "freight"] }

    [[tables]]                              one of the tables to be made; a table may be made by several of these
    table = "invoices"
    source = "orders"                       one row is made of each of its records …
    where_given = ["shipped_date"]          … in which all of these are given
    [tables.columns]
    id = { template = "INV-{order_id}" }    the table's column, and what it is read from or derived with
    issued_on = "shipped_date"

Law: a layout can only move, join, look up, add, multiply and round cells; what they mean is for the reader of the table
to check, as if the rows had been written by hand. All faults of a layout are `layout.invalid`, each at its path.
Source: books.md "A profile"; architecture "Words".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from attrs import define, field, frozen

from salessupport.domain.values.errors import ConfigError, SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place
from salessupport.tabular.foreign import Derive, Files, Line, Records, SourceForm, Unusable, read_records
from salessupport.tabular.grid import NO_FAULTS, Fault, Row
from salessupport.tabular.operations import OPERATIONS
from salessupport.tabular.spec import Notes, Spec

ENCODINGS = ("", "utf-8", "gb18030", "cp1252", "utf-16")
SAID = "cell.unusable"
"""The fault of a cell whose reason is told already, at the foreign cell that it is derived from."""


@frozen(kw_only=True)
class TableForm:
    """One of the tables to be made: `columns` by target name, `headers` those that are one foreign header as it is."""

    path: str
    table: str
    source: str
    columns: Mapping[str, Derive]
    headers: Mapping[str, str]
    where_given: Sequence[Derive] = ()


@frozen(kw_only=True)
class Layout:
    """A layout that holds together in itself; whether its tables and columns exist is for their owner to say."""

    path: str
    name: str
    sources: Mapping[str, SourceForm]
    tables: Sequence[TableForm]


def read_layout(data: bytes, *, path: str) -> Layout:
    """Read a layout; one fault is a `ConfigError` `layout.invalid`, several are one `ValidationReport`."""
    try:
        document = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise ConfigError("layout.invalid", path=path, reason=str(error)) from None
    named = document.get("sources", {})
    notes = Notes(OPERATIONS, {name: {} for name in named} if isinstance(named, dict) else {})
    whole = Spec(notes, "", document)
    whole.allow("name", "sources", "tables")
    sources = {one.source: _source(one) for one in whole.tables("sources")}
    layout = Layout(path=path, name=whole.text("name"), sources=sources, tables=[*_tables(whole, notes)])
    for made, what in ((sources, "sources"), (layout.tables, "tables")):
        if not made and not any(at.startswith(what) for at, _ in notes.faults):
            whole.fault(what, "there is none", "缺少该项")
    _refuse_circles(whole, notes)
    refuse(path, notes.faults)
    return layout


def _refuse_circles(whole: Spec, notes: Notes) -> None:
    """Note columns that are derived from each other in a circle."""
    try:
        TopologicalSorter(notes.rests_on).prepare()
    except CycleError as error:
        circle = " → ".join(f"{source}.{header}" for source, header in error.args[1])
        whole.fault("sources", f"derived from each other: {circle}", "互相引用")


def refuse(path: str, faults: Sequence[tuple[str, str]]) -> None:
    """Raise the faults of a layout, (path in it, reason), if there are any."""
    if len(faults) == 1:
        raise ConfigError("layout.invalid", path=f"{path}:{faults[0][0]}", reason=faults[0][1])
    if faults:
        found = (Finding("layout.invalid", Place(path, column=at), context={"reason": why}) for at, why in faults)
        raise ValidationReport(tuple(found))


def _source(spec: Spec) -> SourceForm:
    spec.allow("file", "sheet", "encoding", "repair", "derived")
    encoding = spec.text("encoding", default="")
    if encoding not in ENCODINGS:
        spec.fault("encoding", f"one of {', '.join(filter(None, ENCODINGS))} is needed", "不支持的编码")
    file = spec.text("file")
    if Path(file).name != file:
        spec.fault("file", "the name of a file in the folder is needed, without a path", "此处应为文件名，不含路径")
    repair, derived = spec.under("repair"), spec.under("derived")
    return SourceForm(
        name=spec.source,
        file=file,
        sheet=spec.text("sheet", default=""),
        encoding=encoding,
        repair={header: repair.places(header, value) for header, value in repair.given.items()},
        derived={header: derived.derived(header) for header in derived.given},
        headers=spec.notes.needs[spec.source],
    )


def _tables(whole: Spec, notes: Notes) -> Iterator[TableForm]:
    given = whole.given.get("tables", [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        whole.fault("tables", "tables are needed here, [[tables]]", "此处应为 [[tables]]")
        return
    for index, table in enumerate(given):
        spec = Spec(notes, f"tables[{index}]", table, str(table.get("source", "")))
        spec.allow("table", "source", "where_given", "columns")
        if spec.text("source") not in notes.needs:
            spec.fault("source", f"no source is called {spec.source!r}", f"没有名为“{spec.source}”的来源")
        columns = spec.under("columns")
        if not columns.given:
            spec.fault("columns", "there is none", "缺少该项")
        yield TableForm(
            path=spec.path,
            table=spec.text("table"),
            source=spec.source,
            columns={name: columns.cell(name) for name in columns.given},
            headers={name: value for name, value in columns.given.items() if isinstance(value, str)},
            where_given=spec.cells("where_given") if "where_given" in table else (),
        )


@define(eq=False)
class Reading:
    """The files of one export under a layout; `findings` grows while the rows are read."""

    layout: Layout
    files: Files
    findings: dict[tuple[str, str], Finding] = field(factory=dict)

    def rows(self, form: TableForm) -> Iterator[Row]:
        """Give the rows of a table, its columns' names first; each has the row number of its foreign record."""
        records = self.files[form.source]
        yield records.top, list(form.columns), NO_FAULTS
        for line in records.lines:
            given = [self._text(cell, line) for cell in form.where_given]
            if all(text is None or text for text in given):
                yield self._row(form, line, counts=None not in given)

    def note(self, finding: Finding) -> None:
        """Note a finding; one cell that several others are derived from is blamed once."""
        self.findings.setdefault((finding.code, str(finding.place)), finding)

    def _row(self, form: TableForm, line: Line, *, counts: bool) -> Row:
        """Derive a row; of one that may not count nothing is said but its id, for the rows that refer to it."""
        texts = [self._text(cell, line) if counts or name == "id" else None for name, cell in form.columns.items()]
        faults: dict[int, Fault] = {index: (SAID, "") for index, text in enumerate(texts) if text is None}
        if not counts:
            faults[len(texts)] = SAID, ""
        return line.number, [text or "" for text in texts], faults

    def _text(self, cell: Derive, line: Line) -> str | None:
        try:
            return cell(line, self.files)
        except Unusable as error:
            for finding in error.findings:
                self.note(finding)
            return None


def open_files(layout: Layout, path: Path) -> tuple[Reading, list[SalesSupportError]]:
    """Read every file of a layout in the folder `path`, or `path` itself where the layout has one file only.

    Gives what could be read, and the error of each file that could not.
    """
    files: dict[str, Records] = {}
    errors: list[SalesSupportError] = []
    only = path.is_file() and len(layout.sources) == 1
    reading = Reading(layout, files)
    for name, form in layout.sources.items():
        try:
            files[name] = read_records(path if only else path / form.file, form)
        except SalesSupportError as error:
            errors.append(error)
    for records in files.values():
        for finding in records.findings:
            reading.note(finding)
    return reading, errors
