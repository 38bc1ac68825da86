"""Orders → bills, and orders and out-stock bills → rows of the books; pure.

Laws: written and read again, an order is the same or a field is not given; a state that nobody knows is a draft; an
order that was closed with something left is closed short; out-stock is shipped, never delivered. `Names` gives our
numbers for Kingdee's. Source: OR-01, LG-01; wire sheet 6; adapters.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from salessupport.domain.facts import Delivery, DeliveryLine, Order, OrderLine, OrderStatus
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.spi.documents import OrderDocument
from salessupport.spi.errors import InvalidRemoteInput

from salessupport_kingdee.codes import Codes, day, decimal, given, percent, ratio, text
from salessupport_kingdee.names import Names, line_numbers, our_number
from salessupport_kingdee.wire import Bill, Row, Value

Rows = Mapping[str, tuple[Fact, ...]]
_CANCELLED: Final = "B"
_CLOSED: Final = "B"


def order_bill(document: OrderDocument, number: str, codes: Codes) -> Bill:
    """An order as it is saved; only a confirmed one is."""
    order = document.order
    if order.status not in ("confirmed", None) or order.discount_amount is not None:
        raise InvalidRemoteInput(path=order.id, remote_text="only confirmed orders without an overall discount")
    head: dict[str, Value] = {
        "id": order.id,
        "customer": order.customer,
        "ordered_on": order.ordered_on,
        "salesperson": order.salesperson,
        "currency": None if order.currency is None else codes.currency_out(order.currency),
        "customer_ref": order.customer_ref,
    }
    lines = tuple(_order_line(line, order.promised_on) for line in document.lines)
    return Bill(head, {"lines": lines}, number=number)


def _order_line(line: OrderLine, promised_on: date | None) -> Row:
    return {
        "line": Decimal(line.line),
        "product": line.product,
        "qty": line.qty,
        "price": line.price,
        "tax_rate": percent(line.tax_rate),
        "discount": percent(line.discount),
        "promised_on": promised_on,
    }


def order_rows(bill: Bill, codes: Codes) -> Rows:
    """An order as it is read."""
    currency, lines = bill.text("currency"), bill.rows.get("lines", ())
    id_ = our_number(bill.text("id"), bill.number)
    promised = [on for line in lines if isinstance(on := line.get("promised_on"), date)]
    order = Order(
        id=id_,
        customer=given(bill.text("customer"), "customer", bill),
        ordered_on=day(bill, "ordered_on"),
        salesperson=bill.text("salesperson"),
        promised_on=max(promised, default=None),
        currency=None if currency is None else codes.currency_in(currency),
        status=_order_status(bill),
        customer_ref=bill.text("customer_ref"),
    )
    read = tuple(
        OrderLine(
            order=id_,
            line=number,
            product=given(text(line, "product"), "product", bill),
            qty=Quantity(given(decimal(line, "qty"), "qty", bill)),
            price=Price(given(decimal(line, "price"), "price", bill)),
            tax_rate=ratio(decimal(line, "tax_rate"), "tax_rate"),
            discount=_some(ratio(decimal(line, "discount"), "discount")),
        )
        for number, line in zip(line_numbers(lines), lines, strict=True)
    )
    return {"orders": (order,), "order_lines": read}


def _order_status(bill: Bill) -> OrderStatus:
    if bill.text("cancelled") == _CANCELLED:
        return "cancelled"
    if not bill.audited:
        return "draft"
    return "closed_short" if bill.text("closed") == _CLOSED and _left(bill) else "confirmed"


def _left(bill: Bill) -> bool:
    """Whether something of an order has not gone out; unknown where the tenant does not tell what has."""
    moved = [(decimal(line, "qty"), decimal(line, "sent")) for line in bill.rows.get("lines", ())]
    return any(sent is not None and sent < (qty or Decimal(0)) for qty, sent in moved)


# Deliveries


def delivery_rows(bill: Bill, names: Names) -> Rows:
    """An out-stock bill as deliveries, one of each order that it serves; none of it is known to have arrived."""
    by_order: dict[str, list[tuple[int, Decimal]]] = {}
    for line in bill.rows.get("lines", ()):
        order, of_line = text(line, "order"), names.order_lines.get(text(line, "order_entry") or "")
        if order is not None and of_line is not None:
            qty = given(decimal(line, "qty"), "qty", bill)
            by_order.setdefault(names.orders.get(order, order), []).append((of_line, qty))
    orders: list[str | None] = [*sorted(by_order)] or [None]
    ids = {order: bill.number if len(orders) == 1 else f"{bill.number}/{order}" for order in orders}
    shipped, waybill = day(bill, "shipped_on"), bill.text("waybill")
    heads = tuple(Delivery(id=ids[order], order=order, shipped_on=shipped, waybill=waybill) for order in orders)
    lines = tuple(
        DeliveryLine(delivery=ids[order], order_line=of_line, qty=Quantity(qty))
        for order in orders
        for of_line, qty in by_order.get(order or "", ())
    )
    return {"deliveries": heads, "delivery_lines": lines}


def _some(value: Ratio | None) -> Ratio | None:
    """A discount of zero is none."""
    return value or None
