"""The accelerator's figures by hand, and the laws that any commission rule keeps, over drawn periods."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from salessupport_commission_new_customers_rule import new_customers

from salessupport.domain.facts import CommissionPlan, CommissionTier
from salessupport.domain.pay.rules import ChosenRule
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.spi.policies import Credit, CreditedPeriod

PLAN = CommissionPlan(id="P", basis="invoiced", measure="net", tiers="whole", period="month")
OLD, NEW = date(2020, 1, 1), date(2026, 2, 1)
TIERS = tuple(
    CommissionTier(plan="P", from_amount=Money(start, "CNY"), rate=Decimal(rate))
    for start, rate in ((0, "0.02"), (100_000, "0.03"))
)


def period(*credited: tuple[int, date]) -> CreditedPeriod:
    """October by base and the customer's first day; each credit is of its own invoice."""
    made = tuple(
        Credit(no, date(2026, 10, 1) + timedelta(no % 30), Money(base, "CNY"), Decimal(1), "C", since, invoice=str(no))
        for no, (base, since) in enumerate(credited, 1)
    )
    return CreditedPeriod("S", Period.month("2026-10"), "CNY", PLAN, TIERS, made)


class TestFigures:
    """By hand."""

    def test_new_and_old(self) -> None:
        """1,200.00 reach 3 %: 700.00 of an old customer earn 21.00, 500.00 of a new one at 4.5 % earn 22.50."""
        result = new_customers(period((70_000, OLD), (50_000, NEW)))
        assert [str(award.amount) for award in result.awards] == ["21.00", "22.50"]

    def test_a_year_to_the_day(self) -> None:
        """On the anniversary a customer is new no more."""
        result = new_customers(period((70_000, date(2025, 10, 3)), (100, date(2025, 10, 3))))
        assert [award.rate for award in result.awards] == [Decimal("0.03"), Decimal("0.02")]


@given(st.lists(st.tuples(st.integers(-200_000, 200_000).filter(bool), st.sampled_from([OLD, NEW])), max_size=8))
def test_laws(credited: list[tuple[int, date]]) -> None:
    """Whatever a period holds, the library finds no law broken."""
    ChosenRule("new_customers@1", new_customers)(period(*credited))
