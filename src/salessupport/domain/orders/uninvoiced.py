"""What a customer's orders are worth that no document charges yet: `unbilled` and `undelivered` (CU-10, I11).

Law: a value is in one part only. Quantities are taken out first: what is invoiced or drafted leaves `unbilled`, ahead
of delivery `undelivered`. Then documents without order lines take their gross: an invoice out of `unbilled` first, a
prepayment out of `undelivered` first; of the order that they name, else of the orders of their contract by id. Nothing
falls below zero. Only confirmed orders count; `closed_short` ones without `undelivered` (Conventions 9). Source:
Conventions 9 and 12. Amounts are minor units of the customer's currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from attrs import define

from salessupport.domain.facts import Invoice, Order
from salessupport.domain.history import History
from salessupport.domain.orders.axes import LineAxes, excess, order_axes
from salessupport.domain.orders.papers import amount_left, moves_by_amount
from salessupport.domain.values.quantity import CONTEXT

Part = Literal["unbilled", "undelivered"]
_INVOICED: Sequence[Part] = ("unbilled", "undelivered")
_PREPAID: Sequence[Part] = ("undelivered", "unbilled")


@define
class Uninvoiced:
    """The two parts of one order that no document charges."""

    unbilled: int = 0
    undelivered: int = 0

    def take(self, part: Part, amount: int) -> int:
        """Take as much of an amount out of a part as there is; gives what is left of the amount."""
        have = self.unbilled if part == "unbilled" else self.undelivered
        left = have - min(have, amount)
        if part == "unbilled":
            self.unbilled = left
        else:
            self.undelivered = left
        return amount - (have - left)


def uninvoiced(
    history: History, customer: str, *, as_of: date, reopened: str | None = None
) -> Mapping[str, Uninvoiced]:
    """The parts of each of a customer's orders as of a date; `reopened` asks as if that order were confirmed again."""
    orders = sorted(history.orders_of_customer.get(customer, ()), key=lambda order: order.id)
    parts = {order.id: _by_quantity(history, order, as_of, reopened=order.id == reopened) for order in orders}
    for order in orders:
        named = history.invoices_of_order.get(order.id, ())
        _by_amount(history, named, [parts[order.id]], as_of)
    for contract, of_contract in _by_contract(orders).items():
        unnamed = [row for row in history.invoices_of_contract.get(contract, ()) if row.order is None]
        _by_amount(history, unnamed, [parts[order] for order in of_contract], as_of)
    return parts


def _by_quantity(history: History, order: Order, as_of: date, *, reopened: bool) -> Uninvoiced:
    axes = order_axes(history, order.id, as_of=as_of, status="confirmed" if reopened else None)
    if axes.recorded in ("draft", "cancelled"):
        return Uninvoiced()
    lines = [_line(line) for line in axes.lines]
    return Uninvoiced(sum(unbilled for unbilled, _ in lines), sum(undelivered for _, undelivered in lines))


def _line(line: LineAxes) -> tuple[int, int]:
    """A line's parts; what is invoiced and waits for its credit note was delivered once and covers nothing to come."""
    covered = CONTEXT.add(line.charged, line.drafted)
    ahead = excess(CONTEXT.subtract(covered, line.to_credit), line.kept)
    unbilled = excess(line.kept, covered)
    undelivered = excess(line.to_deliver, ahead)
    return line.worth(unbilled), line.worth(undelivered)


def _by_contract(orders: Iterable[Order]) -> Mapping[str, Sequence[str]]:
    contracts: dict[str, list[str]] = {}
    for order in orders:
        if order.contract is not None:
            contracts.setdefault(order.contract, []).append(order.id)
    return contracts


def _by_amount(history: History, papers: Iterable[Invoice], parts: Sequence[Uninvoiced], as_of: date) -> None:
    """Take the gross of documents without order lines out of the parts of the orders that they are about."""
    moving = [
        paper
        for paper in papers
        if paper.status != "void" and paper.issued_on <= as_of and moves_by_amount(history, paper)
    ]
    for order_of_parts, prepaid in ((_PREPAID, True), (_INVOICED, False)):
        amount = sum(
            amount_left(history, paper, as_of=as_of) for paper in moving if (paper.kind == "prepayment") is prepaid
        )
        for part in order_of_parts:
            for one in parts:
                amount = one.take(part, amount)
