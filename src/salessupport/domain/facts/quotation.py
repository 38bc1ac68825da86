"""Quotations and their lines: what was offered, until when (QT-01)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.quantity import Price, Quantity, Ratio


@frozen(kw_only=True)
class Quotation(Fact):
    """An offer to a customer (QT-01); `revision` counts its versions."""

    id: str
    customer: str
    quoted_on: date
    salesperson: str | None = None
    valid_to: date | None = None
    revision: int | None = None
    status: str | None = None

    @property
    def effective(self) -> date:
        """The day it was quoted."""
        return self.quoted_on


@frozen(kw_only=True)
class QuotationLine(Fact):
    """A line of a quotation (QT-01): net unit price before the discount, a fraction; days to deliver."""

    quotation: str
    line: int
    product: str
    qty: Quantity
    price: Price
    discount: Ratio | None = None
    tax_rate: Ratio | None = None
    lead_days: int | None = None
