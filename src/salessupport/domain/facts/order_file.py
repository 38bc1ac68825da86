"""The file of an order: who confirmed which version of it, and the check before dispatch (OR-03, OR-11)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.quantity import Quantity

InspectionResult = Literal["pass", "fail"]
"""What the inspector found."""


@frozen(kw_only=True)
class RegisterConfirmation(Fact):
    """A party's confirmation of an order (OR-03): `digest` is that of the version confirmed; a change voids it."""

    id: str
    order: str
    party: str
    confirmed_by: str
    confirmed_at: Moment
    digest: str | None = None

    @property
    def effective(self) -> date:
        """The day of the confirmation."""
        return self.confirmed_at.day


@frozen(kw_only=True)
class RegisterInspection(Fact):
    """The check of quality and quantity before dispatch (OR-11), of an order or a contract, of one line or of all."""

    id: str
    subject: str
    inspected_on: date
    inspector: str
    result: InspectionResult
    line: int | None = None
    shortfall: Quantity | None = None
    note: str | None = None

    @property
    def effective(self) -> date:
        """The day of the check."""
        return self.inspected_on


@frozen(kw_only=True)
class RegisterPermit(Fact):
    """A permit of the authority for regulated goods (RG-02): for a buyer, a product or nuclide, up to a quantity.

    `activity` is the most that it allows in all, in MBq; `number` that of the authority's form (审批表).
    """

    id: str
    customer: str
    valid_from: date
    valid_to: date
    product: str | None = None
    nuclide: str | None = None
    qty: Quantity | None = None
    activity: Quantity | None = None
    number: str | None = None

    @property
    def effective(self) -> date:
        """The first day of validity."""
        return self.valid_from
