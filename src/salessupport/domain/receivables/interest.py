"""Simple interest on overdue principal, one exact sum per invoice, rounded when asked for or paid (Conventions 7).

Day one is the day after the due date; the day of a payment counts for the principal before it. No interest on
interest or on fees.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import define

from salessupport.domain.values.split import rounded


@define
class Accrual:
    """Interest of one invoice: `minor_days` is the sum of principal x days up to `through`; `paid` in minor units."""

    rate: Decimal
    through: date
    minor_days: int = 0
    paid: int = 0

    def advance(self, day: date, principal: int) -> None:
        """Count the days up to and including `day` at the `principal` that stood before that day's postings."""
        days = (day - self.through).days
        if days > 0:
            self.minor_days += principal * days
            self.through = day

    def owed(self) -> int:
        """Accrued and not paid, rounded half up."""
        numerator, denominator = self.rate.as_integer_ratio()
        return rounded(self.minor_days * numerator, denominator) - self.paid
