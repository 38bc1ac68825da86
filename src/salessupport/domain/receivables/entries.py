"""From facts to what the fold works on: an invoice or charge becomes an `Item`, a receipt or credit note a `Credit`.

Documents in a foreign currency are carried at their own rate (Conventions 13); a credit note without a rate takes that
of its original, a charge that of the invoice it is about, else the last rate of its currency known on its day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salessupport.domain.facts import Charge, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.exchange import Slices
from salessupport.domain.receivables.interest import Accrual
from salessupport.domain.receivables.ledger import Credit, Item, MovementKind
from salessupport.domain.values.money import Money, convert_minor

_MOVEMENTS: dict[str, MovementKind] = {"debit_note": "debit_note", "credit_note": "credit_note"}


def movement_kind(invoice: Invoice) -> MovementKind:
    """How a document reads on a statement: prepayments and opening items are invoices there."""
    return _MOVEMENTS.get(invoice.kind, "invoice")


def invoice_item(history: History, invoice: Invoice) -> Item:
    """An issued invoice, prepayment, debit note or opening item, whole and open."""
    gross = invoice.gross.minor
    due_on = invoice.falls_due_on
    per_day = history.company.policies.interest_per_day
    return Item(
        id=invoice.id,
        customer=invoice.customer,
        kind=invoice.kind,
        issued_on=invoice.issued_on,
        due_on=due_on,
        currency=invoice.gross.currency,
        gross=gross,
        open=gross,
        slices=_slices(history, invoice.gross, invoice.rate, invoice.issued_on),
        number=invoice.number,
        contract=invoice.contract,
        instalment=invoice.instalment,
        accrual=Accrual(per_day, due_on) if per_day else None,
    )


def charge_item(history: History, charge: Charge) -> Item:
    """A fee, due on the day it was charged; it bears no interest."""
    about = history.invoices.get(charge.about or "")
    rate = about.rate if about is not None and about.gross.currency == charge.amount.currency else None
    return Item(
        id=charge.id,
        customer=charge.customer,
        kind="charge",
        issued_on=charge.effective_on,
        due_on=charge.effective_on,
        currency=charge.amount.currency,
        gross=charge.amount.minor,
        open=charge.amount.minor,
        slices=_slices(history, charge.amount, rate, charge.effective_on),
        about=charge.about,
    )


def note_credit(history: History, note: Invoice) -> Credit:
    """An issued credit note, unplaced."""
    original = history.invoices.get(note.original or "")
    rate = note.rate or (original.rate if original is not None else None)
    slices = _slices(history, note.gross, rate, note.issued_on)
    amount = note.gross.minor
    on, currency = note.issued_on, note.gross.currency
    return Credit(note.id, note.customer, "credit_note", on, currency, amount, amount, slices, note.number)


def receipt_credit(history: History, receipt: Receipt) -> Credit:
    """A receipt, unplaced; it settles its amount, under the policy `ours` the bank's fee too (Conventions 6)."""
    money = settles(history, receipt)
    slices = _slices(history, money, receipt.rate, receipt.received_on)
    return Credit(
        receipt.id, receipt.customer, "receipt", receipt.received_on, money.currency, money.minor, money.minor, slices
    )


def settles(history: History, receipt: Receipt) -> Money:
    """How much of the customer's debt a receipt settles."""
    if receipt.bank_fee is None or history.company.policies.bank_fee == "theirs":
        return receipt.amount
    return receipt.amount + receipt.bank_fee


def _slices(history: History, money: Money, rate: Decimal | None, on: date) -> Slices:
    if money.currency == history.currency:
        return Slices(money.minor, money.minor)
    known = rate or history.rate_on(money.currency, on)
    return Slices(money.minor, convert_minor(money.minor, money.currency, known, history.currency))
