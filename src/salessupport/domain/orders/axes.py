"""Axes of an order: separate quantities of each line that never stand for one another, and what the line is worth.

Laws (I10; Conventions 12): ordered, cancelled, delivered, returned, invoiced and credited are sums of rows up to a day;
to_deliver = ordered - cancelled - delivered and to_invoice = delivered - returned - (invoiced - credited), never below
zero. A return first eats what is delivered and not invoiced, the rest asks for a credit note. Draft invoices count in
no axis. Amounts are minor units of the order's currency; the order of lines is that of their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import evolve, frozen

from salessupport.domain.facts import DeliveryLine, Order, OrderEvent, OrderLine, OrderStatus, ReturnLine
from salessupport.domain.history import History
from salessupport.domain.orders.papers import Billed, Quantities, add, billed, papers_of
from salessupport.domain.orders.states import status_on
from salessupport.domain.tax import Totals, document_totals
from salessupport.domain.values import split
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.quantity import CONTEXT, Price, Quantity

OrderState = Literal["draft", "confirmed", "completed", "closed_short", "cancelled"]
"""The answer's status: `completed` is confirmed with nothing to deliver, invoice or credit."""
_ZERO = Decimal(0)


@frozen(kw_only=True)
class LineAxes:
    """One line as of a day; `price` is net per unit, `discount` its share of the order's discount.

    `net` is after both discounts; `gross` adds the tax on this net, rounded by itself. `drafted` is on draft invoices.
    """

    line: int
    product: str
    price: Decimal
    tax_rate: Decimal
    ordered: Decimal
    cancelled: Decimal
    delivered: Decimal
    returned: Decimal
    invoiced: Decimal
    credited: Decimal
    drafted: Decimal
    discount: int
    net: int

    @property
    def gross(self) -> int:
        """The line with its tax, in minor units."""
        return self.net + split.times(self.net, self.tax_rate)

    @property
    def kept(self) -> Decimal:
        """What the customer has: delivered and not returned."""
        return CONTEXT.subtract(self.delivered, self.returned)

    @property
    def charged(self) -> Decimal:
        """What stands invoiced: invoiced and not credited."""
        return CONTEXT.subtract(self.invoiced, self.credited)

    @property
    def to_deliver(self) -> Decimal:
        """What is still to be delivered; a second delivery of returned goods never makes it negative."""
        return excess(CONTEXT.subtract(self.ordered, self.cancelled), self.delivered)

    @property
    def to_invoice(self) -> Decimal:
        """What the customer keeps and no invoice charges."""
        return excess(self.kept, self.charged)

    @property
    def to_credit(self) -> Decimal:
        """What is charged and will not be kept: more than is kept or still to come, and returned goods not credited."""
        never_kept = excess(self.charged, CONTEXT.add(self.kept, self.to_deliver))
        given_back = min(excess(self.returned, self.credited), excess(self.charged, self.kept))
        return max(never_kept, given_back)

    def worth(self, quantity: Decimal) -> int:
        """A part of the line: gross x quantity / ordered, rounded (Conventions 9); of nothing ordered, nothing."""
        if not self.ordered:
            return 0
        part, per_part = quantity.as_integer_ratio()
        ordered, per_ordered = self.ordered.as_integer_ratio()
        return split.rounded(self.gross * part * per_ordered, per_part * ordered)


@frozen(kw_only=True)
class OrderAxes:
    """An order as of a day; `version` counts from 1, one more for each day with amendments; `totals` are as ordered."""

    order: Order
    currency: str
    recorded: OrderStatus
    version: int
    lines: tuple[LineAxes, ...]
    totals: Totals

    @property
    def status(self) -> OrderState:
        """The state that is shown; an order without lines is never completed."""
        done = not any(line.to_deliver or line.to_invoice or line.to_credit for line in self.lines)
        return "completed" if self.recorded == "confirmed" and self.lines and done else self.recorded


def order_axes(history: History, order_id: str, *, as_of: date, status: OrderStatus | None = None) -> OrderAxes:
    """The axes of an order as of a date; `NotFound` for an unknown one. `status` asks as if it were in that state."""
    order = history.find("orders", history.orders, order_id)
    recorded = status or status_on(history, order, as_of=as_of)
    lines = _as_amended(history, order, as_of)
    currency = order.currency or history.currency_of(order.customer)
    nets = [_net(line, currency) for line in lines]
    rates = [_tax_rate(history, line) for line in lines]
    shares = _discounts(history, order, nets, rates)
    moved = _Moved.of(history, order, as_of)
    closed = recorded in ("closed_short", "cancelled")
    parts = zip(lines, rates, nets, shares, strict=True)
    axes = tuple(_axes(line, rate, net, share, moved=moved, closed=closed) for line, rate, net, share in parts)
    return OrderAxes(
        order=order,
        currency=currency,
        recorded=recorded,
        version=1 + len({one.effective_on for one in _amendments(history, order, as_of)}),
        lines=axes,
        totals=document_totals(
            ((one.net, one.tax_rate) for one in axes), rounding=history.company.policies.tax_rounding
        ),
    )


def discountable(history: History, order: Order, *, as_of: date) -> int:
    """The net over which an order's discount spreads, in minor units: what the discount may come to at most."""
    lines = _as_amended(history, order, as_of)
    currency = order.currency or history.currency_of(order.customer)
    return sum(_weights(order, [_net(line, currency) for line in lines], [_tax_rate(history, line) for line in lines]))


@frozen
class _Moved:
    """Quantities of an order by line."""

    delivered: Quantities
    returned: Quantities
    billed: Billed

    @classmethod
    def of(cls, history: History, order: Order, as_of: date) -> _Moved:
        deliveries = history.deliveries_of_order.get(order.id, ())
        arrived = [one.id for one in deliveries if one.delivered_on is not None and one.delivered_on <= as_of]
        returns = [one.id for one in history.returns_of_order.get(order.id, ()) if one.returned_on <= as_of]
        return cls(
            _summed(line for one in arrived for line in history.delivery_lines_of.get(one, ())),
            _summed(line for one in returns for line in history.return_lines_of.get(one, ())),
            billed(history, papers=papers_of(history, order.id, as_of=as_of)),
        )


def _summed(lines: Iterable[DeliveryLine | ReturnLine]) -> Quantities:
    sums: Quantities = {}
    for line in lines:
        add(sums, line=line.order_line, qty=line.qty)
    return sums


def _amendments(history: History, order: Order, as_of: date) -> Iterable[OrderEvent]:
    events = history.order_events_of.get(order.id, ())
    return (event for event in events if event.event == "amended" and event.effective_on <= as_of)


def _as_amended(history: History, order: Order, as_of: date) -> list[OrderLine]:
    """Lines with the quantities and prices of the last amendments; one of an unknown line has no effect."""
    lines = {line.line: line for line in history.order_lines_of.get(order.id, ())}
    for event in _amendments(history, order, as_of):
        line = lines.get(event.line or 0)
        if line is not None:
            qty = line.qty if event.qty is None else event.qty
            price = line.price if event.price is None else event.price
            lines[line.line] = evolve(line, qty=Quantity(qty), price=Price(price))
    return [lines[number] for number in sorted(lines)]


def _net(line: OrderLine, currency: str) -> int:
    """Price x quantity less the line's own discount, rounded once."""
    price, per_price = line.price.as_integer_ratio()
    qty, per_qty = line.qty.as_integer_ratio()
    kept, whole = (1 - split.exact(line.discount or 0)).as_integer_ratio()
    return split.rounded(price * qty * kept * 10 ** digits_of(currency), per_price * per_qty * whole)


def _tax_rate(history: History, line: OrderLine) -> Decimal:
    """The line's tax rate, else the product's, else none."""
    product = history.products.get(line.product)
    known = line.tax_rate if line.tax_rate is not None or product is None else product.tax_rate
    return known if known is not None else _ZERO


def _discounts(history: History, order: Order, nets: list[int], rates: list[Decimal]) -> list[int]:
    """Shares of the order's discount by net, over the lines of its tax rate if it names one; never beyond the net."""
    weights = _weights(order, nets, rates)
    amount = min(order.discount_amount.minor if order.discount_amount is not None else 0, sum(weights))
    if not amount:
        return [0] * len(nets)
    chosen = [i for i, weight in enumerate(weights) if weight]
    parts = split.split(amount, [weights[i] for i in chosen], history.company.policies.discount_split)
    shares = dict(zip(chosen, parts, strict=True))
    return [shares.get(i, 0) for i in range(len(nets))]


def _weights(order: Order, nets: list[int], rates: list[Decimal]) -> list[int]:
    only = order.discount_tax_rate
    return [net if only is None or rate == only else 0 for net, rate in zip(nets, rates, strict=True)]


def _axes(line: OrderLine, rate: Decimal, net: int, share: int, *, moved: _Moved, closed: bool) -> LineAxes:
    delivered = moved.delivered.get(line.line, _ZERO)
    return LineAxes(
        line=line.line,
        product=line.product,
        price=line.price,
        tax_rate=rate,
        ordered=line.qty,
        cancelled=excess(line.qty, delivered) if closed else _ZERO,
        delivered=delivered,
        returned=moved.returned.get(line.line, _ZERO),
        invoiced=moved.billed.invoiced.get(line.line, _ZERO),
        credited=moved.billed.credited.get(line.line, _ZERO),
        drafted=moved.billed.drafted.get(line.line, _ZERO),
        discount=share,
        net=net - share,
    )


def excess(one: Decimal, other: Decimal) -> Decimal:
    """How much one quantity is above the other, never below zero."""
    return max(CONTEXT.subtract(one, other), _ZERO)
