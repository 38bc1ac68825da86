"""E-invoicing: a tax platform that numbers, signs, transmits and takes back invoices (IN-02, einvoicing.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from attrs import frozen

from salessupport.domain.values.money import Money
from salessupport.spi.documents import Blob, InvoiceDocument
from salessupport.spi.feed import Batch, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ticket
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Answers


@frozen
class IssueLimits:
    """What one invoice may hold: lines, face value, what is left of the month's quota, and the tax rates allowed."""

    lines: int | None
    face: Money | None
    quota: Money | None
    tax_rates: tuple[Decimal, ...]


@frozen
class IssuedInvoice:
    """An invoice as the platform issued it; `original` is the number that a red one takes back."""

    number: str
    issued_on: date
    net: Money
    tax: Money
    gross: Money
    buyer_tax_id: str
    original: str | None = None


@frozen
class Verification:
    """What the platform says of an invoice that somebody presents: genuine or not, and why not."""

    genuine: bool
    detail: str = ""


class EInvoicing(Answers, Protocol):
    """Invoices issued, reversed and verified at a tax platform."""

    def limits(self) -> IssueLimits:
        """What one invoice may hold today."""
        ...

    def poll(self, ticket: Ticket, /) -> Outcome[IssuedInvoice]:
        """Ask for the end of a command that was taken in."""
        ...

    def issued(self, since: Cursor | None = None) -> Iterator[Batch[IssuedInvoice]]:
        """Hand over issued invoices for the daily cross-check."""
        ...

    def document(self, number: str, media_type: str, /) -> Blob:
        """The file of an invoice (PDF, OFD, XML)."""
        ...

    def verify(self, invoice: IssuedInvoice, /) -> Verification:
        """Ask whether an invoice is genuine."""
        ...

    def issue(self, draft: InvoiceDocument, /, *, key: Key) -> Outcome[IssuedInvoice]:
        """Issue an invoice."""
        ...

    def reverse(self, original: str, draft: InvoiceDocument, /, *, key: Key) -> Outcome[IssuedInvoice]:
        """Issue the red invoice (credit note) that takes back `original`, in whole or in part."""
        ...

    def find(self, key: Key, /) -> Outcome[IssuedInvoice] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        ...


EINVOICING: Final[Port[EInvoicing]] = port(
    "einvoicing", "1.0", reads="limits poll issued document verify", commands="issue reverse"
)
