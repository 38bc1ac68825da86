"""What the tests have in common: a fake, an adapter on it in some weather, and documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve
from salessupport.domain.facts import Allocation, Invoice, InvoiceLine, Order, OrderLine, Receipt
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.runtime.converter import StrictConverter
from salessupport.spi.documents import InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.testing.certify import World
from salessupport.testing.certify.direct import DirectFactory
from salessupport.testing.simulated import SimulatedClock, simulated_environment
from salessupport.testing.weather import Weather, WeatherFactory

from salessupport_kingdee.customers import open_customers
from salessupport_kingdee.fake import FakeKingdee, Quirks
from salessupport_kingdee.sales import open_sales

TODAY = date(2026, 3, 2)


class Lab:
    """A fresh fake, its clock and the weather over calls to it."""

    def __init__(self, *, quirks: Quirks | None = None, sign_in: Any = "signature") -> None:
        self.clock = SimulatedClock()
        kind = type("Fake", (FakeKingdee,), {"quirks": quirks or Quirks(), "sign_in": sign_in})
        self.fake: FakeKingdee = kind(World(), self.clock)
        self.weather = Weather(self.clock)
        self.config = self.fake.config("http://127.0.0.1:1")

    @contextmanager
    def sales(self, **changes: Any) -> Iterator[Any]:
        """The port `sales`, open."""
        with open_sales(evolve(self.config, **changes), self._environment()) as port:
            yield port

    @contextmanager
    def customers(self, **changes: Any) -> Iterator[Any]:
        """The port `customers`, open."""
        with open_customers(evolve(self.config, **changes), self._environment()) as port:
            yield port

    def _environment(self) -> Any:
        http = WeatherFactory(DirectFactory(lambda request: self.fake.handle(request), self.clock), self.weather)
        return simulated_environment(self.clock, converter=StrictConverter(), http=http)

    def later(self, **span: int) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**span))


def read(port: Any, since: Any = None, **kinds: Any) -> tuple[list[Change], Any]:
    """Everything that a feed hands over, and where it stopped."""
    changes: list[Change] = []
    for batch in port.changes(since, **kinds):
        changes += batch.items
        since = batch.cursor
    return changes, since


def last(changes: list[Change], kind: str, number: str) -> Change:
    """The last change of a document, by our number."""
    return [one for one in changes if any(getattr(row, "id", "") == number for row in one.rows.get(kind, ()))][-1]


def order(number: str, *lines: tuple[int, str], customer: str = "C1") -> OrderDocument:
    """An order of some lines: quantity and price."""
    head = Order(id=number, customer=customer, ordered_on=TODAY, currency="CNY", status="confirmed")
    rows = tuple(
        OrderLine(
            order=number,
            line=10 * place,
            product="P1",
            qty=Quantity(Decimal(qty)),
            price=Price(Decimal(price)),
            tax_rate=Ratio(Decimal("0.13")),
        )
        for place, (qty, price) in enumerate(lines or ((1, "100"),), 1)
    )
    return OrderDocument(head, rows)


def invoice(number: str, net: int = 10000, tax: int = 1300, *, on: date = TODAY, **more: Any) -> InvoiceDocument:
    """An invoice of one line, in fen."""
    amounts: dict[str, Any] = {"net": Money(net, "CNY"), "tax": Money(tax, "CNY"), "gross": Money(net + tax, "CNY")}
    head = Invoice(
        **{
            "id": number,
            "number": number,
            "kind": "invoice",
            "customer": "C1",
            "issued_on": on,
            "currency": "CNY",
            "status": "issued",
            **amounts,
            **more,
        }
    )
    line = InvoiceLine(
        invoice=number, line=1, product="P1", qty=Quantity(Decimal(3)), tax_rate=Ratio(Decimal("0.13")), **amounts
    )
    return InvoiceDocument(head, (line,))


def settlement(number: str, fen: int, *placed: tuple[str, int], on: date = TODAY, fee: int = 0) -> Settlement:
    """A receipt, placed on invoices."""
    receipt = Receipt(
        id=number,
        customer="C1",
        received_on=on,
        amount=Money(fen, "CNY"),
        currency="CNY",
        method="bank",
        bank_fee=Money(fee, "CNY") if fee else None,
    )
    rows = tuple(
        Allocation(id=f"{number}-{place}", source=number, target=target, amount=Money(part, "CNY"), effective_on=on)
        for place, (target, part) in enumerate(placed, 1)
    )
    return Settlement(receipt, rows)


def key(number: str, verb: str = "post") -> Key:
    """The key of a document."""
    return Key.of(verb, "lab", number)
