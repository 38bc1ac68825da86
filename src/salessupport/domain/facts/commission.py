"""Commission plans with their tiers and rates, and the shares in single documents (PY-02, Conventions 11)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio

CommissionBasis = Literal["ordered", "invoiced", "collected"]
"""What earns commission."""
CommissionMeasure = Literal["net", "gross", "margin"]
"""Which amount of it counts."""
TierMode = Literal["marginal", "whole"]
"""`marginal`: each slice at its own rate; `whole`: one rate on everything."""
PlanPeriod = Literal["month", "quarter", "year"]
"""How long a period of the plan is."""
ClawbackMode = Literal["recompute_original", "in_period"]
"""How later facts change what was earned."""


@frozen(kw_only=True)
class CommissionPlan(Fact):
    """A version of a commission plan (PY-02); `cap` is the most a period may earn before clawback.

    A version holds for the periods that begin on `valid_from` or later (empty: ever since), up to the next version's.
    Left out, `clawback` is `recompute_original` and what is negative is carried forward. `accelerator` is added to the
    rate of every tier for the part of the base above the person's target of the plan's basis and measure. `hold_back`
    is the share of what documents of a contract with a retention earn that waits until the retention is in.
    """

    id: str
    basis: CommissionBasis
    measure: CommissionMeasure
    tiers: TierMode
    period: PlanPeriod
    version: int | None = None
    clawback: ClawbackMode | None = None
    carry_forward: bool | None = None
    cap: Money | None = None
    valid_from: date | None = None
    accelerator: Ratio | None = None
    hold_back: Ratio | None = None


@frozen(kw_only=True)
class CommissionTier(Fact):
    """A tier of a plan (PY-02): `rate` holds from `from_amount` up to the next tier's.

    Tiers without `version` are those of every version that has none of its own.
    """

    plan: str
    from_amount: Money
    rate: Ratio
    version: int | None = None


@frozen(kw_only=True)
class CommissionRate(Fact):
    """A plan's own rate for a product or for a class of customers (PY-02). `class_` is the column `class`.

    It replaces the tiers, as a split's rate does; rows without `version` are those of every version without own ones.
    """

    plan: str
    rate: Ratio
    product: str | None = None
    class_: str | None = None
    version: int | None = None


@frozen(kw_only=True)
class CommissionSplit(Fact):
    """A salesperson's share in an order, a contract or an invoice, or in one line of it (PY-02).

    `rate` replaces the plan's tiers for it.
    """

    salesperson: str
    share: Ratio
    order: str | None = None
    contract: str | None = None
    invoice: str | None = None
    line: int | None = None
    rate: Ratio | None = None
