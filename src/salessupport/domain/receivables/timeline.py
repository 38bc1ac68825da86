"""The order in which a fold meets the facts: by day, within a day by rank, equals by id (Conventions 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum
from itertools import groupby

from attrs import frozen

from salessupport.domain.amendments import amendments
from salessupport.domain.facts import Adjustment, Allocation, BillEvent, Charge, ContractChange, Invoice, Receipt
from salessupport.domain.history import History


class Rank(IntEnum):
    """The order of facts within one day."""

    CHANGE = 0
    DOCUMENT = 1
    BILL_EVENT = 2
    REVERSAL = 3
    CREDIT_NOTE = 4
    ADVANCE = 5
    ALLOCATION = 6
    RECEIPT = 7
    ADJUSTMENT = 8


@frozen
class Served:
    """Rows of one source and day; they are served together."""

    source: str
    rows: tuple[Allocation, ...]


Occurrence = ContractChange | Invoice | Charge | Receipt | BillEvent | Allocation | Served | Adjustment
Event = tuple[date, int, str, Occurrence]

BAD_EVENTS = frozenset({"defect_found", "dishonoured", "returned"})
"""Events of a bill that make its receipt count nothing, until `cured` (Conventions 8)."""


def timeline(history: History, as_of: date) -> list[Event]:
    """Everything that happens up to and including `as_of`, in order."""
    events = [event for source in _SOURCES for event in source(history) if event[0] <= as_of]
    events.sort(key=lambda event: event[:3])
    return events


def _documents(history: History) -> Iterator[Event]:
    named = (history.instalment_of(row.target) for row in history.facts.allocations)
    advancing = {instalment[0] for instalment in named if instalment is not None}
    for invoice in history.facts.invoices:
        if invoice.status != "issued":
            continue
        yield invoice.issued_on, Rank.DOCUMENT, invoice.id, invoice
        if invoice.kind == "credit_note":
            if invoice.original and invoice.id not in history.rows_of:
                yield invoice.issued_on, Rank.CREDIT_NOTE, invoice.id, invoice
        elif invoice.contract in advancing:
            yield invoice.issued_on, Rank.ADVANCE, invoice.id, invoice
    for charge in history.facts.charges:
        yield charge.effective_on, Rank.DOCUMENT, charge.id, charge


def _receipts(history: History) -> Iterator[Event]:
    for receipt in history.facts.receipts:
        yield receipt.received_on, Rank.DOCUMENT, receipt.id, receipt
        if receipt.id not in history.rows_of:
            yield receipt.received_on, Rank.RECEIPT, _turn(receipt), receipt


def _turn(receipt: Receipt) -> str:
    """Order receipts by `received_on`, then id: one of a cured bill is older than those of the day (Conventions 6)."""
    return f"{receipt.received_on} {receipt.id}"


def _bill_events(history: History) -> Iterator[Event]:
    for bill, events in history.bill_events.items():
        for event in events:
            yield event.effective_on, Rank.BILL_EVENT, bill, event
            if event.event == "cured":
                for receipt in history.receipts_of_bill.get(bill, ()):
                    if receipt.id not in history.rows_of:
                        yield event.effective_on, Rank.RECEIPT, _turn(receipt), receipt


def _allocations(history: History) -> Iterator[Event]:
    for row in history.reversed_by.values():
        yield row.effective_on, Rank.REVERSAL, row.id, row
    for source, rows in history.rows_of.items():
        if len(rows) == 1:
            yield rows[0].effective_on, Rank.ALLOCATION, rows[0].id, Served(source, (rows[0],))
        else:
            yield from _served_together(source, rows)


def _served_together(source: str, rows: Sequence[Allocation]) -> Iterator[Event]:
    ordered = sorted(rows, key=lambda row: (row.effective_on, row.id))
    for day, same_day in groupby(ordered, key=lambda row: row.effective_on):
        served = tuple(same_day)
        yield day, Rank.ALLOCATION, served[0].id, Served(source, served)


def _adjustments(history: History) -> Iterator[Event]:
    for adjustment in history.facts.adjustments:
        yield adjustment.effective_on, Rank.ADJUSTMENT, adjustment.id, adjustment


def _changes(history: History) -> Iterator[Event]:
    for contract in history.changes_of:
        for amendment in amendments(history, contract, date.max):
            if amendment.change.amount_change is not None:
                yield amendment.on, Rank.CHANGE, amendment.change.id, amendment.change


_SOURCES = (_changes, _documents, _receipts, _bill_events, _allocations, _adjustments)
