"""Random valid histories of orders: one customer's orders with deliveries, returns, invoices and credit notes by line.

Quantities are whole, prices whole minor units, without tax and discount, so that a law can count units. Laws: nothing
is returned that was not delivered, nothing credited that was not invoiced, nothing ordered delivered or invoiced twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from attrs import define, field
from hypothesis import strategies as st

from salessupport.domain.facts import (
    Customer,
    Delivery,
    DeliveryLine,
    Fact,
    Facts,
    Invoice,
    InvoiceLine,
    Order,
    OrderEvent,
    OrderLine,
    Return,
    ReturnLine,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.testing.policies import companies
from salessupport.testing.values import dates, spans

_STEPS = ("deliver", "deliver", "invoice", "invoice", "return", "credit", "close")
Key = tuple[str, int]


@define
class _Orders:
    """Rows so far, and the units of each line by axis."""

    draw: st.DrawFn
    day: date
    rows: dict[str, list[Fact]] = field(factory=dict)
    units: dict[Key, Counter[str]] = field(factory=dict)
    prices: dict[Key, int] = field(factory=dict)
    billed: dict[str, tuple[Key, int]] = field(factory=dict)
    closed: set[str] = field(factory=set)
    serial: int = 0

    def add(self, **rows: Fact) -> None:
        for table, row in rows.items():
            self.rows.setdefault(table, []).append(row)

    def new_id(self, letter: str) -> str:
        self.serial += 1
        return f"{letter}{self.serial}"

    def some(self, most: int) -> int:
        return self.draw(st.integers(1, most))

    def order(self, order: str) -> None:
        self.add(orders=Order(id=order, customer="C1", ordered_on=self.day, status="confirmed"))
        for number in range(1, self.some(2) + 1):
            key, count = (order, number), self.some(9)
            self.units[key] = Counter(ordered=count)
            self.prices[key] = price = self.draw(st.sampled_from((100, 1, 1999)))
            line = OrderLine(
                order=order,
                line=number,
                product="P1",
                qty=_qty(count),
                price=Price(Decimal(price).scaleb(-2)),
                tax_rate=Ratio(Decimal(0)),
            )
            self.add(order_lines=line)

    def step(self, kind: str, key: Key) -> None:
        order, number = key
        units = self.units[key]
        if kind == "deliver" and order not in self.closed and (room := units["ordered"] - units["delivered"]):
            units["delivered"] += (count := self.some(room))
            paper = self.new_id("D")
            self.add(deliveries=Delivery(id=paper, order=order, shipped_on=self.day, delivered_on=self.day),
                     delivery_lines=DeliveryLine(delivery=paper, order_line=number, qty=_qty(count)))  # fmt: skip
        elif kind == "return" and (room := units["delivered"] - units["returned"]):
            units["returned"] += (count := self.some(room))
            paper = self.new_id("T")
            self.add(returns=Return(id=paper, order=order, returned_on=self.day),
                     return_lines=ReturnLine(return_=paper, order_line=number, qty=_qty(count)))  # fmt: skip
        elif kind == "invoice" and order not in self.closed and (room := units["ordered"] - units["invoiced"]):
            units["invoiced"] += (count := self.some(room))
            self.billed[self.bill(key, count, None)] = key, count
        elif kind == "credit":
            self.credit(key, units)
        elif kind == "close" and order not in self.closed:
            self.closed.add(order)
            event = OrderEvent(id=self.new_id("E"), order=order, effective_on=self.day, event="closed_short")
            self.add(order_events=event)

    def credit(self, key: Key, units: Counter[str]) -> None:
        papers = [paper for paper, (line, left) in self.billed.items() if line == key and left]
        if papers:
            original = papers[0]
            left = self.billed[original][1]
            units["credited"] += (count := self.some(left))
            self.billed[original] = key, left - count
            self.bill(key, count, original)

    def bill(self, key: Key, count: int, original: str | None) -> str:
        gross, paper = Money(self.prices[key] * count, "CNY"), self.new_id("N" if original else "F")
        self.add(
            invoices=Invoice(id=paper, kind="credit_note" if original else "invoice", customer="C1", order=key[0],
                             issued_on=self.day, gross=gross, net=gross, tax=Money(0, "CNY"), status="issued",
                             original=original),
            invoice_lines=InvoiceLine(invoice=paper, line=1, order_line=key[1], qty=_qty(count), net=gross),
        )  # fmt: skip
        return paper


def _qty(count: int) -> Quantity:
    return Quantity(Decimal(count))


@st.composite
def order_histories(draw: st.DrawFn, *, max_orders: int = 2, max_steps: int = 8) -> tuple[Company, Facts]:
    """Draw a company and one customer's orders with what became of them, at most `max_steps` papers."""
    books = _Orders(draw, draw(dates()))
    for number in range(1, draw(st.integers(1, max_orders)) + 1):
        books.order(f"O{number}")
    for _ in range(draw(st.integers(0, max_steps))):
        books.step(draw(st.sampled_from(_STEPS)), draw(st.sampled_from(sorted(books.units))))
        books.day += timedelta(days=draw(spans(most=8)))
    rows = {name: tuple(found) for name, found in books.rows.items()}
    customers = {"customers": (Customer(id="C1", name="客户1"),)}
    return draw(companies()), Facts().appended({**customers, **rows})
