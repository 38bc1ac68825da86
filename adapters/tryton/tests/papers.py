"""Documents for the tests of this distribution."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from salessupport.domain.facts import Allocation, Invoice, InvoiceLine, Order, OrderLine, Receipt
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.spi.documents import InvoiceDocument, OrderDocument, Settlement

DAY = date(2026, 6, 10)
RATE = Ratio(Decimal("0.13"))


def yuan(text: str) -> Money:
    return Money.parse(text, "CNY")


def order(id: str, *lines: tuple[str, str], rate: Ratio | None = RATE, **more: Any) -> OrderDocument:
    made = tuple(
        OrderLine(order=id, line=n, product="P1", qty=Quantity(Decimal(q)), price=Price(Decimal(p)), tax_rate=rate)
        for n, (q, p) in enumerate(lines or (("2", "9.50"),), 1)
    )
    return OrderDocument(Order(**{"id": id, "customer": "C1", "ordered_on": DAY, "currency": "CNY"} | more), made)


def invoice(id: str, *lines: tuple[str, str, str], on: date = DAY, **more: Any) -> InvoiceDocument:
    """Lines are quantity, net and tax."""
    drawn = lines or (("1", "100.00", "13.00"),)
    net = sum((yuan(n) for _, n, _ in drawn), yuan("0"))
    tax = sum((yuan(t) for _, _, t in drawn), yuan("0"))
    given = {"kind": "invoice", "customer": "C1", "issued_on": on, "due_on": on, "status": "issued"} | more
    head = Invoice(id=id, gross=net + tax, net=net, tax=tax, **given)
    made = tuple(
        InvoiceLine(
            invoice=id,
            line=no,
            product="P1",
            qty=Quantity(Decimal(q)),
            net=yuan(n),
            tax=yuan(t),
            gross=yuan(n) + yuan(t),
            tax_rate=RATE,
        )
        for no, (q, n, t) in enumerate(drawn, 1)
    )
    return InvoiceDocument(head, made)


def settlement(id: str, money: str, *placed: tuple[str, str], **more: Any) -> Settlement:
    """`placed` are invoice and amount."""
    receipt = Receipt(**{"id": id, "customer": "C1", "received_on": DAY, "amount": yuan(money)} | more)
    rows = tuple(
        Allocation(id=f"{id}-{n}", source=id, target=target, effective_on=DAY, amount=yuan(part))
        for n, (target, part) in enumerate(placed, 1)
    )
    return Settlement(receipt, rows)


def latest(port: Any, cursor: Any = None) -> tuple[dict[Any, Any], Any]:
    """The last version of every document, by the name that the feed gives it, and the cursor behind them."""
    found = {}
    for batch in port.changes(cursor):
        found |= {change.ref: change for change in batch.items}
        cursor = batch.cursor
    return found, cursor
