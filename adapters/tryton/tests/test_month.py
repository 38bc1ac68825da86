"""A month closed from the books, and from what was pulled of them out of a real Tryton: the same figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from salessupport import Desk
from salessupport.books.writer import write_books
from salessupport.domain.facts import (
    Customer,
    Facts,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Product,
    Receipt,
)
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.linking.session import PORTS, Linked
from salessupport.runtime.converter import StrictConverter
from salessupport.runtime.journal.place import open_journal
from salessupport.testing.certify import World
from salessupport.testing.certify.direct import DirectFactory
from salessupport.testing.simulated import SimulatedClock, simulated_environment

from salessupport_tryton import ADAPTERS
from salessupport_tryton.adapter import open_customers, open_sales
from salessupport_tryton.lab.site import RealTryton

MONTH = Period.month("2026-10")
COMPANY = Company(name="青岛示例仪表有限公司", currency="CNY")
PRODUCTS = (Product(id="P1", name="流量计"), Product(id="P2", name="压力变送器"))
OF_ROWS = {"facts", "proof"}
"""What counts or seals rows: placements that the books leave to the policy are rows in what was pulled."""


def yuan(minor: int) -> Money:
    """An amount in cents."""
    return Money(minor, "CNY")


def office() -> Facts:
    """Four customers; each order is invoiced, most are paid: at once, in parts, two by one receipt, or not yet."""
    rows: dict[str, list[Any]] = {
        name: [] for name in ("orders", "order_lines", "invoices", "invoice_lines", "receipts")
    }
    for number in range(12):
        on = date(2026, 9, 3) + timedelta(days=4 * number)
        _sale(rows, number, f"K{number % 4 + 1}", on)
    for number, (customer, on, minor) in enumerate(_paid(rows["invoices"])):
        paid = {"customer": customer, "received_on": on, "amount": yuan(minor), "currency": "CNY"}
        rows["receipts"].append(Receipt(id=f"R{number:03}", method="bank", **paid))
    customers = tuple(Customer(id=f"K{number}", name=f"山东某某{number}机械有限公司") for number in range(1, 5))
    known: dict[str, tuple[Any, ...]] = {"customers": customers, "products": PRODUCTS}
    return Facts().appended({**known, **{name: tuple(some) for name, some in rows.items()}})


def _sale(rows: dict[str, list[Any]], number: int, customer: str, on: date) -> None:
    order, invoice, net = f"S{number:03}", f"F{number:03}", yuan(100_000 + 777 * number)
    tax = yuan(int((net.minor * Decimal("0.13")).to_integral_value("ROUND_HALF_UP")))
    price, product, rate = Price(Decimal(net.minor) / 100), PRODUCTS[number % 2].id, Ratio(Decimal("0.13"))
    rows["orders"].append(Order(id=order, customer=customer, ordered_on=on, currency="CNY", status="confirmed"))
    rows["order_lines"].append(
        OrderLine(order=order, line=1, product=product, qty=Quantity(Decimal(1)), price=price, tax_rate=rate)
    )
    rows["invoices"].append(
        Invoice(
            id=invoice,
            number=invoice,
            kind="invoice",
            customer=customer,
            issued_on=on,
            due_on=on + timedelta(days=30),
            currency="CNY",
            net=net,
            tax=tax,
            gross=net + tax,
            status="issued",
        )
    )
    rows["invoice_lines"].append(
        InvoiceLine(
            invoice=invoice,
            line=1,
            product=product,
            qty=Quantity(Decimal(1)),
            net=net,
            tax_rate=rate,
            tax=tax,
            gross=net + tax,
        )
    )


def _paid(invoices: list[Invoice]) -> Iterator[tuple[str, date, int]]:
    """What came in, in order of days."""
    first, second, third, fourth = (invoices[at] for at in range(4))
    yield first.customer, date(2026, 10, 5), first.gross.minor
    yield second.customer, date(2026, 10, 8), second.gross.minor - 5_000
    yield third.customer, date(2026, 10, 12), third.gross.minor + invoices[6].gross.minor
    yield fourth.customer, date(2026, 10, 20), fourth.gross.minor


def linked(folder: Path, fake: RealTryton, clock: SimulatedClock, journal: Any) -> Linked:
    """The books of a folder linked to the server."""
    environment = simulated_environment(clock, converter=StrictConverter(), http=DirectFactory(fake.handle, clock))
    config = fake.config("http://127.0.0.1:1")
    opened = {"customers": open_customers(config, environment), "sales": open_sales(config, environment)}
    things = {name: journal.enter_context(opening) for name, opening in opened.items()}
    adapters = {port.name: next(one for one in ADAPTERS if one.port == port) for port in PORTS}
    kept = journal.enter_context(open_journal(folder, clock=clock, begin=True))
    return Linked(folder, "erp", kept, environment, things, adapters)


def test_a_month_closed_from_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a push and a pull elsewhere the statements, the ageing and the close say the same, and the tie holds."""
    clock = SimulatedClock(datetime(2026, 11, 3, 1, 0, tzinfo=UTC))
    monkeypatch.setattr("salessupport.desk.desk._wall_clock", lambda _company: clock.now)
    facts = office()
    here, there = tmp_path / "here", tmp_path / "there"
    write_books(here, COMPANY, facts, form="csv", language="en")
    write_books(there, COMPANY, Facts().appended({"products": PRODUCTS}), form="csv", language="en")
    fake = RealTryton(World(), clock)
    with ExitStack() as stack:
        link = linked(here, fake, clock, stack)
        pushed = link.push()
        assert [one for one in pushed.documents if one.state != "confirmed"] == []
        assert link.push().documents == pushed.documents
        tie = link.tie(as_of=MONTH.last)
        assert {one.customer for one in tie.customers if one.state == "differs"} == set()
    with ExitStack() as stack:
        other = linked(there, fake, clock, stack)
        pulled = other.pull()
        assert pulled.refused == ()
        assert other.pull().added == {}
    desks = [Desk.open(folder, clock=clock.now) for folder in (here, there)]
    for customer in desks[0].history.customers:
        drawn = [desk.statement(customer, first=MONTH.first, last=MONTH.last) for desk in desks]
        assert drawn[0] == drawn[1], customer
    assert desks[0].ageing(as_of=MONTH.last) == desks[1].ageing(as_of=MONTH.last)
    closes = [_closed(desk, tmp_path / str(at)) for at, desk in enumerate(desks)]
    assert closes[0] == closes[1]


def _closed(desk: Desk, out: Path) -> dict[str, Any]:
    assert desk.close(MONTH.name, out=out).status == "closed"
    told = json.loads((out / "close.json").read_text(encoding="utf-8"))
    return {name: said for name, said in told.items() if name not in OF_ROWS}
