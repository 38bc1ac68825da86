"""Orders: lines that order something, discounts within the net, one currency, events in a legal order.

Laws: the table of legal events per state (OR-04), a discount takes no more than the net it spreads over (I4), one
currency for each customer's account (Conventions 13). Quantities are looked at in `order_quantities`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from salessupport.domain.consistency import order_quantities
from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Order, OrderEvent, OrderStatus
from salessupport.domain.history import History
from salessupport.domain.orders.axes import discountable
from salessupport.domain.orders.prices import overlaps
from salessupport.domain.orders.states import LEGAL, first_status
from salessupport.domain.values.findings import Level
from salessupport.domain.values.money import Money


def faults(history: History) -> Iterator[Fault]:
    """Faults of orders, their lines, their events and what was delivered and returned."""
    for row, order in enumerate(history.facts.orders):
        yield from _order(history, row, order)
    for row, line in enumerate(history.facts.order_lines):
        if not line.qty:
            yield Fault("order_lines", row, "qty", "order.qty", {"order": line.order, "line": line.line})
    yield from _transitions(history)
    yield from order_quantities.faults(history)
    for one in overlaps(history):
        overlap = {"customer": one.customer, "product": one.product, "other": one.other + 2}
        yield Fault("prices", one.row, "valid_from", "price.overlap", overlap, "warning")


def _order(history: History, row: int, order: Order) -> Iterator[Fault]:
    expected = history.currency_of(order.customer)
    currency = order.currency or expected
    if currency != expected:
        context: dict[str, object] = {
            "id": order.id,
            "currency": currency,
            "expected": expected,
            "expected_by": order.customer,
        }
        yield Fault("orders", row, "currency", "currency.mixed", context)
    if order.discount_amount:
        net = discountable(history, order, as_of=date.max)
        if order.discount_amount.minor > net:
            context = {"order": order.id, "discount": order.discount_amount, "net": Money(net, currency)}
            yield Fault("orders", row, "discount_amount", "order.discount", context)


def _transitions(history: History) -> Iterator[Fault]:
    """Events that may not happen in the state the order is in."""
    rows = {event.id: row for row, event in enumerate(history.facts.order_events)}
    for order_id, events in history.order_events_of.items():
        order = history.orders.get(order_id)
        if order is None:
            continue
        status = first_status(order, events)
        entered = status in ("closed_short", "cancelled")  # today's state, whose own event nobody entered
        for event in events:
            after = LEGAL[status].get(event.event)
            if after is None:
                yield _illegal(rows[event.id], event, status, "warning" if entered else "error")
            else:
                status, entered = after, False


def _illegal(row: int, event: OrderEvent, status: OrderStatus, level: Level) -> Fault:
    legal = ", ".join(LEGAL[status]) or "-"
    context = {"order": event.order, "status": status, "event": event.event, "legal": legal}
    return Fault("order_events", row, "event", "order.transition", context, level)
