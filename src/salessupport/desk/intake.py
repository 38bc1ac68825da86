"""Intake: the rows of a file, or of a folder of files, as facts to append; all of them or none, all faults at once.

Laws: taking the same file in twice appends nothing the second time; a fact of a closed month is refused (B45, LD-02);
what the joined facts contradict, and the recorded ones did not, is refused too. Rows get today as their day of
recording, so that an earlier `known_at` never sees them (I8). Source: books.md "Questions and answers" (intake).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve

from salessupport.books.comparison import document_column
from salessupport.books.intake import Arrival, Parcel, read_parcel
from salessupport.books.schema import Table
from salessupport.books.tables import TABLES
from salessupport.desk.answers import Change
from salessupport.domain.consistency import Fault, faults
from salessupport.domain.customers.duplicates import DuplicateCandidate, duplicates
from salessupport.domain.facts import Customer, Fact, Facts, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import Conflict, PeriodClosed, SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Level, Place, by_place
from salessupport.domain.values.money import Money

_KINDS: Mapping[str, type[SalesSupportError]] = {
    "id.conflict": Conflict,
    "period.closed": PeriodClosed,
    "customer.exists": Conflict,
}
"""The errors that a single fault of these codes is raised as."""
_SAID_OF_WHAT_IS_TAKEN = frozenset({"number.residue"})
"""Warnings about how rows were read, which say nothing where none of them is taken."""


def intake(history: History, path: Path, *, profile: str | Path | None, today: date) -> Change:
    """Read a file or folder in the form of the books, or through a layout, and give what is to be appended.

    `profile` names a shipped layout or is the file of one. Rows that are there already are counted in `skipped`.
    One fault alone is raised as its own error: `Conflict` `id.conflict` for a key that is there with other content,
    `PeriodClosed` `period.closed`, a `FileError`; several, or any other, are one `ValidationReport`.
    """
    parcel = read_parcel(path, profile=profile, company=history.company, facts=history.facts)
    arrivals = _by_table(parcel.new)
    added = {name: tuple(_recorded(row.fact, today) for row in rows) for name, rows in arrivals.items()}
    joined = evolve(history, facts=history.facts.appended(added))
    found = [
        *parcel.findings,
        *_closed(history, joined.facts, parcel.new),
        *_contradictions(history, joined, arrivals),
        *_twice(joined, arrivals.get("customers", ())),
    ]
    _refuse(found, parcel)
    warnings = tuple(sorted(found, key=by_place))
    return Change("intake", appended=added, effects=(*_effects(added),), skipped=parcel.skipped, findings=warnings)


def _by_table(arrivals: Sequence[Arrival]) -> dict[str, list[Arrival]]:
    """Group rows by table, in the order of the schema, registers behind it."""
    tables: dict[str, list[Arrival]] = {}
    for one in arrivals:
        tables.setdefault(one.table.name, []).append(one)
    return {name: tables[name] for name in (*TABLES, *sorted(tables)) if name in tables}


def _recorded(fact: Fact, today: date) -> Fact:
    """Say that a row was entered today, unless it says itself when, or is of today."""
    given = fact.recorded_on is not None or fact.effective == today
    return fact if given else evolve(fact, recorded_on=today)


def _closed(history: History, joined: Facts, arrivals: Sequence[Arrival]) -> Iterator[Finding]:
    """Find every new row that lies in a closed month, lines with their documents."""
    if not history.closings:
        return
    days: dict[str, Mapping[str, date | None]] = {}
    for one in arrivals:
        day = one.fact.effective or _day_of_document(one.table, one.fact, joined, days)
        if day is not None and history.closed_on(day) is not None:
            context = {"month": Period.month_of(day).name}
            yield Finding("period.closed", one.place(_day_column(one)), value=str(day), context=context)


def _day_of_document(
    table: Table, fact: Fact, joined: Facts, days: dict[str, Mapping[str, date | None]]
) -> date | None:
    column = document_column(table)
    if column is None:
        return None
    for name in column.refers_to:
        if name not in days:
            days[name] = {row.id: row.effective for row in joined.rows(name)}  # type: ignore[attr-defined]
        if (found := days[name].get(getattr(fact, column.attribute))) is not None:
            return found
    return None


def _day_column(one: Arrival) -> str:
    """Give the column that states the day of a row; for a line the one that names its document."""
    day = one.fact.effective
    own = (
        column.name for column in one.table.columns if day is not None and getattr(one.fact, column.attribute) == day
    )
    return next(own, one.table.columns[0].name)


def _contradictions(before: History, joined: History, arrivals: Mapping[str, Sequence[Arrival]]) -> Iterator[Finding]:
    """Find what the joined facts say against each other that the recorded ones did not."""
    known = {*faults(before)}
    for fault in faults(joined):
        if fault not in known:
            yield Finding(fault.code, _place(before, fault, arrivals), fault.level, context=fault.context)


def _twice(joined: History, arrivals: Sequence[Arrival]) -> Iterator[Finding]:
    """New customers that are there already by their tax number, or look like it (CU-02); nothing is merged."""
    new = {row.fact.id: row for row in arrivals if isinstance(row.fact, Customer)}
    if not new:
        return
    best: dict[str, list[tuple[str, DuplicateCandidate]]] = {}
    for one in duplicates(joined.facts.customers, aliases=joined.facts.register_aliases):
        for customer, other in ((one.second, one.first), (one.first, one.second)):
            if customer in new and (other not in new or other < customer):
                best.setdefault(customer, []).append((other, one))
    for customer, found in best.items():
        other, one = found[0]
        context = {"id": customer, "other": other, "score": one.score, "count": len(found)}
        code, column = ("customer.exists", "tax_id") if one.blocks else ("customer.similar", "name")
        level: Level = "error" if one.blocks else "warning"
        yield Finding(code, new[customer].place(column), level, context=context)


def _place(before: History, fault: Fault, arrivals: Mapping[str, Sequence[Arrival]]) -> Place:
    """Give the cell of a new row; for a row that was there already, its table."""
    index = fault.row - len(before.facts.rows(fault.table))
    return arrivals[fault.table][index].place(fault.column) if index >= 0 else Place(fault.table, column=fault.column)


def _refuse(found: Sequence[Finding], parcel: Parcel) -> None:
    """Raise what keeps the rows from being taken in."""
    errors = [one for one in found if one.level == "error"]
    if len(parcel.unreadable) == 1 and not errors:
        raise parcel.unreadable[0]
    if len(errors) == 1 and not parcel.unreadable and errors[0].code in _KINDS:
        only = errors[0]
        raise _KINDS[only.code](only.code, path=str(only.place), **only.context)
    if errors or parcel.unreadable:
        files = (Finding(one.code, Place(one.path), context=one.context) for one in parcel.unreadable)
        report = {*files, *(one for one in found if one.code not in _SAID_OF_WHAT_IS_TAKEN)}
        raise ValidationReport(tuple(sorted(report, key=by_place)))


def _effects(added: Mapping[str, Sequence[Fact]]) -> Iterator[str]:
    """Say how many rows of each table are new, and what receipts and invoices among them come to by currency."""
    for name, rows in added.items():
        totals: dict[tuple[str, str], Money] = {}
        for row in rows:
            if isinstance(row, Receipt):
                _count("", row.amount, totals)
            elif isinstance(row, Invoice) and row.status == "issued":
                _count(row.kind, row.gross, totals)
        amounts = ", ".join(
            f"{f'{kind} ' if kind else ''}{sum_} {currency}" for (kind, currency), sum_ in totals.items()
        )
        yield f"{name}: {len(rows)} new{f', {amounts}' if amounts else ''}"


def _count(kind: str, amount: Money, totals: dict[tuple[str, str], Money]) -> None:
    key = kind, amount.currency
    totals[key] = totals[key] + amount if key in totals else amount
