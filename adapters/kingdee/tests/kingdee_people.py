"""What the tests of people have in common: documents as people enter them, and what the feed says of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import evolve
from salessupport.domain.facts import Delivery, DeliveryLine
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.quantity import Quantity
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref
from salessupport.testing.certify import World

from kingdee_lab import TODAY, Lab, read
from salessupport_kingdee.fake import ORG

Rows = Mapping[str, tuple[Fact, ...]]
OWN = {"FNumber": ORG}
WORLD = World()
CNY = {"FNumber": "PRE001"}


def told(lab: Lab, ref: Ref, since: Any = None) -> Change:
    """What the feed says last of a document."""
    with lab.customers() if ref.kind in ("customers", "products") else lab.sales() as port:
        return [change for change in read(port, since)[0] if change.ref == ref][-1]


def renamed(rows: Rows, names: Mapping[str, str]) -> Rows:
    """Rows as they were entered, with the numbers that Kingdee gave."""
    fields = ("id", "order", "invoice", "delivery", "source", "target")

    def one(row: Any) -> Fact:
        changed = {name: names.get(old, old) for name in fields if (old := getattr(row, name, None)) is not None}
        return evolve(row, **changed)  # type: ignore[no-any-return]

    return {table: tuple(map(one, facts)) for table, facts in rows.items()}


def order_rows(document: Any) -> Rows:
    """An order as a person enters it: no number of the customer's."""
    return {"orders": (evolve(document.order, customer_ref=None),), "order_lines": document.lines}


def invoice_rows(document: Any) -> Rows:
    """A receivable as a person enters it: no number of the tax invoice yet."""
    return {"invoices": (evolve(document.invoice, number=None),), "invoice_lines": document.lines}


def receipt_rows(document: Any) -> Rows:
    """A receipt that is not placed yet."""
    return {"receipts": (document.receipt,), "allocations": ()}


def delivery_rows(mark: str, of: str, *lines: tuple[int, int]) -> Rows:
    """A delivery of some lines of an order."""
    rows = tuple(DeliveryLine(delivery=mark, order_line=line, qty=Quantity(Decimal(qty))) for line, qty in lines)
    return {"deliveries": (Delivery(id=mark, order=of, shipped_on=TODAY),), "delivery_lines": rows}


def entered(lab: Lab, kind: str, rows: Rows) -> tuple[Ref, str]:
    """Enter a document; how the feed names it, and the number that Kingdee gave it."""
    ref = lab.fake.enter(kind, rows)
    return ref, next(bill.number for bill in lab.fake.books.bills if str(bill.values[bill.shape.pk]) == ref.id)


def bill_of(lab: Lab, form: str) -> Any:
    """The last bill of a form."""
    return list(lab.fake.books.of(form))[-1]
