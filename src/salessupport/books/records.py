"""Books as a value: the company, its facts, and for every fact the file and row that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from salessupport.domain.facts import Facts
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.policies import Company

Extras = Mapping[str, Mapping[str, Mapping[int, str]]]
"""Unknown columns, kept as written: table → header → index of the fact → cell."""


@frozen
class Origin:
    """Where the rows of one table stand: file, sheet, the row of each fact, headers as written by column name."""

    file: str
    sheet: str
    rows: Sequence[int] = field(repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False, hash=False)

    def place(self, index: int | None = None, column: str = "") -> Place:
        """Give the place of a fact (by its index in the table) or of the whole table, and of a column by its name."""
        row = None if index is None else self.rows[index]
        return Place(self.file, row, self.headers.get(column, column), self.sheet)


@frozen(kw_only=True)
class Books:
    """A books folder as read: nothing in it is derived.

    `origins` has an entry per table that the folder holds; `extras` the cells of unknown columns; `warnings` what was
    noticed; `skipped` the errors of the rows that were left out (empty unless `skip_bad_rows` was asked for).
    """

    company: Company
    facts: Facts
    origins: Mapping[str, Origin] = field(factory=dict, repr=False, hash=False)
    extras: Extras = field(factory=dict, repr=False, hash=False)
    warnings: tuple[Finding, ...] = ()
    skipped: tuple[Finding, ...] = ()

    def place(self, table: str, index: int, column: str = "") -> Place:
        """Give the file, row and column of a fact, for a report about it; a table that was not read has no file."""
        origin = self.origins.get(table)
        return Place(table, column=column) if origin is None else origin.place(index, column)
