"""The file of a contract: technical plan, clauses, prices, obligations and matters (CO-02, CO-07, CO-10, CO-17)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Quantity

MatterSide = Literal["ours", "theirs"]
"""Who owes it."""


@frozen(kw_only=True)
class RegisterSolution(Fact):
    """A line of the technical plan behind a contract: what has to be supplied, nothing cut (CO-02, point 4)."""

    id: str
    contract: str
    product: str
    qty: Quantity


@frozen(kw_only=True)
class RegisterClause(Fact):
    """A clause by name: of a contract, or without `contract` of the company's standard contract (CO-02, point 5)."""

    id: str
    clause: str
    text: str
    contract: str | None = None


@frozen(kw_only=True)
class RegisterProject(Fact):
    """What the check of the configuration list against the original gave (CO-07): final purchase and lowest price."""

    id: str
    contract: str
    verified_on: date
    purchase_price: Money | None = None
    floor_price: Money | None = None
    verified_by: str | None = None
    matches: bool | None = None

    @property
    def effective(self) -> date:
        """The day of the check."""
        return self.verified_on


@frozen(kw_only=True)
class RegisterMatter(Fact):
    """A matter or obligation of a contract (CO-10, CO-17), open until `closed_on`; one with `side` is an obligation."""

    id: str
    contract: str
    opened_on: date
    text: str
    side: MatterSide | None = None
    owner: str | None = None
    due_on: date | None = None
    closed_on: date | None = None
    result: str | None = None

    @property
    def effective(self) -> date:
        """The day it was opened."""
        return self.opened_on
