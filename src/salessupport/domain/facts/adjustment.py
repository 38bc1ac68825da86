"""Adjustments: write-offs, refunds and exchange differences (AR-06)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money

AdjustmentKind = Literal["write_off", "refund", "fx"]
"""`fx` is an exchange difference."""


@frozen(kw_only=True)
class Adjustment(Fact):
    """A write-off of an invoice or a refund of a receipt (AR-06); `about` is that invoice or receipt."""

    id: str
    kind: AdjustmentKind
    customer: str
    amount: Money
    effective_on: date
    about: str | None = None
    approved_by: str | None = None

    @property
    def effective(self) -> date:
        """The day from which it holds."""
        return self.effective_on
