"""Allocations: each row's source and target exist in the right state, in order, and neither side is overdrawn (I2).

B48 and B49 (beyond the source or the target), B50 (another customer's item without `third_party`), B51 (void or draft
documents), B59 (reversing twice), R12 and R13.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Allocation, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.entries import settles
from salessupport.domain.receivables.timeline import BAD_EVENTS
from salessupport.domain.values.money import Money


def faults(history: History) -> Iterator[Fault]:
    """Faults of allocation rows."""
    reversed_by: dict[str, str] = {}
    for row, allocation in enumerate(history.facts.allocations):
        if allocation.reverses is not None:
            yield from _reversal(history, row, allocation, reversed_by)
        else:
            yield from _placement(history, row, allocation)
    yield from _overdrawn(history)


def _reversal(history: History, row: int, allocation: Allocation, reversed_by: dict[str, str]) -> Iterator[Fault]:
    undone = allocation.reverses or ""
    original = history.allocations.get(undone)
    other = reversed_by.setdefault(undone, allocation.id)
    if other != allocation.id:
        yield Fault("allocations", row, "reverses", "reversal.twice", {"reverses": undone, "other": other})
    if original is None:
        return  # an unknown reference is the reader's finding
    reason = _why_not(original, allocation)
    if reason:
        context = {"id": allocation.id, "reverses": undone, "reason": reason}
        yield Fault("allocations", row, "reverses", "reversal.target", context)


def _why_not(original: Allocation, allocation: Allocation) -> str:
    if original.reverses is not None:
        return "a row that takes back is not taken back itself / 冲销行不能再被冲销"
    if (original.source, original.target) != (allocation.source, allocation.target):
        return "source or target differ / 来源或对象不同"
    if allocation.effective_on < original.effective_on:
        return "it is dated earlier / 日期更早"
    return ""


@frozen
class _Side:
    """One side of an allocation: whose it is, from when, and what it can give or take."""

    customer: str | None
    on: date
    money: Money
    open_to_others: bool = False


def _placement(history: History, row: int, allocation: Allocation) -> Iterator[Fault]:
    source, target = _source(history, allocation), _target(history, allocation)
    yield from _states(history, row, allocation)
    if source is not None:
        yield from _order(row, allocation, source, "source")
    if target is not None:
        yield from _order(row, allocation, target, "target")
    if source is not None and target is not None:
        yield from _together(row, allocation, source, target)


def _source(history: History, allocation: Allocation) -> _Side | None:
    source = history.source_of(allocation)
    if (receipt := history.receipts.get(source)) is not None:
        return _Side(receipt.customer, receipt.received_on, settles(history, receipt), _may_pay_others(receipt))
    note = history.invoices.get(source)
    return _Side(note.customer, note.issued_on, note.gross) if note is not None else None


def _may_pay_others(receipt: Receipt) -> bool:
    return bool(receipt.third_party) or receipt.customer is None


def _target(history: History, allocation: Allocation) -> _Side | None:
    if (invoice := history.invoices.get(allocation.target)) is not None:
        return _Side(invoice.customer, invoice.issued_on, invoice.gross)
    if (charge := history.charges.get(allocation.target)) is not None:
        return _Side(charge.customer, charge.effective_on, charge.amount)
    instalment = history.instalment_of(allocation.target)
    if instalment is None:
        return None
    contract = history.contracts[instalment[0]]
    return _Side(contract.customer, contract.signed_on, contract.amount)


def _states(history: History, row: int, allocation: Allocation) -> Iterator[Fault]:
    """Only issued documents settle or are settled; a credit note is no target, an invoice no source."""
    for column, document_id, credit_note in (("source", allocation.source, True), ("target", allocation.target, False)):
        document = history.invoices.get(document_id)
        if document is None:
            continue
        if (document.kind == "credit_note") is not credit_note:
            yield Fault("allocations", row, column, f"allocation.{column}_kind", {column: document_id})
        elif document.status != "issued":
            context = {"target": document_id, "status": document.status}
            yield Fault("allocations", row, column, "allocation.not_issued", context)


def _order(row: int, allocation: Allocation, side: _Side, column: str) -> Iterator[Fault]:
    if allocation.effective_on < side.on:
        context = {
            "later_field": "effective_on",
            "later": allocation.effective_on,
            "earlier_field": column,
            "earlier": side.on,
        }
        yield Fault("allocations", row, "effective_on", "date.order", context)


def _together(row: int, allocation: Allocation, source: _Side, target: _Side) -> Iterator[Fault]:
    if source.money.currency != target.money.currency:
        context: dict[str, object] = {
            "id": allocation.source,
            "currency": source.money.currency,
            "expected": target.money.currency,
            "expected_by": allocation.target,
        }
        yield Fault("allocations", row, "target", "currency.mixed", context)
    if source.customer != target.customer and not source.open_to_others:
        context = {"source": allocation.source, "payer": source.customer, "target": allocation.target}
        yield Fault("allocations", row, "target", "allocation.foreign", {**context, "customer": target.customer})


def _overdrawn(history: History) -> Iterator[Fault]:
    """Rows that were not taken back, summed per source and per target, against what these are worth at most."""
    spent: defaultdict[str, int] = defaultdict(int)
    filled: defaultdict[str, int] = defaultdict(int)
    in_force = {allocation.id for allocation in history.rows}
    for row, allocation in enumerate(history.facts.allocations):
        if (
            allocation.id not in in_force
            or allocation.amount is None
            or allocation.reverses
            or allocation.id in history.reversed_by
        ):
            continue
        source = history.source_of(allocation)
        yield from _beyond(row, "source", source, spent, allocation, _source(history, allocation))
        if not _bad(history, source):
            target = _limit(history, allocation)
            yield from _beyond(row, "target", allocation.target, filled, allocation, target)


def _beyond(
    row: int, column: str, key: str, sums: defaultdict[str, int], allocation: Allocation, side: _Side | None
) -> Iterator[Fault]:
    if side is None or allocation.amount is None or allocation.amount.currency != side.money.currency:
        return
    sums[key] += allocation.amount.minor
    if sums[key] > side.money.minor:
        amount = Money(sums[key], side.money.currency)
        context = {column: key, "amount": amount, "remaining": side.money}
        yield Fault("allocations", row, "amount", f"allocation.beyond_{column}", context)


def _limit(history: History, allocation: Allocation) -> _Side | None:
    """What a target can take at most; a contract fills its other instalments, and interest has no bound of its own."""
    if history.instalment_of(allocation.target) is not None or history.company.policies.interest_per_day:
        return None
    side = _target(history, allocation)
    invoice = history.invoices.get(allocation.target)
    if side is None or invoice is None:
        return side
    costs = sum(charge.amount.minor for charge in history.charges_about.get(invoice.id, ()))
    return _Side(side.customer, side.on, Money(side.money.minor + costs, side.money.currency))


def _bad(history: History, source: str) -> bool:
    receipt = history.receipts.get(source)
    events = history.bill_events.get(receipt.bill or "", ()) if receipt is not None else ()
    return any(event.event in BAD_EVENTS for event in events)
