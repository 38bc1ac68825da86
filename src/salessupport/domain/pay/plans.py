"""Commission plans: which version holds in which period, with its tiers and own rates (PY-02, Conventions 11).

Laws: a version holds for the whole periods that begin on its `valid_from` or later, up to the next version's, so that
no period is under two versions; periods of one plan never overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from attrs import frozen

from salessupport.domain.facts import CommissionPlan, CommissionRate, CommissionTier
from salessupport.domain.facts.commission import CommissionBasis, CommissionMeasure
from salessupport.domain.history import History
from salessupport.domain.pay.tiers import Acceleration
from salessupport.domain.values.dates import Period

Versioned = TypeVar("Versioned", CommissionTier, CommissionRate)


@frozen
class Terms:
    """One version of a plan: what it counts, its tiers and its own rates for products and classes of customers.

    `target` is that of the person and period that the terms are for, in minor units of the company's currency.
    """

    plan: CommissionPlan
    tiers: tuple[CommissionTier, ...] = ()
    rates: tuple[CommissionRate, ...] = ()
    target: int | None = None

    @property
    def basis(self) -> tuple[CommissionBasis, CommissionMeasure]:
        """What earns commission, and which amount of it counts."""
        return self.plan.basis, self.plan.measure

    @property
    def recomputes(self) -> bool:
        """Whether later facts change the original period; else the period they are recorded in."""
        return self.plan.clawback != "in_period"

    @property
    def carries(self) -> bool:
        """Whether a negative result waits for the next period; so it does unless the plan says no."""
        return self.plan.carry_forward is not False

    @property
    def acceleration(self) -> Acceleration | None:
        """What is added above the target; None without a target, and where the plan adds nothing."""
        rate = self.plan.accelerator
        return Acceleration(self.target, rate) if rate and self.target is not None else None

    def capped(self, amount: int) -> int:
        """What a period earns of an amount: at most the cap."""
        return amount if self.plan.cap is None else min(amount, self.plan.cap.minor)

    def rate_for(self, product: str | None, class_: str | None) -> Decimal | None:
        """The own rate for a product sold to a customer of a class: of both, else of the product, else of the class."""
        fitting = [row for row in self.rates if row.product in (None, product) and row.class_ in (None, class_)]
        if not fitting:
            return None
        return max(fitting, key=lambda row: (row.product is not None, row.class_ is not None)).rate


@frozen
class Held:
    """The terms that hold in a period of their plan."""

    terms: Terms
    period: Period


def versions(history: History, plan: str) -> list[Terms]:
    """Versions of a plan, the newest first."""
    found = sorted(history.plan_versions.get(plan, ()), key=_age, reverse=True)
    tiers, rates = history.tiers_of.get(plan, ()), history.rates_of.get(plan, ())
    return [Terms(one, _of_version(one, tiers), _of_version(one, rates)) for one in found]


def _age(plan: CommissionPlan) -> tuple[date, int]:
    return plan.valid_from or date.min, plan.version or 0


def _of_version(plan: CommissionPlan, rows: Sequence[Versioned]) -> tuple[Versioned, ...]:
    own = tuple(row for row in rows if row.version is not None and row.version == plan.version)
    return own or tuple(row for row in rows if row.version is None)


def in_force(history: History, plan: str | None, day: date) -> Held | None:
    """The terms of a plan on a day, with the period that the day lies in; None where no version holds yet."""
    for terms in versions(history, plan or ""):
        period = Period.of(terms.plan.period, day)
        if terms.plan.valid_from is None or terms.plan.valid_from <= period.first:
            return Held(terms, period)
    return None


def periods(history: History, plan: str, days: Sequence[date]) -> Iterator[Period]:
    """The plan's periods in which any of the days lies, in order; `days` are sorted."""
    last = date.min
    for day in days:
        if day > last and (found := in_force(history, plan, day)) is not None:
            last = found.period.last
            yield found.period
