"""The two sides of an allocation: whose they are, from when they stand, and what they can give or take."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts import Allocation
from salessupport.domain.history import History
from salessupport.domain.receivables.entries import settles
from salessupport.domain.values.money import Money


@frozen
class Side:
    """One side; `open_to_others` says that money may settle another customer's items."""

    customer: str | None
    on: date
    money: Money
    open_to_others: bool = False


def source_side(history: History, allocation: Allocation) -> Side | None:
    """The receipt (that of a bill, where a row names one) or credit note that a row spends; None if there is none."""
    source = history.source_of(allocation)
    receipt = history.receipts.get(source)
    if receipt is not None:
        others = bool(receipt.third_party) or receipt.customer is None
        return Side(receipt.customer, receipt.received_on, settles(history, receipt), others)
    note = history.invoices.get(source)
    return Side(note.customer, note.issued_on, note.gross) if note is not None else None


def target_side(history: History, allocation: Allocation) -> Side | None:
    """The invoice, charge or contract that a row settles; None if there is none."""
    invoice = history.invoices.get(allocation.target)
    if invoice is not None:
        return Side(invoice.customer, invoice.issued_on, invoice.gross)
    charge = history.charges.get(allocation.target)
    if charge is not None:
        return Side(charge.customer, charge.effective_on, charge.amount)
    instalment = history.instalment_of(allocation.target)
    if instalment is None:
        return None
    contract = history.contracts[instalment[0]]
    return Side(contract.customer, contract.signed_on, contract.amount)
