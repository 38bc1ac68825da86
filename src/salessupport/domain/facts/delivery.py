"""Deliveries and returns with their lines: what left, what arrived, what came back (LG-01, LG-08, RT-02)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Quantity


@frozen(kw_only=True)
class Delivery(Fact):
    """A delivery of an order or a contract (LG-01) with its dispatch data (LG-03) and signed slip (LG-08).

    It counts as delivered from `delivered_on` (Conventions 12), which is empty while it is under way; `expected_on` is
    the day it is expected to arrive. The lines of a delivery without an order name lines of its contract.
    """

    id: str
    order: str | None = None
    contract: str | None = None
    shipped_on: date | None = None
    delivered_on: date | None = None
    signed_by: str | None = None
    carrier: str | None = None
    waybill: str | None = None
    driver: str | None = None
    vehicle: str | None = None
    phone: str | None = None
    freight: Money | None = None
    expected_on: date | None = None

    @property
    def effective(self) -> date | None:
        """The day it was shipped, else the day it arrived."""
        return self.shipped_on or self.delivered_on


@frozen(kw_only=True)
class DeliveryLine(Fact):
    """A line of a delivery (LG-01): how much of which line of the order."""

    delivery: str
    order_line: int
    qty: Quantity


@frozen(kw_only=True)
class Return(Fact):
    """Goods that came back (RT-02)."""

    id: str
    order: str
    returned_on: date
    reason: str | None = None

    @property
    def effective(self) -> date:
        """The day the goods were back."""
        return self.returned_on


@frozen(kw_only=True)
class ReturnLine(Fact):
    """A line of a return (RT-02): how much of which line of the order. `return_` is the column `return`."""

    return_: str
    order_line: int
    qty: Quantity
