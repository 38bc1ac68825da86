"""Prices agreed with one customer for one product (QT-03, sheet S02)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.quantity import Price, Quantity


@frozen(kw_only=True)
class AgreedPrice(Fact):
    """An agreed price (QT-03), from `min_qty` units on and from `valid_from` to `valid_to`, both days included.

    `net_price` is the agreed price after discount; `tax_included` says whether tax is in it.
    """

    customer: str
    product: str
    net_price: Price
    currency: str | None = None
    tax_included: bool | None = None
    min_qty: Quantity | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    approved_by: str | None = None

    @property
    def effective(self) -> date | None:
        """The first day of validity; None for a price that always held."""
        return self.valid_from
