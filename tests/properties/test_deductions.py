"""Laws of deductions for losses (AR-13, PY-08; requirements §5 rule 7)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.deductions import Cap, Owing, borne, deductions
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import CurrencyMismatch, InvalidMoney, InvalidNumber
from salessupport.domain.values.money import Money, total

MONEY = st.builds(Money, st.integers(0, 2_000_000), st.just("CNY"))
SHARES = st.decimals(0, 1, places=3)
CAPS = st.builds(Cap, MONEY, SHARES)
MONTHS = st.lists(st.tuples(MONEY, MONEY), max_size=8).map(
    lambda rows: [Owing(Period.month(f"2026-{n:02d}"), wage, owed) for n, (wage, owed) in enumerate(rows, 1)]
)


def yuan(text: str) -> Money:
    """Give an amount."""
    return Money.parse(text, "CNY")


def month(name: str, wage: str, owed: str) -> Owing:
    """Give a month."""
    return Owing(Period.month(name), yuan(wage), yuan(owed))


class TestLaws:
    @given(MONTHS, CAPS)
    def test_no_month_takes_too_much(self, months, cap):
        """A month loses at most the share of its wage, and keeps the lower of minimum wage and wage."""
        for one in deductions(months, cap):
            assert 0 <= one.deducted.minor <= Fraction(one.wage.minor) * Fraction(cap.share)
            assert one.left >= min(cap.minimum, one.wage)

    @given(MONTHS, CAPS)
    def test_nothing_is_lost_or_taken_twice(self, months, cap):
        """Up to every month, what was deducted and what is carried sum to what was owed."""
        made = deductions(months, cap)
        for until in range(1, len(made) + 1):
            taken = total((one.deducted for one in made[:until]), "CNY")
            assert taken + made[until - 1].carried_out == total((one.owed for one in months[:until]), "CNY")
            assert made[until - 1].carried_in == (made[until - 2].carried_out if until > 1 else yuan("0.00"))

    @given(MONTHS, CAPS)
    def test_as_much_as_may_be(self, months, cap):
        """What is carried on could not have been taken: the month is at its share or at the minimum wage."""
        for one in deductions(months, cap):
            if one.carried_out:
                a_cent_more = one.deducted + Money(1, "CNY")
                beyond = a_cent_more.minor > Fraction(one.wage.minor) * Fraction(cap.share)
                assert beyond or one.wage - a_cent_more < cap.minimum

    @given(MONTHS, CAPS, st.integers(0, 8))
    def test_months_that_come_later_change_nothing(self, months, cap, cut):
        """A closed month stays as it is, whatever follows."""
        assert deductions(months[:cut], cap) == deductions(months, cap)[:cut]

    @given(
        MONEY,
        st.dictionaries(st.text("ab", min_size=1, max_size=3), st.decimals(0, Decimal("0.25"), places=2), max_size=4),
    )
    def test_shares_sum_to_the_loss(self, loss, shares):
        """What people and the company bear is the loss, each part within a cent of its share."""
        parts = borne(loss, shares)
        assert total(parts.values(), "CNY") == loss
        for who, share in shares.items():
            assert abs(parts[who].minor - loss.minor * Fraction(share)) < 1


class TestExamples:
    def test_a_loss_over_three_months(self):
        """30 % of 10,000.00 from wages of 6,000.00 under 20 %: 1,200.00, 1,200.00, 600.00."""
        share = borne(yuan("10000.00"), {"YW-1": Decimal("0.3")})
        assert {who: str(part) for who, part in share.items()} == {"YW-1": "3000.00", None: "7000.00"}
        rows = [
            month("2026-10", "6000.00", "3000.00"),
            month("2026-11", "6000.00", "0.00"),
            month("2026-12", "6000.00", "0.00"),
        ]
        made = deductions(rows, Cap(yuan("2690.00")))
        assert [(str(one.deducted), str(one.carried_out), str(one.left)) for one in made] == [
            ("1200.00", "1800.00", "4800.00"),
            ("1200.00", "600.00", "4800.00"),
            ("600.00", "0.00", "5400.00"),
        ]

    @pytest.mark.parametrize(
        ("wage", "taken"), [("2690.00", "0.00"), ("2000.00", "0.00"), ("2700.00", "10.00"), ("3362.53", "672.50")]
    )
    def test_the_minimum_wage_stays(self, wage, taken):
        """At or below the minimum nothing is taken; above, no more than leaves it; a fraction of a cent stays."""
        assert str(deductions([month("2026-10", wage, "5000.00")], Cap(yuan("2690.00")))[0].deducted) == taken

    def test_what_is_refused(self):
        """Shares above 1, a share of 20, months out of order or twice, amounts below zero, another currency."""
        cap = Cap(yuan("2690.00"))
        october = month("2026-10", "6000.00", "1.00")
        for wrong, code in (
            (lambda: borne(yuan("1.00"), {"A": Decimal("0.6"), "B": Decimal("0.41")}), "deduction.shares"),
            (lambda: borne(yuan("1.00"), {"A": Decimal("-0.1")}), "rate.range"),
            (lambda: Cap(yuan("0.00"), Decimal(20)), "rate.range"),
            (lambda: deductions([october, october], cap), "deduction.order"),
        ):
            with pytest.raises(InvalidNumber) as refused:
                wrong()
            assert refused.value.code == code
            assert "{" not in refused.value.message("en")
        for rows in ([month("2026-10", "-1.00", "1.00")], [month("2026-10", "1.00", "-1.00")]):
            with pytest.raises(InvalidMoney):
                deductions(rows, cap)
        with pytest.raises(CurrencyMismatch):
            deductions([Owing(Period.month("2026-10"), Money(1, "USD"), Money(1, "USD"))], cap)
