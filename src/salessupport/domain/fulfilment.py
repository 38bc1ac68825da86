"""Fulfilment: what of a contract's lines was shipped and delivered, and when the last of it arrived.

A delivery belongs to a contract if it, or its order, names it. Its lines count by product; a delivery without lines
says nothing about quantities. Source: Conventions 5 (the trigger `delivery`), CO-09.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from salessupport.domain.amendments import supplies
from salessupport.domain.facts import Delivery
from salessupport.domain.history import History


def deliveries(history: History, contract_id: str) -> tuple[Delivery, ...]:
    """Deliveries of a contract, those of its orders among them, in order of arrival, then id."""
    found = {row.id: row for row in history.deliveries_of_contract.get(contract_id, ())}
    for order in history.orders_of_contract.get(contract_id, ()):
        found |= {row.id: row for row in history.deliveries_of_order.get(order.id, ())}
    return tuple(sorted(found.values(), key=lambda row: (row.delivered_on or date.max, row.id)))


def quantities(history: History, delivery: Delivery) -> Iterator[tuple[str, Decimal]]:
    """Products and quantities of a delivery; without an order its lines name lines of the contract."""
    if delivery.order is not None:
        products = {row.line: row.product for row in history.order_lines_of.get(delivery.order, ())}
    else:
        rows = history.contract_lines_of.get(delivery.contract or "", ())
        products = {row.line: row.product for row in rows if row.product is not None}
    for line in history.delivery_lines_of.get(delivery.id, ()):
        if line.order_line in products:
            yield products[line.order_line], line.qty


def contracted(history: History, contract_id: str, as_of: date) -> dict[str, Decimal]:
    """Quantities of each product that the contract's lines ask for, as changed."""
    lines = supplies(history, contract_id, as_of).values()
    return _summed((one.product, one.qty) for one in lines if one.product is not None and one.qty is not None)


def delivered(history: History, contract_id: str, as_of: date) -> dict[str, Decimal]:
    """Quantities of each product that arrived by `as_of`."""
    return _summed(pair for one in _arrived(history, contract_id, as_of) for pair in quantities(history, one))


def completed_on(history: History, contract_id: str, as_of: date) -> date | None:
    """The day on which the last of the contract's lines arrived; of a contract without lines its first delivery's."""
    asked = contracted(history, contract_id, as_of)
    arrived: dict[str, Decimal] = {}
    for delivery in _arrived(history, contract_id, as_of):
        arrived = _summed([*arrived.items(), *quantities(history, delivery)])
        if all(arrived.get(product, 0) >= qty for product, qty in asked.items()):
            return delivery.delivered_on
    return None


def _arrived(history: History, contract_id: str, as_of: date) -> list[Delivery]:
    found = deliveries(history, contract_id)
    return [one for one in found if one.delivered_on is not None and one.delivered_on <= as_of]


def _summed(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for product, qty in pairs:
        sums[product] = sums.get(product, Decimal(0)) + qty
    return sums
