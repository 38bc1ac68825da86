"""A month pushed to another system, pulled out of it into other books, and closed from either: the same figures.

The whole way of a link, from the plan of a push to the sealed close, for an adapter of `customers` and `sales` whose
author wants more than laws of single calls. Source: LD-02; rule 9.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from salessupport.books.writer import write_books
from salessupport.desk import Desk
from salessupport.domain.facts import Customer, Fact, Facts, Invoice, InvoiceLine, Order, OrderLine, Product, Receipt
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.linking.session import PORTS, Linked
from salessupport.runtime.converter import StrictConverter
from salessupport.runtime.hub import imported
from salessupport.runtime.journal.place import open_journal
from salessupport.spi.adapter import Adapter
from salessupport.testing.certify.direct import DirectFactory
from salessupport.testing.certify.http_lab import Fake
from salessupport.testing.certify.lab import World
from salessupport.testing.simulated import SimulatedClock, simulated_environment

MONTH: Final = Period.month("2026-10")
"""The month that is closed."""
AFTER: Final = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
"""When it is."""
COMPANY: Final = Company(name="青岛示例仪表有限公司", currency="CNY")
OF_ROWS: Final = frozenset(("facts", "proof"))
"""What of a close counts or seals rows: placements that the books leave to the policy are rows in what was pulled."""
_RATE: Final = Ratio(Decimal("0.13"))


def office(products: Sequence[Product]) -> Facts:
    """Four customers of these two products; each order is invoiced, most are paid: at once, in parts, or not yet."""
    customers = tuple(Customer(id=f"K{number}", name=f"山东某某{number}机械有限公司") for number in range(1, 5))
    facts = Facts().appended({"customers": customers, "products": tuple(products)})
    for number in range(12):
        on = date(2026, 9, 3) + timedelta(days=4 * number)
        facts = facts.appended(_sale(number, customers[number % 4].id, products[number % 2].id, on))
    return facts.appended({"receipts": tuple(_receipts(facts.invoices))})


def _sale(number: int, customer: str, product: str, on: date) -> Mapping[str, tuple[Fact, ...]]:
    """An order of one line and its invoice."""
    net = Money(100_000 + 777 * number, "CNY")
    tax = net.times(_RATE)
    order = Order(id=f"S{number:03}", customer=customer, ordered_on=on, currency="CNY", status="confirmed")
    invoice = Invoice(
        id=f"F{number:03}",
        number=f"F{number:03}",
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
    one: dict[str, Any] = {"line": 1, "product": product, "qty": Quantity(Decimal(1)), "tax_rate": _RATE}
    amounts: dict[str, Any] = {"net": net, "tax": tax, "gross": net + tax}
    return {
        "orders": (order,),
        "order_lines": (OrderLine(order=order.id, price=Price(Decimal(str(net))), **one),),
        "invoices": (invoice,),
        "invoice_lines": (InvoiceLine(invoice=invoice.id, **one, **amounts),),
    }


def _receipts(invoices: Sequence[Invoice]) -> Iterator[Receipt]:
    """Money in order of days: an invoice in full, one but for a little, two at once, one in full."""
    paid = (
        (invoices[0], date(2026, 10, 5), invoices[0].gross.minor),
        (invoices[1], date(2026, 10, 8), invoices[1].gross.minor - 5_000),
        (invoices[2], date(2026, 10, 12), invoices[2].gross.minor + invoices[6].gross.minor),
        (invoices[3], date(2026, 10, 20), invoices[3].gross.minor),
    )
    for number, (invoice, on, minor) in enumerate(paid):
        amount = Money(minor, "CNY")
        yield Receipt(
            id=f"R{number:03}", method="bank", customer=invoice.customer, received_on=on, amount=amount, currency="CNY"
        )


@frozen
class HttpLink:
    """How books are linked to the fake of an adapter that speaks HTTP, by one clock."""

    adapters: Sequence[Adapter[Any]]
    fake: Fake
    clock: SimulatedClock

    @contextmanager
    def to(self, books: Path) -> Iterator[Linked]:
        """The books of this folder, linked as `erp`."""
        clients = DirectFactory(self.fake.handle, self.clock)
        environment = simulated_environment(self.clock, converter=StrictConverter(), http=clients)
        config = self.fake.config("http://127.0.0.1:1")
        adapters = {port.name: next(one for one in self.adapters if one.port == port) for port in PORTS}
        with ExitStack() as opened:
            things = {
                name: opened.enter_context(imported(one.open, one.name)(config, environment))
                for name, one in adapters.items()
            }
            journal = opened.enter_context(open_journal(books, clock=self.clock, begin=True))
            yield Linked(books, "erp", journal, environment, things, adapters)


def closed_from_either(
    adapters: Sequence[Adapter[Any]],
    fake: Callable[[World, SimulatedClock], Fake],
    folder: Path,
    *,
    world: World | None = None,
) -> Iterator[str]:
    """Say what is different between a month closed here and closed from what was pulled elsewhere; nothing if well.

    `adapters` are those of `customers` and `sales` of one system, `fake` makes it fresh; the books are made in
    `folder`. The month's products are the world's first two: they are master data there, and a push sends none.
    """
    known, clock = world or World(), SimulatedClock(AFTER)
    link = HttpLink(adapters, fake(known, clock), clock)
    here, there = folder / "here", folder / "there"
    masters = Facts().appended({"products": known.products})
    for books, facts in ((here, office(known.products)), (there, masters)):
        write_books(books, COMPANY, facts, form="csv", language="en")
    yield from _pushed(link, here)
    yield from _pulled(link, there)
    yield from _unlike(*(Desk.open(books, clock=link.clock.now) for books in (here, there)), out=folder)


def _pushed(link: HttpLink, books: Path) -> Iterator[str]:
    """Push twice: everything is there once, and nothing is open there that is not open here."""
    with link.to(books) as linked:
        pushed = linked.push()
        yield from (f"{one.kind} {one.id} is {one.state}: {one.reason}" for one in pushed.left)
        if linked.push() != pushed:
            yield "a second push changed something"
        tie = linked.tie(as_of=MONTH.last)
        yield from (f"the tie of {one.customer} differs" for one in tie.customers if one.state == "differs")


def _pulled(link: HttpLink, books: Path) -> Iterator[str]:
    """Pull twice: everything comes, and only once."""
    with link.to(books) as linked:
        yield from (f"the books refuse {one.ours}: {one.reason}" for one in linked.pull().refused)
        if again := linked.pull().added:
            yield f"a second pull added {dict(again)}"


def _unlike(here: Desk, there: Desk, *, out: Path) -> Iterator[str]:
    for customer in here.history.customers:
        drawn = [desk.statement(customer, first=MONTH.first, last=MONTH.last) for desk in (here, there)]
        if drawn[0] != drawn[1]:
            yield f"the statement of {customer}: {drawn[0]}, and pulled {drawn[1]}"
    if here.ageing(as_of=MONTH.last) != there.ageing(as_of=MONTH.last):
        yield "the ageing is another"
    ours, theirs = _closed(here, out / "close-here"), _closed(there, out / "close-there")
    yield from (f"{name}: {ours[name]}, and pulled {theirs[name]}" for name in ours if ours[name] != theirs[name])


def _closed(desk: Desk, out: Path) -> dict[str, Any]:
    """What the close says, but for what is about rows."""
    desk.close(MONTH.name, out=out)
    told = json.loads((out / "close.json").read_text(encoding="utf-8"))
    return {name: said for name, said in told.items() if name not in OF_ROWS}
