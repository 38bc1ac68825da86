"""Invoices ↔ receivables; pure.

Laws: written and read again, a document is the same or a field is not given; a credit note is a receivable below zero;
a state that nobody knows is a draft, never issued. `Names` gives our numbers for Kingdee's, and outwards Kingdee's for
ours. Source: IN-01, IN-05; wire sheet 6; adapters.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast

from salessupport.domain.facts import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT, Quantity
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.errors import InvalidRemoteInput

from salessupport_kingdee.codes import (
    Codes,
    amount,
    day,
    day_or_none,
    decimal,
    given,
    money,
    percent,
    rate,
    ratio,
    text,
)
from salessupport_kingdee.names import Names, line_numbers, our_number
from salessupport_kingdee.wire import Bill, Row, Value

Rows = Mapping[str, tuple[Fact, ...]]
RECEIVABLE: Final = "AR_receivable"
_CANCELLED: Final = "B"
_CORRECTING: Final = ("credit_note", "debit_note")
_KINDS: Final = frozenset({"invoice", "prepayment", "credit_note", "debit_note", "opening"})
NO_LINE: Final = Decimal(-1)
"""The number of a line that stands for an invoice without lines."""
_PRICE_DIGITS: Final = Decimal("0.0000000001")


def invoice_bill(document: InvoiceDocument, number: str, codes: Codes, names: Names) -> Bill:
    """An invoice as a receivable; a credit note is one below zero, whose lines name the bill that it takes back."""
    invoice = document.invoice
    if invoice.status != "issued":
        raise InvalidRemoteInput(path=invoice.id, remote_text=f"status {invoice.status}, not issued")
    sign = -1 if invoice.kind == "credit_note" else 1
    net = invoice.net if invoice.net is not None else invoice.gross
    head: dict[str, Value] = {
        "id": invoice.id,
        "kind": invoice.kind,
        "number": invoice.number,
        "customer": invoice.customer,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "currency": codes.currency_out(invoice.gross.currency),
        "net": sign * amount(net),
        "gross": sign * amount(invoice.gross),
    }
    order = None if invoice.order is None else names.orders.get(invoice.order, invoice.order)
    source = None if invoice.original is None else names.invoices.get(invoice.original, invoice.original)
    rows = [_invoice_line(line, sign) for line in document.lines] or [_whole_line(invoice, sign)]
    lines = tuple({**row, "order": order, **_source(source)} for row in rows)
    return Bill(head, {"lines": lines}, number=number)


def _source(number: str | None) -> Row:
    return {} if number is None else {"source_form": RECEIVABLE, "source": number}


def _invoice_line(line: InvoiceLine, sign: int) -> Row:
    tax = line.tax if line.tax is not None else Money.zero(line.net.currency)
    gross = line.gross if line.gross is not None else line.net + tax
    return {
        "line": Decimal(line.line),
        "product": line.product,
        "qty": None if line.qty is None else sign * line.qty,
        "tax_price": None if not line.qty else _price(amount(gross), line.qty),
        "tax_rate": percent(line.tax_rate),
        "net": sign * amount(line.net),
        "tax": sign * amount(tax),
        "gross": sign * amount(gross),
    }


def _whole_line(invoice: Invoice, sign: int) -> Row:
    """The line of an invoice that has none, such as an opening item: a receivable has to have one."""
    net = invoice.net if invoice.net is not None else invoice.gross
    gross = amount(invoice.gross)
    return {
        "line": NO_LINE,
        "qty": Decimal(sign),
        "tax_price": gross,
        "net": sign * amount(net),
        "tax": sign * (gross - amount(net)),
        "gross": sign * gross,
    }


def _price(gross: Decimal, qty: Decimal) -> Decimal:
    """A price that shows on the bill; the amounts are given besides and count."""
    return CONTEXT.quantize(CONTEXT.divide(gross, qty), _PRICE_DIGITS)


def invoice_rows(bill: Bill, codes: Codes, names: Names) -> Rows:
    """A receivable as it is read."""
    currency = codes.currency_in(bill.text("currency"))
    gross = money(decimal(bill.head, "gross"), currency, "gross")
    sign = -1 if gross.minor < 0 else 1
    lines = bill.rows.get("lines", ())
    told = [line for line in lines if decimal(line, "line") != NO_LINE]
    net = decimal(bill.head, "net")
    if not told and net == decimal(bill.head, "gross"):
        net = None  # its gross alone was given
    kind = _kind(bill, sign)
    sources = [line for line in lines if _from_receivable(line)] if kind in _CORRECTING else []
    head = Invoice(
        id=our_number(bill.text("id"), bill.number),
        number=bill.text("number"),
        kind=kind,
        customer=given(bill.text("customer"), "customer", bill),
        issued_on=day(bill, "issued_on"),
        due_on=day_or_none(bill, "due_on"),
        currency=currency,
        rate=rate(bill),
        net=None if net is None else money(sign * net, currency, "net"),
        tax=None if net is None else money(sign * (amount(gross) - net), currency, "tax"),
        gross=money(sign * amount(gross), currency, "gross"),
        status=_status(bill),
        order=_one(lines, "order", names.orders),
        original=_one(sources, "source", names.invoices),
    )
    numbered = zip(line_numbers(told), told, strict=True)
    rows = tuple(_line_row(head.id, number, line, sign, currency) for number, line in numbered)
    return {"invoices": (head,), "invoice_lines": rows}


def _line_row(invoice: str, number: int, line: Row, sign: int, currency: str) -> InvoiceLine:
    def part(name: str) -> Money:
        return money(sign * (decimal(line, name) or Decimal(0)), currency, name)

    qty = sign * (decimal(line, "qty") or Decimal(0))
    return InvoiceLine(
        invoice=invoice,
        line=number,
        product=text(line, "product"),
        qty=Quantity(qty) if qty > 0 else None,  # what runs against its bill moves amounts only
        net=part("net"),
        tax_rate=ratio(decimal(line, "tax_rate"), "tax_rate"),
        tax=part("tax"),
        gross=part("gross"),
    )


def _kind(bill: Bill, sign: int) -> InvoiceKind:
    """The kind that we wrote, where its sign agrees; else what the sign says."""
    told = bill.text("kind")
    if told in _KINDS and (told == "credit_note") == (sign < 0):
        return cast("InvoiceKind", told)
    return "credit_note" if sign < 0 else "invoice"


def _status(bill: Bill) -> InvoiceStatus:
    if bill.text("cancelled") == _CANCELLED:
        return "void"
    return "issued" if bill.audited else "draft"


def _from_receivable(line: Row) -> bool:
    return (text(line, "source_form") or "").lower() == RECEIVABLE.lower()


def _one(lines: tuple[Row, ...] | list[Row], name: str, known: Mapping[str, str]) -> str | None:
    """What all lines name, by our number; None where they name several or none."""
    named = {text(line, name) for line in lines} - {None}
    number = named.pop() if len(named) == 1 else None
    return None if number is None else known.get(number, number)
