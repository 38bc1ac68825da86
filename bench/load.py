"""P3: records are loaded at most 1.15 times as slowly as by bare cattrs without detailed errors, same hooks.

`convert`: the function that `books.convert` makes for a table, against `Converter(detailed_validation=False)` with the
same hooks, record by record. `table`: the whole way from a CSV file to facts, with everything that our reports need
(row numbers, keys that stand twice, texts that no record may hold), against `csv.reader`, a dictionary per row and that
converter. Both sides run in one process, in turn.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import evolve
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from salessupport.books.convert import RowConverter, _hook
from salessupport.books.currency import Currencies
from salessupport.books.demo import demo_company
from salessupport.books.files import Source, sources
from salessupport.books.loading import load
from salessupport.books.schema import Table
from salessupport.books.tables import TABLES
from salessupport.books.writer import write_books
from salessupport.domain.facts import Fact
from support.measure import Goals, alternate, arguments, pairs_of, ratios, timed, verdict

BOUND = 1.15
MEASURED = ("orders", "order_lines", "invoices", "receipts", "allocations")
HOME = "CNY"


def bare(table: Table) -> Converter:
    """Make a converter that knows the same hooks and nothing of detailed errors."""
    converter = Converter(detailed_validation=False)
    hooks = {column.attribute: override(struct_hook=_hook(column, HOME)) for column in table.columns}
    function = make_dict_structure_fn(table.fact, converter, **hooks)  # type: ignore[arg-type]
    converter.register_structure_hook(table.fact, function)
    return converter


def rows_of(path: Path, table: Table) -> Iterator[dict[str, str]]:
    """Read a CSV file into one dictionary a row, without empty cells."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        names = [table.column(header).attribute for header in next(rows)]
        for cells in rows:
            yield {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def by_convert(table: Table, records: Sequence[dict[str, str]]) -> list[Fact]:
    """Make facts of records with `books.convert`."""
    structure, fact = RowConverter(table).structure(HOME), table.fact
    return [structure(record, fact) for record in records]


def by_bare(table: Table, records: Sequence[dict[str, str]]) -> list[Fact]:
    """Make facts of records with bare cattrs."""
    structure, fact = bare(table).structure, table.fact
    return [structure(record, fact) for record in records]


def table_by_ours(source: Source) -> list[Fact]:
    """Read a table the whole way."""
    loaded = load(source, Currencies(HOME))
    return loaded.facts if loaded is not None and not loaded.findings else []


def table_by_bare(folder: Path, table: Table) -> list[Fact]:
    """Read a table with csv and bare cattrs."""
    structure, fact = bare(table).structure, table.fact
    return [structure(record, fact) for record in rows_of(folder / f"{table.name}.csv", table)]


def measure(what: str, sides: dict[str, Callable[[], list[list[Fact]]]], pairs: int, goals: Goals) -> None:
    """Compare the two sides' facts, then their CPU."""
    ours, theirs = (side() for side in sides.values())
    if ours != theirs or not all(ours):
        raise SystemExit(f"{what}: the facts differ")
    print(f"P3 {what}: same facts, {sum(map(len, ours))} records")
    del ours, theirs
    runs = alternate({name: lambda side=side: timed(side) for name, side in sides.items()}, pairs)
    goals.at_most(f"P3 {what}", ratios(runs, *sides), BOUND)


def main() -> int:
    """Run the bench."""
    given = arguments(__doc__ or "").parse_args()
    company, facts = demo_company(orders=2_000 if given.quick else 20_000)
    kept = {invoice.id for invoice in facts.invoices if invoice.currency is None}
    # records of one currency, so that bare cattrs, which knows no rule for currencies, reads the same
    facts = evolve(
        facts,
        invoices=tuple(row for row in facts.invoices if row.id in kept),
        receipts=tuple(row for row in facts.receipts if row.currency is None),
        allocations=tuple(row for row in facts.allocations if row.target in kept),
    )
    goals = Goals()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "books"
        write_books(folder, company, facts)
        del facts
        tables = [TABLES[name] for name in MEASURED]
        found = {one.table.name: one for one in sources(folder, encoding="utf-8") if isinstance(one, Source)}
        records = {table.name: list(rows_of(folder / f"{table.name}.csv", table)) for table in tables}
        by_record: dict[str, Callable[[], list[list[Fact]]]] = {
            "ours": lambda: [by_convert(table, records[table.name]) for table in tables],
            "bare cattrs": lambda: [by_bare(table, records[table.name]) for table in tables],
        }
        measure("convert", by_record, pairs_of(given), goals)
        records.clear()
        by_table: dict[str, Callable[[], list[list[Fact]]]] = {
            "ours": lambda: [table_by_ours(found[table.name]) for table in tables],
            "csv + bare cattrs": lambda: [table_by_bare(folder, table) for table in tables],
        }
        measure("table", by_table, pairs_of(given), goals)
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
