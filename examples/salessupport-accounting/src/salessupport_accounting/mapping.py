"""Between what the accounting service says and what we say: values in, values out, and no request.

A class here is the shape of an answer; it is read strictly, so that a key that nobody knows is a fault. The service
writes amounts as texts; they become money by their digits, never by way of a float.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import frozen
from salessupport import Money
from salessupport.domain.facts import Invoice, InvoiceLine
from salessupport.domain.facts.invoice import InvoiceKind
from salessupport.domain.values.quantity import Quantity, Ratio, parse_quantity, parse_ratio
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref, RemoteIdentity, Version


@frozen
class About:
    """The answer of `GET /about`."""

    product: str
    version: str
    company: str


@frozen
class Line:
    """A line of an invoice."""

    line: int
    product: str | None
    quantity: str | None
    net: str
    tax_rate: str | None
    tax: str | None
    gross: str | None


@frozen
class Draft:
    """An invoice as it is sent. The service never looks at `reference`, but it finds invoices by it."""

    reference: str
    external_id: str
    number: str | None
    kind: InvoiceKind
    original: str | None
    customer: str
    issued_on: date
    due_on: date | None
    currency: str
    net: str | None
    tax: str | None
    gross: str
    lines: tuple[Line, ...]


@frozen
class Entry:
    """An invoice as the service keeps it."""

    id: str
    invoice: Draft

    @property
    def ref(self) -> Ref:
        """How we name it."""
        return Ref("invoices", self.id)


@frozen
class Page:
    """Some invoices, oldest first, and whether there are younger ones."""

    items: tuple[Entry, ...]
    more: bool


def identity_of(about: About) -> RemoteIdentity:
    """Say who answers."""
    return RemoteIdentity(about.product, about.version, about.company)


def draft_of(document: InvoiceDocument, reference: str) -> Draft:
    """Write an invoice as the service takes it."""
    head = document.invoice
    return Draft(
        reference=reference,
        external_id=head.id,
        number=head.number,
        kind=head.kind,
        original=head.original,
        customer=head.customer,
        issued_on=head.issued_on,
        due_on=head.due_on,
        currency=head.gross.currency,
        net=_text(head.net),
        tax=_text(head.tax),
        gross=str(head.gross),
        lines=tuple(map(_line_of, document.lines)),
    )


def change_of(entry: Entry) -> Change:
    """Read an invoice of the service as rows of the books; it keeps one version of each."""
    draft = entry.invoice

    def money(text: str) -> Money:
        return Money.parse(text, draft.currency)

    head = Invoice(
        id=draft.external_id,
        number=draft.number,
        kind=draft.kind,
        original=draft.original,
        customer=draft.customer,
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        currency=draft.currency,
        net=money(draft.net) if draft.net else None,
        tax=money(draft.tax) if draft.tax else None,
        gross=money(draft.gross),
        status="issued",
    )
    lines = tuple(_row_of(head.id, line, money) for line in draft.lines)
    return Change(entry.ref, Version("1"), {"invoices": (head,), "invoice_lines": lines})


def _line_of(row: InvoiceLine) -> Line:
    return Line(
        line=row.line,
        product=row.product,
        quantity=_text(row.qty),
        net=str(row.net),
        tax_rate=_text(row.tax_rate),
        tax=_text(row.tax),
        gross=_text(row.gross),
    )


def _row_of(invoice: str, line: Line, money: Callable[[str], Money]) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice,
        line=line.line,
        product=line.product,
        qty=Quantity(parse_quantity(line.quantity)) if line.quantity else None,
        net=money(line.net),
        tax_rate=Ratio(parse_ratio(line.tax_rate)) if line.tax_rate else None,
        tax=money(line.tax) if line.tax else None,
        gross=money(line.gross) if line.gross else None,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
