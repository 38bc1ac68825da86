"""The confirmation of a month's statement by the customer, step by step (DN-01, DN-02, KPI-11)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import SignedMoney

ConfirmationStep = Literal["sent", "received", "agreed", "contested", "signed"]
"""Sent by us; received, agreed, contested or signed by the customer."""


@frozen(kw_only=True)
class RegisterStatement(Fact):
    """A step of a statement's confirmation (DN-01): `month` is written `2026-10`, `by` is who took the step.

    `amount` is the balance that the step is about: the one sent, or the one that the customer states.
    """

    id: str
    customer: str
    month: str
    step: ConfirmationStep
    on: date
    by: str | None = None
    amount: SignedMoney | None = None
    note: str | None = None

    @property
    def effective(self) -> date:
        """The day of the step."""
        return self.on
