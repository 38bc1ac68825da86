"""A foreign export through a layout → the tables of the books; a layout is shipped and called by its name, or a file.

Law: the rows that a layout makes are read by the same reader as any table, and a fault stands at the foreign cell.
Source: books.md "A profile"; architecture "Words" (*layout* describes how a foreign file is read).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path

from attrs import define, evolve, field

from salessupport.books.files import Source, table_named
from salessupport.books.loading import Loaded
from salessupport.books.schema import Table
from salessupport.domain.values.errors import ConfigError, SalesSupportError
from salessupport.domain.values.findings import Finding
from salessupport.tabular.foreign import read_bytes
from salessupport.tabular.layouts import SAID, Layout, Reading, TableForm, open_files, read_layout, refuse

_SHIPPED = files("salessupport.books") / "layouts"


def shipped_layouts() -> tuple[str, ...]:
    """Give the names of the layouts that come with the product."""
    return tuple(sorted(one.name.removesuffix(".toml") for one in _SHIPPED.iterdir() if one.name.endswith(".toml")))


def layout_of(profile: str | Path) -> Layout:
    """Read a layout: a shipped one by its name, any other by its file.

    Raises `ConfigError` `layout.unknown` or `layout.invalid`, a `ValidationReport` where a layout has several faults.
    """
    name = str(profile)
    if name in shipped_layouts():
        layout = read_layout((_SHIPPED / f"{name}.toml").read_bytes(), path=f"{name}.toml")
    elif Path(profile).is_file():
        layout = read_layout(read_bytes(Path(profile)), path=Path(profile).name)
    else:
        raise ConfigError("layout.unknown", path=name, name=name, shipped=", ".join(shipped_layouts()))
    refuse(layout.path, [*_faults(layout)])
    return layout


def _faults(layout: Layout) -> Iterator[tuple[str, str]]:
    """Compare a layout with the schema: tables, columns, and the columns that every row needs."""
    for form in layout.tables:
        table = table_named(form.table)
        if table is None:
            yield f"{form.path}.table", f"the books have no table {form.table!r} / 账簿没有这张表"
            continue
        known = {name for column in table.columns for name in column.headers}
        for name in form.columns:
            if name not in known:
                yield f"{form.path}.columns.{name}", f"{table.name} has no such column / {table.zh}没有这一列"
        for column in table.columns:
            if column.required and not any(name in column.headers for name in form.columns):
                yield f"{form.path}.columns", f"{table.name} needs {column.name} / 缺少必需的列“{column.zh}”"


@define
class Foreign:
    """The tables of a foreign export, and what its cells are blamed for while the tables are read."""

    sources: list[Source]
    errors: list[SalesSupportError]
    _reading: Reading | None = field(default=None)
    _headers: dict[tuple[str, str], Mapping[str, str]] = field(factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """What was found in the foreign cells so far."""
        return [] if self._reading is None else [*self._reading.findings.values()]

    def settle(self, loaded: Loaded) -> None:
        """Put what was found in a table under foreign headers; what is told of the cells behind it is left out."""
        names = self._headers.get((loaded.table.name, loaded.origin.file), {})
        loaded.origin = evolve(loaded.origin, headers={**loaded.origin.headers, **names})
        loaded.findings = [
            evolve(one, place=evolve(one.place, column=names.get(one.place.column, one.place.column)))
            for one in loaded.findings
            if one.code != SAID
        ]


def read_foreign(path: Path, layout: Layout) -> Foreign:
    """Open the files of an export; tables are given only where every file has the columns that are read from it."""
    reading, errors = open_files(layout, path)
    foreign = Foreign([], errors, reading)
    if errors or any(finding.level == "error" for finding in foreign.findings):
        return foreign
    for form in layout.tables:
        table = table_named(form.table)
        if table is not None:
            foreign.sources.append(_source(reading, form, table))
            foreign._headers[table.name, reading.files[form.source].file] = form.headers  # noqa: SLF001 - being made
    return foreign


def _source(reading: Reading, form: TableForm, table: Table) -> Source:
    records = reading.files[form.source]
    return Source(table, records.file, records.sheet, neutralised=False, rows=partial(reading.rows, form))
