"""Contracts, their lines, their instalments and their changes (CO-01, CO-03, CO-08)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.quantity import Price, Quantity, Ratio, SignedQuantity

Trigger = Literal["signing", "before_pickup", "delivery", "acceptance", "date"]
"""What makes an instalment fall due (Conventions 5)."""


@frozen(kw_only=True)
class Contract(Fact):
    """A sales contract (CO-01); `amount` includes tax and is the amount as signed, before changes.

    `terms` is a shorthand such as `30/60/10` (CO-03); it is empty where the contract has rows in `instalments`.
    `deliver_on` is the agreed delivery day, `accepted_on` the day the customer accepted, `valid_to` the last day of the
    contract's term. `deliver_to`, `installation`, `remarks` (the customer's special demands) and `on_site` (the
    installer arrives with the goods, LG-04) stand on the contact sheet (CO-05); `electronic` says that the electronic
    version is here, without which no review starts (CO-02). `class_` is the column `class`.
    """

    id: str
    customer: str
    signed_on: date
    amount: Money
    salesperson: str | None = None
    currency: str | None = None
    terms: str | None = None
    deliver_on: date | None = None
    accepted_on: date | None = None
    quotation: str | None = None
    project_no: str | None = None
    status: str | None = None
    title: str | None = None
    class_: str | None = None
    valid_to: date | None = None
    deliver_to: str | None = None
    installation: str | None = None
    remarks: str | None = None
    on_site: bool | None = None
    electronic: bool | None = None
    archive_no: str | None = None

    @property
    def effective(self) -> date:
        """The day it was signed."""
        return self.signed_on


@frozen(kw_only=True)
class ContractLine(Fact):
    """A line of a contract (CO-01); `amount` includes tax. A contract may have no lines."""

    contract: str
    line: int
    product: str | None = None
    qty: Quantity | None = None
    price: Price | None = None
    amount: Money | None = None


@frozen(kw_only=True)
class Instalment(Fact):
    """A part of a contract's amount with its due date (CO-03): by `share` of the amount, or a fixed `amount`.

    It falls due `months`, then `days` after its trigger; `due_on` is the date of the trigger `date`.
    """

    contract: str
    no: int
    trigger: Trigger
    share: Ratio | None = None
    amount: Money | None = None
    days: int | None = None
    months: int | None = None
    due_on: date | None = None
    is_retention: bool | None = None


@frozen(kw_only=True)
class ContractChange(Fact):
    """A change of a contract (CO-08): of a line, of the amount (tax included), of the delivery day.

    Without `approved_by` it has no effect. `line` is one of the contract's lines, or a new one.
    """

    id: str
    contract: str
    effective_on: date
    line: int | None = None
    product: str | None = None
    qty_change: SignedQuantity | None = None
    amount_change: SignedMoney | None = None
    deliver_on: date | None = None
    approved_by: str | None = None

    @property
    def effective(self) -> date:
        """The day from which the change holds."""
        return self.effective_on
