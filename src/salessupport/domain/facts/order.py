"""Orders, their lines and what happened to them (OR-01, OR-03, OR-06)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity, Ratio

OrderStatus = Literal["draft", "confirmed", "closed_short", "cancelled"]
"""The state an order is entered in; an event's state holds from the event (Conventions 12)."""
OrderEventKind = Literal["confirmed", "amended", "closed_short", "reopened", "cancelled"]
"""What happened to an order."""


@frozen(kw_only=True)
class Order(Fact):
    """A sales order (OR-01); the eight points of its review are among the columns (OR-02).

    `discount_amount` is net and spreads over all lines, or over those of `discount_tax_rate` if that is given.
    """

    id: str
    customer: str
    ordered_on: date
    contract: str | None = None
    salesperson: str | None = None
    promised_on: date | None = None
    confirmed_on: date | None = None
    currency: str | None = None
    status: OrderStatus | None = None
    customer_ref: str | None = None
    material: str | None = None
    quality: str | None = None
    packing: str | None = None
    transport: str | None = None
    payment: str | None = None
    discount_amount: Money | None = None
    discount_tax_rate: Ratio | None = None

    @property
    def effective(self) -> date:
        """The day it was ordered."""
        return self.ordered_on


@frozen(kw_only=True)
class OrderLine(Fact):
    """A line of an order (OR-01): net unit price before the discount, which is a fraction."""

    order: str
    line: int
    product: str
    qty: Quantity
    price: Price
    discount: Ratio | None = None
    tax_rate: Ratio | None = None


@frozen(kw_only=True)
class OrderEvent(Fact):
    """Something that happened to an order (OR-06); `amended` gives a line's new quantity or price."""

    id: str
    order: str
    effective_on: date
    event: OrderEventKind
    line: int | None = None
    qty: Quantity | None = None
    price: Price | None = None

    @property
    def effective(self) -> date:
        """The day from which it holds."""
        return self.effective_on
