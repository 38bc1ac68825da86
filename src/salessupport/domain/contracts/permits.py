"""Permits for regulated goods: no shipping notice without one for day, buyer, goods and quantity (RG-02).

What was already shipped to that buyer under a permit counts, and what shipping notices released and has not left yet.
Fails closed: one permit has to cover the whole quantity; goods that several permits cover count against each of them;
a product whose activity is not known is not covered by a permit that limits activity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import frozen

from salessupport.domain.contracts.papers import papers
from salessupport.domain.facts import Product, RegisterPermit
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.values.quantity import CONTEXT

PermitReason = Literal["not_regulated", "covered", "no_permit", "not_valid", "other_goods", "exceeded"]
_NEAREST: tuple[PermitReason, ...] = ("covered", "exceeded", "other_goods", "not_valid")
"""Reasons from the permit that comes nearest on."""
_NOTHING: Mapping[str, Decimal] = {}


@frozen
class PermitAnswer:
    """Whether a quantity of a product may go to a buyer; `permit` is the id of the one that covers it."""

    allowed: bool
    reason: PermitReason
    permit: str | None = None


def permit_for(
    history: History,
    *,
    customer: str,
    product: str,
    qty: Decimal,
    on: date,
    together: Mapping[str, Decimal] = _NOTHING,
) -> PermitAnswer:
    """Whether a permit covers a quantity of a product for a buyer on a day.

    `together` are quantities of other products that go in the same shipment. Activity is in MBq.
    """
    goods = history.products.get(product)
    if goods is None or not goods.regulated:
        return PermitAnswer(allowed=True, reason="not_regulated")
    load = {**together, product: qty}
    answers = {permit.id: _answer(history, permit, goods, load, on) for permit in history.permits_of.get(customer, ())}
    for reason in _NEAREST:
        found = next((permit for permit, one in answers.items() if one == reason), None)
        if found is not None:
            covered = reason == "covered"
            return PermitAnswer(covered, reason, found if covered else None)
    return PermitAnswer(allowed=False, reason="no_permit")


def permitted_products(history: History, order_id: str, *, on: date) -> frozenset[str]:
    """The regulated products of an order that permits of its customer cover in full on a day, for its review."""
    axes = order_axes(history, order_id, as_of=on)
    asked: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in axes.lines:
        asked[line.product] += line.ordered - line.cancelled
    return frozenset(
        product
        for product, qty in asked.items()
        if permit_for(history, customer=axes.order.customer, product=product, qty=qty, on=on, together=asked).allowed
    )


def _answer(
    history: History, permit: RegisterPermit, goods: Product, load: Mapping[str, Decimal], on: date
) -> PermitReason:
    if not permit.valid_from <= on <= permit.valid_to:
        return "not_valid"
    if not _names(permit, goods):
        return "other_goods"
    return "covered" if _has_room(history, permit, load, on) else "exceeded"


def _names(permit: RegisterPermit, goods: Product) -> bool:
    """Whether a permit is for these goods: what it leaves open covers any."""
    nuclide = (goods.nuclide or "").casefold()
    return permit.product in (None, goods.id) and (permit.nuclide is None or permit.nuclide.casefold() == nuclide)


def _has_room(history: History, permit: RegisterPermit, load: Mapping[str, Decimal], on: date) -> bool:
    """Whether the goods that have left, or may leave, and the load stay within the permit's quantity and activity."""
    moved = [*_moved(history, permit, on), *load.items()]
    named = [(history.products[one], qty) for one, qty in moved if one in history.products]
    counted = [(goods, qty) for goods, qty in named if goods.regulated and _names(permit, goods) and qty]
    if permit.qty is not None and sum(qty for _, qty in counted) > permit.qty:
        return False
    if permit.activity is None:
        return True
    activities = [None if goods.activity is None else goods.activity * qty for goods, qty in counted]
    known = [one for one in activities if one is not None]
    return len(known) == len(activities) and sum(known) <= permit.activity


def _moved(history: History, permit: RegisterPermit, on: date) -> Iterator[tuple[str, Decimal]]:
    """What left for the buyer while the permit was valid, or was released and has not left, by product."""
    subjects = [(row.id, _ordered(history, row.id)) for row in history.orders_of_customer.get(permit.customer, ())]
    contracts = (row.id for row in history.facts.contracts if row.customer == permit.customer)
    for subject, products in [*subjects, *((one, _contracted(history, one)) for one in contracts)]:
        left = shipped(history, subject, first=permit.valid_from, last=on)
        out = released(history, subject, first=permit.valid_from, last=on)
        for line in {*left, *out}:
            if line in products:
                yield products[line], max(left.get(line, Decimal(0)), out.get(line, Decimal(0)))


def _ordered(history: History, order: str) -> dict[int, str]:
    return {row.line: row.product for row in history.order_lines_of.get(order, ())}


def _contracted(history: History, contract: str) -> dict[int, str]:
    rows = history.contract_lines_of.get(contract, ())
    return {row.line: row.product for row in rows if row.product is not None}


def shipped(history: History, subject: str, *, first: date = date.min, last: date) -> dict[int, Decimal]:
    """Quantities by line that left for an order, or for a contract without an order, from a first to a last day."""
    direct = (row for row in history.deliveries_of_contract.get(subject, ()) if row.order is None)
    rows = [*history.deliveries_of_order.get(subject, ()), *direct]
    gone = [row.id for row in rows if row.effective is not None and first <= row.effective <= last]
    return _summed((line.order_line, line.qty) for one in gone for line in history.delivery_lines_of.get(one, ()))


def released(history: History, subject: str, *, first: date = date.min, last: date) -> dict[int, Decimal]:
    """Quantities by line that standing shipping notices on an order or contract released."""
    notices = [row for row in papers(history, subject, "shipping_notice", last) if row.issued_on >= first]
    return _summed((line.line, line.qty) for one in notices for line in history.paper_lines_of.get(one.id, ()))


def _summed(rows: Iterator[tuple[int, Decimal]]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for line, qty in rows:
        sums[line] = CONTEXT.add(sums.get(line, Decimal(0)), qty)
    return sums
