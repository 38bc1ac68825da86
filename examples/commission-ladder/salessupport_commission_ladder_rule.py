"""The ladder: whatever is credited on a day earns the rate of the tier that the period had reached by that evening.

Other than the built-in tiers, nothing is divided at a tier's edge: a day stands on one step as a whole.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from salessupport.domain.facts import CommissionTier
from salessupport.spi.policies import Award, Credit, CreditedPeriod, RuleResult


def ladder(period: CreditedPeriod) -> RuleResult:
    """Award every credit at the rate of the step that its day reached."""
    reached, awards = 0, []
    for _, day in groupby(period.credits, key=lambda credit: credit.on):
        credited = list(day)
        reached += sum(credit.base.minor for credit in credited)
        step, rate = _step(period.tiers, reached)
        awards += [_award(credit, step, rate) for credit in credited]
    return RuleResult(tuple(awards), rounding="per_award", because="one rate a day")


def _step(tiers: tuple[CommissionTier, ...], reached: int) -> tuple[int | None, Decimal]:
    """The step that a sum reaches, counted from 1, with its rate; None below the first."""
    standing = [tier for tier in sorted(tiers, key=lambda one: one.from_amount) if tier.from_amount.minor <= reached]
    return (len(standing), standing[-1].rate) if standing else (None, Decimal(0))


def _award(credit: Credit, step: int | None, rate: Decimal) -> Award:
    return Award(credit.no, step, rate, credit.base, credit.base.times(rate))
