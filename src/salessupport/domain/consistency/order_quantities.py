"""Quantities of orders through time: nothing unknown, nothing delivered beyond the order, nothing returned unseen.

Laws (I10, RT-02), at the end of every day and for each line of an order: delivered - returned <= ordered as amended,
returned <= delivered, and an amendment never goes below what is delivered or invoiced. Within a day the order of rows
says nothing: goods may come back and go out again. A delivery without an order names lines of its contract: not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from attrs import frozen

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import OrderLine
from salessupport.domain.history import History
from salessupport.domain.values.quantity import CONTEXT, decimal_text

Axis = Literal["ordered", "delivered", "returned", "invoiced", "credited"]
_TABLES: Mapping[Axis, str] = {
    "ordered": "order_events",
    "delivered": "delivery_lines",
    "returned": "return_lines",
}


@frozen
class _Step:
    """A row that moves a line's quantity on a day; `qty` None names the line without moving it."""

    on: date
    axis: Axis
    row: int
    line: int | None
    qty: Decimal | None


def faults(history: History) -> Iterator[Fault]:
    """Faults of deliveries, returns and amendments of orders."""
    steps: defaultdict[str, list[_Step]] = defaultdict(list)
    for order, step in _steps(history):
        steps[order].append(step)
    for order, found in steps.items():
        if order in history.orders:
            yield from _order(order, history.order_lines_of.get(order, ()), found)


def _steps(history: History) -> Iterator[tuple[str, _Step]]:
    """Every row that moves an order's quantities, with its day; goods under way have none and stand last."""
    for row, event in enumerate(history.facts.order_events):
        if event.event == "amended" and (event.line, event.qty, event.price) != (None, None, None):
            yield event.order, _Step(event.effective_on, "ordered", row, event.line, event.qty)
    for row, shipped in enumerate(history.facts.delivery_lines):
        delivery = history.deliveries.get(shipped.delivery)
        if delivery is not None and delivery.order is not None:
            qty = shipped.qty if delivery.delivered_on is not None else None
            on = delivery.delivered_on or date.max
            yield delivery.order, _Step(on, "delivered", row, shipped.order_line, qty)
    for row, given_back in enumerate(history.facts.return_lines):
        back = history.returns.get(given_back.return_)
        if back is not None:
            yield back.order, _Step(back.returned_on, "returned", row, given_back.order_line, given_back.qty)
    yield from _invoiced(history)


def _invoiced(history: History) -> Iterator[tuple[str, _Step]]:
    for row, line in enumerate(history.facts.invoice_lines):
        paper = history.invoices.get(line.invoice)
        if paper is None or paper.status != "issued" or paper.kind == "prepayment" or line.qty is None:
            continue
        original = history.invoices.get(paper.original or "")
        order = paper.order or (original.order if original is not None else None)
        if order is not None and line.order_line is not None:
            axis: Axis = "credited" if paper.kind == "credit_note" else "invoiced"
            yield order, _Step(paper.issued_on, axis, row, line.order_line, line.qty)


def _order(order: str, lines: Iterable[OrderLine], steps: list[_Step]) -> Iterator[Fault]:
    sums: dict[int, dict[Axis, Decimal]] = {
        line.line: {"ordered": line.qty, **dict.fromkeys(_MOVED, Decimal(0))} for line in lines
    }
    for _, found in groupby(sorted(steps, key=lambda step: step.on), key=lambda step: step.on):
        day = list(found)
        for step in day:
            if step.line in sums and step.qty is not None:
                before = Decimal(0) if step.axis == "ordered" else sums[step.line][step.axis]
                sums[step.line][step.axis] = CONTEXT.add(before, step.qty)
        amended = {step.line for step in day if step.axis == "ordered" and step.qty is not None}
        for step in day:
            if step.axis in _TABLES:
                yield from _judge(order, step, sums.get(step.line or 0), step.line in amended)


_MOVED: tuple[Axis, ...] = ("delivered", "returned", "invoiced", "credited")


def _judge(order: str, step: _Step, sums: Mapping[Axis, Decimal] | None, amended: bool) -> Iterator[Fault]:  # noqa: FBT001
    """What is wrong with a row at the end of its day."""
    table = _TABLES[step.axis]
    if sums is None:
        column = "line" if step.axis == "ordered" else "order_line"
        yield Fault(table, step.row, column, "order.line_unknown", {"order": order, "line": step.line or ""})
        return
    kept = CONTEXT.subtract(sums["delivered"], sums["returned"])
    charged = CONTEXT.subtract(sums["invoiced"], sums["credited"])
    named = {"order": order, "line": step.line}
    ordered = sums["ordered"]
    if step.qty is None:
        return
    if step.axis == "returned" and kept < 0:
        texts = {"returned": decimal_text(sums["returned"]), "delivered": decimal_text(sums["delivered"])}
        yield Fault(table, step.row, "qty", "return.beyond_delivered", {**named, **texts})
    if step.axis == "delivered" and kept > ordered and not amended:
        texts = {"delivered": decimal_text(kept), "ordered": decimal_text(ordered)}
        yield Fault(table, step.row, "qty", "delivery.beyond_order", {**named, **texts})
    if step.axis == "ordered" and ordered < max(kept, charged):
        texts = {"qty": decimal_text(ordered), "delivered": decimal_text(kept), "invoiced": decimal_text(charged)}
        yield Fault(table, step.row, "qty", "order.below_delivered", {**named, **texts})
