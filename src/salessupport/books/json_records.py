"""Facts as JSON: an object of tables, each a list of rows, each an object by column name, as strict as books.

Amounts, quantities, rates and dates are text; numbers of lines and days are whole numbers; yes or no is true or false;
what is not given is left out; undeclared registers are refused. All faults of all rows are one report, with paths such
as `$.invoices[2].gross` (B21-B29).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from salessupport.books.cells import cell_text
from salessupport.books.convert import FAILS, RowConverter
from salessupport.books.currency import Currencies, reading_order
from salessupport.books.in_memory import findings_of
from salessupport.books.schema import Column, Kind, Table
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.errors import SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.policies import Company
from salessupport.domain.values.text import check_text
from salessupport.tabular.jsontext import loads

_TYPES: Mapping[Kind, tuple[type, str]] = {
    Kind.BOOLEAN: (bool, "true or false"),
    Kind.INTEGER: (int, "a whole number"),
    Kind.TEXTS: (list, "a list of texts"),
}
_TEXT = (str, "text")


def facts_from_json(data: str | bytes, company: Company) -> Facts:
    """Read facts; raises the error of the JSON itself, or a `ValidationReport` with every fault of every row."""
    value = loads(data)
    if not isinstance(value, dict):
        raise ValidationReport((_wrong("$", "an object of tables", value),))
    reading = _Reading(company)
    for name in sorted(value, key=lambda name: (reading_order(name), name)):
        reading.read_table(name, value[name])
    if reading.findings:
        raise ValidationReport(tuple(reading.findings))
    facts = Facts().appended(reading.rows)
    wrong = tuple(finding for finding in findings_of(facts, company) if finding.level == "error")
    if wrong:
        raise ValidationReport(wrong)
    return facts


def facts_to_json(facts: Facts) -> str:
    """Write facts; reading them again gives equal facts. Undeclared registers are refused, never dropped in silence."""
    if facts.registers:
        name = min(facts.registers)
        raise ValidationReport((Finding("table.unknown", Place(f"$.{name}"), context={"table": name}),))
    tables = {
        table.name: [dict(_written(table, row)) for row in facts.rows(table.name)]
        for table in TABLES.values()
        if facts.rows(table.name)
    }
    return json.dumps(tables, ensure_ascii=False, indent=1)


def _written(table: Table, row: Fact) -> Iterator[tuple[str, object]]:
    for column in table.columns:
        value = getattr(row, column.attribute)
        if value is None or value == ():
            continue
        if column.kind is Kind.TEXTS:
            yield column.name, list(value)
        else:
            yield column.name, value if isinstance(value, bool | int) else cell_text(column, value, "en")


class _Reading:
    """The tables of one JSON value while they are read."""

    def __init__(self, company: Company) -> None:
        self.currencies = Currencies(company.currency)
        self.rows: dict[str, list[Fact]] = {}
        self.findings: list[Finding] = []

    def read_table(self, name: str, rows: object) -> None:
        table = TABLES.get(name)
        if table is None:
            self.findings.append(Finding("table.unknown", Place(f"$.{name}"), context={"table": name}))
        elif not isinstance(rows, list):
            self.findings.append(_wrong(f"$.{name}", "a list of rows", rows))
        else:
            self._read_rows(table, rows)

    def _read_rows(self, table: Table, rows: list[object]) -> None:
        converter, rule = RowConverter(table), self.currencies.rule(table)
        columns = {column.name: column for column in table.columns}
        kept = self.rows.setdefault(table.name, [])
        for index, row in enumerate(rows):
            path = f"$.{table.name}[{index}]"
            if not isinstance(row, dict):
                self.findings.append(_wrong(path, "an object", row))
                continue
            before = len(self.findings)
            record = dict(self._cells(path, columns, row))
            currency = rule(record)
            try:
                fact = converter.structure(currency)(record, table.fact)
            except FAILS:
                self._explain(path, converter, record, currency, skip=before)
            else:
                kept.append(fact)

    def _cells(self, path: str, columns: Mapping[str, Column], row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The row's values as cells; one of a wrong type is noted and left out."""
        for name, value in row.items():
            place = f"{path}.{name}"
            column = columns.get(name)
            if column is None:
                self.findings.append(Finding("field.unknown", Place(place)))
                continue
            kind, expected = _TYPES.get(column.kind, _TEXT)
            if type(value) is not kind:
                self.findings.append(_wrong(place, expected, value))
            elif (cell := self._cell(place, value)) is not None:
                yield column.attribute, cell

    def _cell(self, place: str, value: object) -> str | None:
        if isinstance(value, bool):
            return "yes" if value else "no"
        text = ";".join(map(str, value)) if isinstance(value, list) else str(value)
        try:
            check_text(text)
        except SalesSupportError as error:
            self.findings.append(Finding(error.code, Place(place), context=error.context))
            return None
        return text

    def _explain(
        self, path: str, converter: RowConverter, record: Mapping[str, str], currency: str, *, skip: int
    ) -> None:
        """Note the faults of a row that failed; a value noted already is not blamed for being missing."""
        noted = {finding.place.file for finding in self.findings[skip:]}
        for problem in converter.problems(record, currency):
            place = f"{path}.{problem.attribute.rstrip('_')}" if problem.attribute else path
            if place not in noted:
                value = record.get(problem.attribute, "")
                self.findings.append(Finding(problem.code, Place(place), value=value, context=problem.context))


def _wrong(path: str, expected: str, value: object) -> Finding:
    return Finding("type.wrong", Place(path), context={"expected": expected, "kind": type(value).__name__})
