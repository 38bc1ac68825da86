"""The oracles give the product's answers on small cases, and say what they cannot bear."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.receivables.ageing import BucketScale
from salessupport.domain.subset import exact_sets
from salessupport.domain.values.dates import days_overdue
from salessupport.domain.values.split import split
from salessupport.testing import oracles, splits
from salessupport.testing.split_laws import Split

DUE = date(2026, 1, 31)


class TestExactSubsets:
    @given(st.lists(st.integers(-5, 9).filter(bool), max_size=8), st.integers(-3, 20))
    def test_the_search_finds_these(self, amounts: list[int], target: int) -> None:
        """The product's search finds every set that trying all of them finds, and no other."""
        assert sorted(exact_sets(amounts, target, limit=300).sets) == sorted(oracles.exact_subsets(amounts, target))

    def test_smaller_sets_come_first(self) -> None:
        """Sets of one come before sets of two."""
        assert oracles.exact_subsets([1, 2, 3], 3) == [(2,), (0, 1)]

    def test_too_many_amounts_are_refused(self) -> None:
        """More amounts than can be tried are an error, not an endless wait."""
        with pytest.raises(ValueError, match="17 amounts"):
            oracles.exact_subsets([1] * 17, 3)


class TestOldestFirst:
    @pytest.mark.parametrize(
        ("money", "got"), [(0, [0, 0, 0]), (3, [3, 0, 0]), (6, [5, 1, 0]), (20, [5, 2, 9]), (16, [5, 2, 9])]
    )
    def test_fills_one_item_after_the_other(self, money: int, got: list[int]) -> None:
        """The first item is filled before the second gets anything; what is over stays over."""
        assert oracles.oldest_first([5, 2, 9], money) == got


class TestShared:
    @given(splits())
    def test_is_the_product_split(self, case: Split) -> None:
        """Largest remainder, unit by unit, is the product's default policy."""
        if case.total <= 100_000:
            assert oracles.shared(case.total, case.weights) == split(case.total, case.weights)


class TestAgeing:
    @given(st.integers(-40, 200))
    def test_day_loop_is_the_product_count(self, days: int) -> None:
        """Counting day by day gives the product's days and bucket."""
        as_of = DUE + timedelta(days=days)
        scale = BucketScale.of((30, 60, 90))
        assert oracles.days_overdue(DUE, as_of) == max(days_overdue(DUE, as_of), 0)
        assert oracles.bucket_of(DUE, as_of) == scale.names.index(scale.bucket(days))

    def test_sums_by_bucket(self) -> None:
        """Every bucket stands in the answer, with the sum of its items."""
        items = {"A": (DUE, 5), "B": (DUE, 7), "C": (DUE - timedelta(days=61), 9)}
        assert oracles.aged(items, DUE) == {0: 12, 1: 0, 2: 0, 3: 9, 4: 0}


class TestTiered:
    def test_each_unit_earns_its_own_rate(self) -> None:
        """A base over three tiers earns each part at the rate of its tier, exactly."""
        tiers = [(0, Fraction(1, 3)), (10, Fraction(1, 2)), (20, Fraction(1))]
        assert oracles.tiered(25, tiers) == Fraction(10, 3) + 5 + 5
        assert oracles.tiered(10, tiers) == Fraction(10, 3)
