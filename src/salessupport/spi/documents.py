"""What is written to another system: a document with all its rows, as the books hold them.

Law: the rows of one document belong together (the lines name its head); an adapter gets them whole, never half.
Source: ports.md 3.4; requirements OR-01, CO-16, IN-01, AR-02.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from salessupport.domain.facts import (
    Allocation,
    Contract,
    ContractLine,
    Customer,
    Instalment,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Receipt,
)
from salessupport.domain.values.errors import DomainError
from salessupport.domain.values.money import Money


def _belong(head: str, owners: tuple[str, ...]) -> None:
    for owner in owners:
        if owner != head:
            raise DomainError("document.foreign_line", path=head, owner=owner)


@frozen
class OrderDocument:
    """A sales order with its lines."""

    order: Order
    lines: tuple[OrderLine, ...]

    def __attrs_post_init__(self) -> None:
        _belong(self.order.id, tuple(line.order for line in self.lines))


@frozen
class ContractDocument:
    """A contract with its lines and instalments (CO-16)."""

    contract: Contract
    lines: tuple[ContractLine, ...] = ()
    instalments: tuple[Instalment, ...] = ()

    def __attrs_post_init__(self) -> None:
        _belong(self.contract.id, tuple(line.contract for line in self.lines))
        _belong(self.contract.id, tuple(row.contract for row in self.instalments))


@frozen
class InvoiceDocument:
    """An invoice or credit note with its lines; `invoice.original` names what a credit note takes back.

    `buyer` is who it is made out to, for systems that print or transmit it.
    """

    invoice: Invoice
    lines: tuple[InvoiceLine, ...] = ()
    buyer: Customer | None = None

    def __attrs_post_init__(self) -> None:
        _belong(self.invoice.id, tuple(line.invoice for line in self.lines))


@frozen
class Settlement:
    """A receipt and where its money is placed; what no allocation names stays unapplied there too."""

    receipt: Receipt
    allocations: tuple[Allocation, ...] = ()

    def __attrs_post_init__(self) -> None:
        _belong(self.receipt.id, tuple(row.source for row in self.allocations))


@frozen
class Availability:
    """Stock of a product on a day: what is there and what is already promised."""

    product: str
    on_hand: Decimal
    reserved: Decimal


@frozen
class RemoteOpenItem:
    """What the other system holds open on an item; `gross` is its whole amount (LD-02, the three-way tie)."""

    ref: str
    number: str
    customer: str
    issued_on: date
    due_on: date | None
    gross: Money
    open: Money


@frozen
class Blob:
    """The bytes of a file with its media type and name."""

    content: bytes
    media_type: str
    name: str = ""
