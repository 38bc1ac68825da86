"""Invoices ↔ receivables and receipts with their placements ↔ receipt bills; pure.

Laws: written and read again, a document is the same or a field is not given; a credit note is a receivable below zero;
a state that nobody knows is a draft, never issued. `Names` gives our numbers for Kingdee's, and outwards Kingdee's for
ours. Source: IN-01, IN-05, AR-02; wire sheet 6; adapters.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast

from salessupport.domain.facts import Allocation, Invoice, InvoiceKind, InvoiceLine, Receipt, ReceiptMethod
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.quantity import CONTEXT, Quantity
from salessupport.spi.documents import InvoiceDocument, Settlement
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
    ratio,
    text,
)
from salessupport_kingdee.names import Names, line_number
from salessupport_kingdee.wire import Bill, Row, Value

Rows = Mapping[str, tuple[Fact, ...]]
RECEIVABLE: Final = "AR_receivable"
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
    head = Invoice(
        id=bill.text("id") or bill.number,
        number=bill.text("number"),
        kind=_kind(bill, sign),
        customer=given(bill.text("customer"), "customer", bill),
        issued_on=day(bill, "issued_on"),
        due_on=day_or_none(bill, "due_on"),
        currency=currency,
        net=None if net is None else money(sign * net, currency, "net"),
        tax=None if net is None else money(sign * (amount(gross) - net), currency, "tax"),
        gross=money(sign * amount(gross), currency, "gross"),
        status="issued" if bill.audited else "draft",
        order=_one(lines, "order", names.orders),
        original=_one([line for line in lines if _from_receivable(line)], "source", names.invoices),
    )
    return {"invoices": (head,), "invoice_lines": tuple(_line_row(head.id, line, sign, currency) for line in told)}


def _line_row(invoice: str, line: Row, sign: int, currency: str) -> InvoiceLine:
    def part(name: str) -> Money:
        return money(sign * (decimal(line, name) or Decimal(0)), currency, name)

    qty = decimal(line, "qty")
    return InvoiceLine(
        invoice=invoice,
        line=line_number(line),
        product=text(line, "product"),
        qty=Quantity(sign * qty) if qty else None,
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


def _from_receivable(line: Row) -> bool:
    return (text(line, "source_form") or "").lower() == RECEIVABLE.lower()


def _one(lines: tuple[Row, ...] | list[Row], name: str, known: Mapping[str, str]) -> str | None:
    """What all lines name, by our number; None where they name several or none."""
    named = {text(line, name) for line in lines} - {None}
    number = named.pop() if len(named) == 1 else None
    return None if number is None else known.get(number, number)


# Receipts


def receipt_bill(settlement: Settlement, number: str, codes: Codes, names: Names) -> Bill:
    """A receipt with the receivables that it pays as its sources."""
    receipt = settlement.receipt
    if receipt.customer is None:
        raise InvalidRemoteInput(path=receipt.id, remote_text="a receipt without a customer cannot be entered")
    fee = receipt.bank_fee or Money.zero(receipt.amount.currency)
    currency = codes.currency_out(receipt.amount.currency)
    head: dict[str, Value] = {
        "id": receipt.id,
        "customer": receipt.customer,
        "payer": receipt.customer,
        "received_on": receipt.received_on,
        "currency": currency,
        "settle_currency": currency,
    }
    line: Row = {
        "total": amount(receipt.amount + fee),
        "amount": amount(receipt.amount),
        "fee": amount(fee),
        "method": codes.method_out(receipt.paid_by),
        "remittance": receipt.remittance,
    }
    sources = tuple(_placed(row, names) for row in settlement.allocations)
    return Bill(head, {"lines": (line,), "sources": sources}, number=number)


def _placed(row: Allocation, names: Names) -> Row:
    if row.amount is None or row.reverses is not None or row.target not in names.invoices:
        raise InvalidRemoteInput(path=row.id, remote_text=f"no amount, a reversal, or {row.target} is not there")
    return {"form": RECEIVABLE, "invoice": names.invoices[row.target], "placed": amount(row.amount)}


def receipt_rows(bill: Bill, codes: Codes, names: Names) -> Rows:
    """A receipt as it is read, with its sources as allocations; several lines are one sum."""
    currency, lines = codes.currency_in(bill.text("currency")), bill.rows.get("lines", ())
    fee = total((money(decimal(line, "fee") or Decimal(0), currency, "fee") for line in lines), currency)
    whole = total((money(decimal(line, "total"), currency, "total") for line in lines), currency)
    methods: set[ReceiptMethod | None] = {codes.method_in(text(line, "method")) for line in lines}
    receipt = Receipt(
        id=bill.text("id") or bill.number,
        customer=bill.text("customer"),
        received_on=day(bill, "received_on"),
        amount=whole - fee,
        currency=currency,
        bank_fee=fee or None,
        method=methods.pop() if len(methods) == 1 else None,
        remittance="; ".join(told for line in lines if (told := text(line, "remittance"))) or None,
    )
    placed = tuple(
        Allocation(
            id=f"{receipt.id}-{number}",
            source=receipt.id,
            target=names.invoices.get(invoice, invoice),
            amount=money(decimal(row, "placed"), currency, "placed"),
            effective_on=receipt.received_on,
        )
        for number, row in enumerate(bill.rows.get("sources", ()), 1)
        if (invoice := text(row, "invoice")) is not None
    )
    return {"receipts": (receipt,), "allocations": placed}
