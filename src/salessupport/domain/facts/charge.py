"""Charges: what a customer owes besides invoices (DN-04, Conventions 7)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money

ChargeKind = Literal["dunning_fee", "interest", "bank_fee", "protest_fee"]
"""What is charged."""


@frozen(kw_only=True)
class Charge(Fact):
    """A fee or interest charged to a customer (DN-04) about an invoice or a bill; due on `effective_on`."""

    id: str
    customer: str
    kind: ChargeKind
    amount: Money
    effective_on: date
    about: str | None = None

    @property
    def effective(self) -> date:
        """The day it was charged, which is also its due date (Conventions 4)."""
        return self.effective_on
