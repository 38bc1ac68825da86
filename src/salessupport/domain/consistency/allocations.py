"""Allocations: each row's source and target exist in the right state, in order, and neither side is overdrawn (I2).

B48 and B49 (beyond the source or the target), B50 (another customer's item without `third_party`), B51 (void or draft
documents), B59 (reversing twice), R12 and R13.
"""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.consistency.overdrawn import Overdrawn
from salessupport.domain.consistency.sides import Side, source_side, target_side
from salessupport.domain.facts import Allocation
from salessupport.domain.history import History


def faults(history: History) -> Iterator[Fault]:
    """Faults of allocation rows."""
    reversed_by: dict[str, str] = {}
    overdrawn = Overdrawn(history)
    for row, allocation in enumerate(history.facts.allocations):
        if allocation.reverses is not None:
            yield from _reversal(history, row, allocation, reversed_by)
            continue
        source, target = source_side(history, allocation), target_side(history, allocation)
        yield from _states(history, row, allocation)
        for column, side in (("source", source), ("target", target)):
            if side is not None and allocation.effective_on < side.on:
                yield _too_early(row, allocation, side, column)
        if source is not None and target is not None:
            yield from _together(row, allocation, source, target)
        yield from overdrawn.add(row, allocation, source, target)


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


def _too_early(row: int, allocation: Allocation, side: Side, column: str) -> Fault:
    context = {
        "later_field": "effective_on",
        "later": allocation.effective_on,
        "earlier_field": column,
        "earlier": side.on,
    }
    return Fault("allocations", row, "effective_on", "date.order", context)


def _together(row: int, allocation: Allocation, source: Side, target: Side) -> Iterator[Fault]:
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
