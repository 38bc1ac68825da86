"""Allocations: which money settles which item (AR-02, Conventions 6)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money


@frozen(kw_only=True)
class Allocation(Fact):
    """Money of a receipt, credit note or bill placed on an item (AR-02).

    `target` is an invoice, a charge or `contract:no` for an instalment; without `amount` as much as fits. A row with
    `reverses` takes that row back in full; one with `closing` was placed by the policy, was frozen by that closing, and
    holds while that closing stands (decision 3).
    """

    id: str
    source: str
    target: str
    effective_on: date
    amount: Money | None = None
    reverses: str | None = None
    closing: str | None = None

    @property
    def effective(self) -> date:
        """The day on which the money is placed."""
        return self.effective_on
