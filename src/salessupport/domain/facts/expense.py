"""What is recorded about a salesperson's and a customer's daily business: expenses, complaints, targets."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money


@frozen(kw_only=True)
class Expense(Fact):
    """A claim for expenses (EX-01); what was cut is `claimed` less `allowed`, not decided while that is empty."""

    id: str
    salesperson: str
    spent_on: date
    claimed: Money
    kind: str | None = None
    allowed: Money | None = None
    trip_from: date | None = None
    trip_to: date | None = None
    document_no: str | None = None
    budget_line: str | None = None

    @property
    def effective(self) -> date:
        """The day it was spent."""
        return self.spent_on


@frozen(kw_only=True)
class Complaint(Fact):
    """A customer's complaint and what became of it (RT-01); `accepted` says whether the customer was content."""

    id: str
    customer: str
    received_on: date
    product: str | None = None
    batch: str | None = None
    text: str | None = None
    kind: str | None = None
    severity: str | None = None
    department: str | None = None
    result: str | None = None
    due_on: date | None = None
    closed_on: date | None = None
    accepted: bool | None = None

    @property
    def effective(self) -> date:
        """The day it was received."""
        return self.received_on


@frozen(kw_only=True)
class Target(Fact):
    """A sales target (PL-02) for a period `2026-10`, `2026Q4` or `2026`, of a salesperson or (empty) of the office."""

    period: str
    amount: Money
    salesperson: str | None = None
    measure: str | None = None
