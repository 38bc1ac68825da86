"""Invoices of all kinds, credit notes among them, and their lines (IN-01, IN-05)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import ExchangeRate, Quantity, Ratio

InvoiceKind = Literal["invoice", "prepayment", "credit_note", "debit_note", "opening"]
"""`opening` is an item carried over at the start of the books; its gross alone suffices."""
InvoiceStatus = Literal["draft", "issued", "void"]
"""Only `issued` documents count; a draft counts in the exposure (Conventions 9, 12)."""


@frozen(kw_only=True)
class Invoice(Fact):
    """An invoice (IN-01) or a document like it; amounts are positive, the kind says the sign (Conventions 14).

    `original` is the invoice that a credit note corrects (IN-05), `instalment` the contract's instalment `no`, `rate`
    the company's currency per unit of `currency`.
    """

    id: str
    kind: InvoiceKind
    customer: str
    issued_on: date
    gross: Money
    status: InvoiceStatus
    number: str | None = None
    contract: str | None = None
    instalment: int | None = None
    order: str | None = None
    original: str | None = None
    due_on: date | None = None
    currency: str | None = None
    rate: ExchangeRate | None = None
    net: Money | None = None
    tax: Money | None = None
    disputed: bool | None = None

    @property
    def effective(self) -> date:
        """The day it was issued."""
        return self.issued_on

    @property
    def falls_due_on(self) -> date:
        """`due_on`, or the day of issue where that is not given (Conventions 4)."""
        return self.due_on or self.issued_on


@frozen(kw_only=True)
class InvoiceLine(Fact):
    """A line of an invoice (IN-01); `qty` is empty on a price correction, which moves amounts only (Conventions 12)."""

    invoice: str
    line: int
    net: Money
    order_line: int | None = None
    product: str | None = None
    qty: Quantity | None = None
    tax_rate: Ratio | None = None
    tax: Money | None = None
    gross: Money | None = None
