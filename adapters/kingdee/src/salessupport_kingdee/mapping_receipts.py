"""Receipts with their placements ↔ receipt bills with their sources; pure.

Laws: written and read again, a receipt is the same or a field is not given; money counts only if a customer paid it,
and is placed only on receivables, no earlier than they were issued. `Names` gives our numbers for Kingdee's, and
outwards Kingdee's for ours. Source: AR-02; wire sheet 6; adapters.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from salessupport.domain.facts import Allocation, Receipt, ReceiptMethod
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money, total
from salessupport.spi.documents import Settlement
from salessupport.spi.errors import InvalidRemoteInput

from salessupport_kingdee.codes import Codes, amount, day, decimal, money, rate, text
from salessupport_kingdee.mapping_invoices import RECEIVABLE
from salessupport_kingdee.names import Names, our_number
from salessupport_kingdee.wire import Bill, Row, Value

Rows = Mapping[str, tuple[Fact, ...]]
_CUSTOMER: Final = "BD_Customer"


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


def from_customer(bill: Bill) -> bool:
    """Whether money came from a customer: suppliers and staff pay too, and have numbers of their own."""
    return (bill.text("unit") or _CUSTOMER).lower() == _CUSTOMER.lower()


def on_receivable(row: Row) -> bool:
    """Whether a source of a receipt is a receivable: orders and other claims can be sources too."""
    return (text(row, "form") or RECEIVABLE).lower() == RECEIVABLE.lower()


def receipt_rows(bill: Bill, codes: Codes, names: Names) -> Rows:
    """A receipt as it is read, with its sources as allocations; several lines are one sum."""
    currency, lines = codes.currency_in(bill.text("currency")), bill.rows.get("lines", ())
    fee = total((money(decimal(line, "fee") or Decimal(0), currency, "fee") for line in lines), currency)
    whole = total((money(decimal(line, "total"), currency, "total") for line in lines), currency)
    methods: set[ReceiptMethod | None] = {codes.method_in(text(line, "method")) for line in lines}
    receipt = Receipt(
        id=our_number(bill.text("id"), bill.number),
        customer=bill.text("customer"),
        received_on=day(bill, "received_on"),
        amount=whole - fee,
        currency=currency,
        rate=rate(bill),
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
            effective_on=max(receipt.received_on, names.issued.get(invoice, receipt.received_on)),
        )
        for number, row in enumerate(bill.rows.get("sources", ()), 1)
        if on_receivable(row) and (invoice := text(row, "invoice")) is not None
    )
    return {"receipts": (receipt,), "allocations": placed}
