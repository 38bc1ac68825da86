"""How the demo sells: an order, its deliveries, the invoice over it, now and then goods that come back.

Law: every line is rounded by itself (`per_row`, Conventions 3), so net + tax = gross on lines and documents alike; what
happens after the last day of the demo is not written, so the last orders are open and the last deliveries unbilled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import frozen

from salessupport.books.demo import names
from salessupport.books.demo.clerk import HOME, Clerk, Owed
from salessupport.books.demo.master import Party
from salessupport.domain.facts import (
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Product,
    Return,
    ReturnLine,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.domain.values.split import times

_DISCOUNTS = {"A": Ratio(Decimal("0.05")), "B": Ratio(Decimal("0.02"))}
_ONE = Decimal(1)
_PER_FOREIGN = 7
_TRACED = timedelta(days=21)
_SPENT_PER_LINE = (6_000, 30_000)


@frozen
class Line:
    """A line of a sale: amounts in minor units."""

    product: Product
    qty: Quantity
    price: Price
    discount: Ratio | None
    tax_rate: Ratio

    @property
    def price_with_tax(self) -> Price:
        """The price per unit after the discount, with tax."""
        return Price(self.price * (_ONE - (self.discount or 0)) * (_ONE + self.tax_rate))

    def net(self, qty: Decimal) -> int:
        """Give what `qty` of it cost without tax."""
        return times(1, self.price.scaleb(2) * qty * (_ONE - (self.discount or 0)))

    def tax(self, qty: Decimal) -> int:
        """Give the tax on `qty` of it."""
        return times(self.net(qty), self.tax_rate)


def basket(clerk: Clerk, party: Party, goods: Sequence[Product]) -> list[Line]:
    """Choose what a customer orders: cheap goods by the dozen, dear ones singly."""
    chosen = clerk.dice.sample(goods, k=clerk.dice.randint(1, 4))
    return [_line(clerk, party, product) for product in chosen]


def _line(clerk: Clerk, party: Party, product: Product) -> Line:
    price = product.list_price or Price(_ONE)
    budget = clerk.dice.randint(*_SPENT_PER_LINE)
    qty = max(1, int(budget / price))
    return line(party, product, qty)


def line(party: Party, product: Product, qty: int) -> Line:
    """Give a line at the list price, in the customer's currency, less the discount of its class."""
    price = product.list_price or Price(_ONE)
    if party.currency != HOME:
        price = Price((price / _PER_FOREIGN).quantize(Decimal("0.01")))
    tax_rate = product.tax_rate if party.currency == HOME else None  # exports bear no tax
    discount = _DISCOUNTS.get(party.customer.class_ or "")
    return Line(product, Quantity(Decimal(qty)), price, discount, tax_rate or Ratio(Decimal(0)))


def sell(clerk: Clerk, party: Party, on: date, lines: Sequence[Line], *, disputed: bool = False) -> Owed | None:
    """Write an order and what follows from it up to the last day; gives the invoice if it comes to one."""
    order, delivered_on = fulfil(clerk, party, on, lines)
    issued_on = max(clerk.working_day(delivered_on + timedelta(days=2)), delivered_on)
    if issued_on > clerk.last:
        return None
    return _invoice(clerk, party, order, lines, issued_on, disputed=disputed)


def fulfil(
    clerk: Clerk, party: Party, on: date, lines: Sequence[Line], *, contract: str | None = None
) -> tuple[Order, date]:
    """Write an order with its deliveries; gives it with the day of the last one."""
    order = _order(clerk, party, on, lines, contract)
    return order, _deliver(clerk, order, lines)


def _order(clerk: Clerk, party: Party, on: date, lines: Sequence[Line], contract: str | None) -> Order:
    order = Order(
        id=clerk.number("DD", on),
        customer=party.customer.id,
        ordered_on=on,
        contract=contract,
        salesperson=party.customer.salesperson,
        promised_on=on + timedelta(days=12),
        confirmed_on=min(on + timedelta(days=1), clerk.last),
        currency=party.customer.currency,
        status="confirmed",
        customer_ref=f"PO-{clerk.dice.randrange(10**6):06d}",
        packing="纸箱",
        transport="汽运",
    )
    clerk.note("orders", order)
    clerk.note(
        "order_lines",
        *(
            OrderLine(
                order=order.id, line=number, product=one.product.id, qty=one.qty, price=one.price,
                discount=one.discount, tax_rate=one.tax_rate,
            )
            for number, one in enumerate(lines, 1)
        ),
    )  # fmt: skip
    return order


def _deliver(clerk: Clerk, order: Order, lines: Sequence[Line]) -> date:
    """Deliver in one part or in two; gives the day on which the last part arrives."""
    first = clerk.working_day(order.ordered_on + timedelta(days=clerk.dice.randint(4, 9)))
    numbered = list(enumerate(lines, 1))
    parts = [numbered[:1], numbered[1:]] if len(lines) > 1 and clerk.dice.random() < 0.15 else [numbered]
    arrived = first
    for index, part in enumerate(parts):
        shipped = max(order.ordered_on, first + timedelta(days=3 * index))
        arrived = shipped + timedelta(days=1)
        if arrived <= clerk.last:
            _delivery(clerk, order, part, shipped, arrived)
    return arrived


def _delivery(clerk: Clerk, order: Order, part: Sequence[tuple[int, Line]], shipped: date, arrived: date) -> None:
    delivery = Delivery(
        id=clerk.number("FH", shipped),
        order=order.id,
        contract=order.contract,
        shipped_on=shipped,
        delivered_on=arrived,
        signed_by="收货章",
        carrier="示例物流",
        waybill=f"SL{clerk.dice.randrange(10**10):010d}",
        **(_dispatch_data(arrived) if shipped > clerk.last - _TRACED else {}),
    )
    clerk.note("deliveries", delivery)
    clerk.note(
        "delivery_lines", *(DeliveryLine(delivery=delivery.id, order_line=number, qty=one.qty) for number, one in part)
    )


def _dispatch_data(arrived: date) -> dict[str, Any]:
    """The driver of a delivery of the last weeks, of whom nobody keeps anything for longer (LG-03)."""
    turn = arrived.toordinal() % 7
    plate = f"沪A0000{turn}"
    return {"driver": names.person(turn + 20), "vehicle": plate, "phone": "13800138000", "expected_on": arrived}


def _invoice(
    clerk: Clerk, party: Party, order: Order, lines: Sequence[Line], issued_on: date, *, disputed: bool
) -> Owed:
    rows = [(number, one, one.net(one.qty), one.tax(one.qty)) for number, one in enumerate(lines, 1)]
    net, tax = sum(row[2] for row in rows), sum(row[3] for row in rows)
    invoice = document(clerk, party, issued_on, net, tax, order=order.id, disputed=disputed or None)
    clerk.note("invoices", invoice)
    clerk.note("invoice_lines", *(_invoice_line(invoice, *row) for row in rows))
    if clerk.dice.random() < 0.05 and lines[0].qty > 2:
        return Owed(invoice, invoice.gross.minor - _take_back(clerk, party, invoice, lines[0]))
    return Owed(invoice, invoice.gross.minor)


def document(clerk: Clerk, party: Party, issued_on: date, net: int, tax: int, **given: object) -> Invoice:
    """Make an issued invoice of a customer; `given` are further columns, or others than usual."""
    currency = party.currency
    columns = {
        "id": clerk.number("FP", issued_on),
        "kind": "invoice",
        "number": clerk.invoice_number(issued_on) if currency == HOME else None,
        "due_on": issued_on + timedelta(days=party.customer.credit_days or 0),
        "status": "issued",
        **given,
    }
    return Invoice(
        customer=party.customer.id,
        issued_on=issued_on,
        currency=party.customer.currency,
        rate=clerk.rate(currency, issued_on),
        net=Money(net, currency),
        tax=Money(tax, currency),
        gross=Money(net + tax, currency),
        **columns,  # type: ignore[arg-type]
    )


def _invoice_line(
    invoice: Invoice, number: int, one: Line, net: int, tax: int, qty: Quantity | None = None
) -> InvoiceLine:
    currency = invoice.gross.currency
    return InvoiceLine(
        invoice=invoice.id,
        line=number,
        order_line=number,
        product=one.product.id,
        qty=qty or one.qty,
        net=Money(net, currency),
        tax_rate=one.tax_rate,
        tax=Money(tax, currency),
        gross=Money(net + tax, currency),
    )


def _take_back(clerk: Clerk, party: Party, invoice: Invoice, one: Line) -> int:
    """One unit of the first line comes back a week later and is credited; gives by how much the invoice shrinks."""
    on = clerk.working_day(invoice.issued_on + timedelta(days=8))
    if on > clerk.last or invoice.order is None:
        return 0
    qty = Quantity(_ONE)
    back = Return(id=clerk.number("TH", on), order=invoice.order, returned_on=on, reason="规格不符")
    clerk.note("returns", back)
    clerk.note("return_lines", ReturnLine(return_=back.id, order_line=1, qty=qty))
    return _credit(clerk, party, invoice, on, one, qty)


def _credit(clerk: Clerk, party: Party, invoice: Invoice, on: date, one: Line, qty: Quantity) -> int:
    net, tax = one.net(qty), one.tax(qty)
    note = document(
        clerk, party, on, net, tax, id=clerk.number("HZ", on), kind="credit_note", original=invoice.id,
        order=invoice.order, due_on=None,
    )  # fmt: skip
    clerk.note("invoices", note)
    clerk.note("invoice_lines", _invoice_line(note, 1, one, net, tax, qty))
    return note.gross.minor
