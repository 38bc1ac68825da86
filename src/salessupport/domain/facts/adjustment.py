"""Adjustments: write-offs, refunds and exchange differences (AR-06)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import SignedMoney

AdjustmentKind = Literal["write_off", "refund", "fx"]
"""`fx` is an exchange difference."""


@frozen(kw_only=True)
class Adjustment(Fact):
    """A write-off of an invoice, a refund of a receipt (AR-06) or a revaluation; `about` is that invoice or receipt.

    Only the amount of an `fx` row may be negative; it is in company currency and changes what the open part of a
    foreign invoice is carried at.
    """

    id: str
    kind: AdjustmentKind
    customer: str
    amount: SignedMoney
    effective_on: date
    about: str | None = None
    approved_by: str | None = None

    @property
    def effective(self) -> date:
        """The day from which it holds."""
        return self.effective_on
