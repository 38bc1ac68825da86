"""An accelerator: the tier that the period reaches gives the rate; a new customer's credits earn half as much again.

A customer is new up to a year after its first order or invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from salessupport.domain.values.dates import add_months
from salessupport.domain.values.money import Money
from salessupport.spi.policies import Award, Credit, CreditedPeriod, RuleResult

MONTHS = 12
FACTOR = Decimal("1.5")


def new_customers(period: CreditedPeriod) -> RuleResult:
    """Award every credit at the rate that the period reaches, those of new customers at one and a half times it."""
    return RuleResult(tuple(_awards(period)), because="new customers earn half as much again")


def _awards(period: CreditedPeriod) -> Iterator[Award]:
    """Awards whose amounts sum, for each rate, to rate x base rounded once."""
    tier, rate = _reached(period)
    bases: defaultdict[Decimal, Money] = defaultdict(lambda: Money.zero(period.currency))
    for credit in period.credits:
        own = min(rate * FACTOR, Decimal(1)) if is_new(credit) else rate
        before = bases[own]
        bases[own] = before + credit.base
        yield Award(credit.no, tier, own, credit.base, bases[own].times(own) - before.times(own))


def is_new(credit: Credit) -> bool:
    """Whether the customer was new when the credit was earned."""
    return credit.customer_since is not None and credit.on < add_months(credit.customer_since, MONTHS)


def _reached(period: CreditedPeriod) -> tuple[int | None, Decimal]:
    tiers = sorted(period.tiers, key=lambda tier: tier.from_amount)
    standing = [tier for tier in tiers if not period.base < tier.from_amount] or tiers[:1]
    return (len(standing), standing[-1].rate) if standing else (None, Decimal(0))
