"""P1: a month's end from CSV books to workbooks, against the least that it can cost and against the usual way.

`ours`: `Desk.open(books).close(month)`: reading with every check, the fold, statements, ageing, control totals, proof,
the workbooks with their formats. `floor`: csv and hand-written constructors of the same facts, then bare XlsxWriter
calls for the same cells; no logic at all, the figures are those that ours found. `usual`: csv and cattrs as it comes,
then openpyxl's write_only mode for the same cells. Each side is a program of its own, and its start counts; taking the
stored cells into memory does not. Ours closes with `dry_run`, so that every run closes the same open month.

The workbooks are those that the month's close makes: a statement per customer, their index, ageing summary and detail,
exceptions.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from support.measure import Goals, alternate, arguments, child, cpu, pairs_of, peak, ratios, verdict

ORDERS = 100_000
QUICK = 5_000
MONTH = "2026-10"
TO_FLOOR = 1.6
TO_USUAL = 0.75
MEMORY = 1024.0


def prepare(folder: Path, orders: str) -> None:
    """Write the books."""
    from salessupport.books.demo import demo_company
    from salessupport.books.writer import write_books

    write_books(folder / "books", *demo_company(orders=int(orders), last_month=MONTH))


def ours(folder: Path, _: str) -> None:
    """Close the month."""
    from salessupport.desk.desk import Desk

    desk = Desk.open(folder / "books", clock=lambda: datetime(2026, 11, 2, tzinfo=UTC))
    answer = desk.close(MONTH, out=folder / "ours", dry_run=True)
    if not all(control.equal for control in answer.controls):
        raise SystemExit(f"control totals differ: {answer.controls}")


def floor(folder: Path, _: str) -> None:
    """Read by hand, write the stored cells with XlsxWriter."""
    from support import cells
    from support.floor import by_hand

    workbooks = _stored(folder)
    facts = by_hand(folder / "books")
    cells.by_xlsxwriter(workbooks, folder / "floor")
    print(sum(map(len, facts.values())))


def usual(folder: Path, _: str) -> None:
    """Read with cattrs, write the stored cells with openpyxl."""
    from support import cells
    from support.floor import by_cattrs

    workbooks = _stored(folder)
    facts = by_cattrs(folder / "books")
    cells.by_openpyxl(workbooks, folder / "usual")
    print(sum(map(len, facts.values())))


def _stored(folder: Path) -> object:
    from support import cells

    started = time.process_time()
    workbooks = cells.stored(folder / "cells")
    print(f"excluded {time.process_time() - started}")
    return workbooks


def store(folder: Path, _: str) -> None:
    """Keep the cells of our workbooks."""
    from support import cells

    workbooks = cells.read(folder / "ours")
    cells.store(workbooks, folder / "cells")
    print(len(workbooks), sum(len(each) for sheets in workbooks.values() for _, each in sheets))


def compare_cells(folder: Path, side: str) -> None:
    """Stop unless a side wrote the cells that ours wrote."""
    from support import cells

    expected, written = cells.stored(folder / "cells"), cells.read(folder / side)
    for name, sheets in expected.items():
        for (title, wanted), (_, got) in zip(sheets, written[name], strict=True):
            wrong = next((pair for pair in zip(wanted, got, strict=True) if pair[0][:3] != pair[1][:3]), None)
            if wrong:
                raise SystemExit(f"{side}: {name} {title}: {wrong}")


def compare_facts(folder: Path, _: str) -> None:
    """Stop unless all three ways of reading give the same facts."""
    from salessupport.books.reader import read_books
    from support.floor import READ, by_cattrs, by_hand

    expected = read_books(folder / "books").facts
    for side in (by_hand, by_cattrs):
        read = side(folder / "books")
        for table in READ:
            if tuple(read.pop(table)) != getattr(expected, table):  # type: ignore[attr-defined]
                raise SystemExit(f"{side.__name__}: {table} differ")


STEPS = {step.__name__: step for step in (prepare, ours, floor, usual, store, compare_cells, compare_facts)}


def main() -> int:
    """Run the bench."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--orders", type=int, help=f"orders of five lines (default {ORDERS}, quick {QUICK})")
    given = parser.parse_args()
    orders = given.orders or (QUICK if given.quick else ORDERS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def step(which: str, more: str = "") -> str:
            return child(which, folder, more, source=Path(__file__)).said

        step("prepare", str(orders))
        step("ours")
        workbooks, count = step("store").split()
        for side in ("floor", "usual"):
            step(side)
            step("compare_cells", side)
        step("compare_facts")
        print(f"P1 month end: {orders} orders of 5 lines; same facts, same {count} cells in {workbooks} workbooks")
        sides = {
            side: lambda side=side: child(side, folder, "", source=Path(__file__))
            for side in ("ours", "floor", "usual")
        }
        runs = alternate(sides, pairs_of(given))
    for side, each in runs.items():
        print(f"  {side}: CPU {cpu(each)}, peak {peak(each):.0f} MiB")
    goals = Goals()
    goals.at_most("P1 to the floor", ratios(runs, "ours", "floor"), TO_FLOOR)
    goals.at_most("P1 to the usual way", ratios(runs, "ours", "usual"), TO_USUAL)
    goals.at_most("P1 memory, MiB", peak(runs["ours"]), MEMORY)
    return verdict(goals, given)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        STEPS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main())
