"""The ladder's figures by hand, and the laws that any commission rule keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from salessupport_commission_ladder import LADDER
from salessupport_commission_ladder_rule import ladder

from salessupport.domain.facts import CommissionPlan, CommissionTier
from salessupport.domain.pay.rules import ChosenRule
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import DomainError
from salessupport.domain.values.money import Money
from salessupport.spi.policies import Award, Credit, CreditedPeriod, RuleResult


def yuan(text: str) -> Money:
    """Give an amount of CNY."""
    return Money.parse(text, "CNY")


PLAN = CommissionPlan(id="P", basis="collected", measure="net", tiers="marginal", period="month")
TIERS = (
    CommissionTier(plan="P", from_amount=yuan("0.00"), rate=Decimal("0.02")),
    CommissionTier(plan="P", from_amount=yuan("1000.00"), rate=Decimal("0.05")),
)


def period(*credited: tuple[int, str, str]) -> CreditedPeriod:
    """October by day, base and invoice."""
    made = tuple(
        Credit(no, date(2026, 10, day), yuan(base), Decimal(1), invoice=invoice)
        for no, (day, base, invoice) in enumerate(credited, 1)
    )
    return CreditedPeriod("S", Period.month("2026-10"), "CNY", PLAN, TIERS, made)


def payment_by_payment(asked: CreditedPeriod) -> RuleResult:
    """Version 1: each payment at the rate that was reached with it."""
    awards, reached = [], 0
    for credit in asked.credits:
        reached += credit.base.minor
        rate = Decimal("0.05") if reached >= 100_000 else Decimal("0.02")
        awards.append(Award(credit.no, None, rate, credit.base, credit.base.times(rate)))
    return RuleResult(tuple(awards), rounding="per_award")


class TestFigures:
    """By hand."""

    def test_days_before_and_after_the_step(self) -> None:
        """600.00 by day 1 earn 2 %; with 500.00 on day 9 the second step is reached: 5 % of that day."""
        result = ladder(period((1, "600.00", "A"), (9, "300.00", "B"), (9, "200.00", "C")))
        assert [str(award.amount) for award in result.awards] == ["12.00", "15.00", "10.00"]
        assert [award.tier for award in result.awards] == [1, 2, 2]

    def test_is_announced_by_its_label(self) -> None:
        """A company names it with its version."""
        assert LADDER.label == "ladder@2"


class TestLaws:
    """What the library verifies."""

    def test_hold(self) -> None:
        """The library verifies every answer; this one stands."""
        asked = period((1, "600.00", "A"), (9, "300.00", "B"), (9, "-900.00", "A"), (12, "0.01", "D"))
        assert ChosenRule("ladder@2", ladder)(asked) == ladder(asked)

    def test_version_1_was_refused(self) -> None:
        """Payment by payment, an invoice taken back leaves something: the law `reversal` says so."""
        with pytest.raises(DomainError, match="'reversal'"):
            ChosenRule("ladder@1", payment_by_payment)(period((1, "600.00", "A"), (1, "500.00", "B")))
