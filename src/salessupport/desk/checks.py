"""`check`: what loading noticed, what the rows say against each other, what closings rest on, what did not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import fields

from salessupport.desk.answers import CheckAnswer
from salessupport.domain.consistency import faults, pay
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.closing import closing_states
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.errors import ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.domain.values.money import Money

if TYPE_CHECKING:
    from salessupport.books.records import Books


def check(history: History, books: Books | None, today: date) -> CheckAnswer:
    """Collect every finding, sorted by place."""
    found = [*(books.warnings + books.skipped if books is not None else ())]
    found += [
        Finding(fault.code, _place(books, fault.table, fault.row, fault.column), fault.level, context=fault.context)
        for fault in faults(history)
    ]
    found += closing_findings(history)
    found += cut_allocations(history, place(history, today))
    unique = {(one.code, str(one.place)): one for one in found}
    counts = {field.name: len(getattr(history.facts, field.name)) for field in fields(Facts)}
    return CheckAnswer(
        tables={name: count for name, count in counts.items() if count},
        findings=tuple(sorted(unique.values(), key=by_place)),
    )


def left_out(skipped: Iterable[Finding]) -> int:
    """Count the rows that were left out on request; one may have several faults."""
    return len({str(one.place).rpartition(":")[0] for one in skipped})


def refuse_contradictions(history: History) -> None:
    """Refuse plans and shares that contradict themselves, all faults at once (`ValidationReport`)."""
    found = tuple(
        Finding(fault.code, _place(None, fault.table, fault.row, fault.column), context=fault.context)
        for fault in pay.faults(history)
        if fault.level == "error"
    )
    if found:
        raise ValidationReport(found)


def _place(books: Books | None, table: str, row: int, column: str) -> Place:
    return books.place(table, row, column) if books is not None else Place(table, row + 1, column)


def closing_findings(history: History) -> Iterator[Finding]:
    """Closings whose facts were changed afterwards, or that facts recorded later belong to."""
    for state in closing_states(history):
        month = state.closing.month
        if not state.intact:
            yield Finding("closing.digest", Place("closings", column=month), context={"month": month})
        if state.late:
            context = {"month": month, "count": state.late}
            yield Finding("closing.restated", Place("closings", column=month), "warning", context=context)


def cut_allocations(history: History, ledger: Ledger) -> Iterator[Finding]:
    """Rows that say more than fitted on their day (Conventions 6); what waits on a contract for invoices did fit."""
    placed = ledger.placed_by_row()
    taken_back = {posting.row for posting in ledger.postings if posting.amount < 0 and posting.rule != "tolerance"}
    for row in history.rows:
        due = row.amount is not None and row.reverses is None and row.effective_on <= ledger.as_of
        if not due or row.amount is None or row.id in taken_back or row.id in history.reversed_by:
            continue
        source = ledger.credits.get(history.source_of(row))
        if placed.get(row.id, 0) < row.amount.minor and (source is None or source.good):
            fitted = Money(placed.get(row.id, 0), row.amount.currency)
            context = {"id": row.id, "amount": row.amount, "placed": fitted}
            yield Finding("allocation.cut", Place("allocations", column=row.id), "warning", context=context)
