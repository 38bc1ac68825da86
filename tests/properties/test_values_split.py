"""Laws of splitting an amount (I4, R18; Conventions 2; requirements §5 rules 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import get_args

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from salessupport.domain.values.errors import InvalidMoney, InvalidNumber
from salessupport.domain.values.money import BOUND
from salessupport.domain.values.split import SPLIT_POLICIES, SplitPolicy, Weight, rounded, share, split

POLICIES: tuple[SplitPolicy, ...] = get_args(SplitPolicy)
TOTALS = st.sampled_from([0, 1, 2, 99, 100, 101, BOUND - 1]) | st.integers(0, BOUND - 1)
WEIGHTS: st.SearchStrategy[Weight] = st.one_of(
    st.integers(0, 100), st.decimals(0, 100, places=4), st.fractions(0, 100, max_denominator=97)
)
WEIGHT_LISTS = st.lists(WEIGHTS, min_size=1, max_size=9).filter(any)


def slow_split(total: int, weights: Sequence[Weight], policy: SplitPolicy) -> list[int]:
    """Split by the words of Conventions 2, in rational numbers, one unit after another: slow and plain."""
    whole = sum(map(Fraction, weights))
    shares = [total * Fraction(weight) / whole for weight in weights]
    if policy == "cumulative":
        up_to = [half_up(sum(shares[:k])) for k in range(len(shares) + 1)]
        return [up_to[k + 1] - up_to[k] for k in range(len(shares))]
    if policy == "remainder_to_last":
        parts = [half_up(exact) for exact in shares[:-1]]
        return [*parts, total - sum(parts)]
    parts = [exact.numerator // exact.denominator for exact in shares]
    remainders = [exact - part for exact, part in zip(shares, parts, strict=True)]
    while sum(parts) < total:
        largest = remainders.index(max(remainders))
        parts[largest] += 1
        remainders[largest] = Fraction(-1)
    return parts


def half_up(exact: Fraction | int) -> int:
    """Round a number that is not negative half up."""
    return int(exact + Fraction(1, 2))


def small_scope() -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every total from 0 to 60 with every list of one to four weights from 0 to 4 that are not all zero."""
    for size in range(1, 5):
        for weights in product(range(5), repeat=size):
            if any(weights):
                for total in range(61):
                    yield total, weights


class TestEveryPolicy:
    @given(TOTALS, WEIGHT_LISTS, st.sampled_from(POLICIES))
    def test_parts_sum_to_the_total(self, total: int, weights: list[Weight], policy: SplitPolicy) -> None:
        """I4: the parts sum to the total, one for each weight."""
        parts = split(total, weights, policy)
        assert sum(parts) == total
        assert len(parts) == len(weights)

    @given(TOTALS, WEIGHT_LISTS, st.sampled_from(POLICIES))
    def test_agrees_with_the_slow_version(self, total: int, weights: list[Weight], policy: SplitPolicy) -> None:
        """The parts are those of the plain rational reckoning."""
        assert split(total, weights, policy) == slow_split(total, weights, policy)

    @given(TOTALS, WEIGHT_LISTS, st.sampled_from(POLICIES))
    def test_negative_is_the_mirror(self, total: int, weights: list[Weight], policy: SplitPolicy) -> None:
        """A negative total splits like the positive one with all signs turned."""
        assert split(-total, weights, policy) == [-part for part in split(total, weights, policy)]

    @given(TOTALS, WEIGHT_LISTS, st.sampled_from(POLICIES), st.integers(1, 10**6))
    def test_only_ratios_count(self, total: int, weights: list[Weight], policy: SplitPolicy, factor: int) -> None:
        """Weights multiplied by one number, or given as another kind of number, split the same."""
        scaled = [Fraction(weight) * factor for weight in weights]
        assert split(total, scaled, policy) == split(total, weights, policy)

    @given(TOTALS, st.integers(1, 40))
    def test_a_single_weight_takes_all(self, total: int, weight: int) -> None:
        """One weight takes the whole total under every policy."""
        assert [split(total, [weight], policy) for policy in POLICIES] == [[total]] * 3

    def test_small_scope_without_gaps(self) -> None:
        """In the whole small scope every policy sums to the total and equals the slow version, up and down."""
        for total, weights in small_scope():
            for policy in POLICIES:
                parts = split(total, weights, policy)
                assert sum(parts) == total
                assert split(-total, weights, policy) == [-part for part in parts]
                if total % 7 == 0:  # the slow version on a seventh of the scope keeps this within seconds
                    assert parts == slow_split(total, weights, policy), (total, weights, policy)

    def test_the_policies_are_the_contracts(self) -> None:
        """There are the three policies that the books name."""
        assert SPLIT_POLICIES == ("largest_remainder", "cumulative", "remainder_to_last")


class TestLargestRemainder:
    @given(TOTALS, WEIGHT_LISTS)
    def test_within_one_unit_of_the_exact_share(self, total: int, weights: list[Weight]) -> None:
        """I4: each part lies less than one unit from its exact share, and no weight gives no money."""
        whole = sum(map(Fraction, weights))
        for part, weight in zip(split(total, weights), weights, strict=True):
            assert abs(part - total * Fraction(weight) / whole) < 1
            assert part >= 0
            assert weight or part == 0

    @given(TOTALS, WEIGHT_LISTS)
    def test_order_moves_only_ties(self, total: int, weights: list[Weight]) -> None:
        """Turning the weights round turns the parts round, but for units between weights with equal remainders."""
        assume(len({Fraction(weight) for weight in weights}) == len(weights))
        whole = sum(map(Fraction, weights))
        assume(len({total * Fraction(weight) / whole % 1 for weight in weights}) == len(weights))
        backwards = split(total, weights[::-1])
        assert backwards[::-1] == split(total, weights)

    @given(TOTALS, st.integers(1, 12), st.integers(1, 9))
    def test_equal_weights_give_the_earlier_more(self, total: int, count: int, weight: int) -> None:
        """Equal weights give parts that differ by one unit at most, the larger ones first."""
        parts = split(total, [weight] * count)
        assert parts == sorted(parts, reverse=True)
        assert parts[0] - parts[-1] <= 1

    @given(TOTALS, st.permutations([1, 1, 1, 2, 2, 3]))
    def test_permuted_weights_give_the_same_parts_to_each_weight(self, total: int, weights: list[int]) -> None:
        """Whatever the order, each weight gets the same multiset of parts where no two weights tie for a unit."""
        remainders = {weight: total * weight % 10 for weight in (1, 2, 3)}
        assume(len(set(remainders.values())) == 3)
        pairs = sorted(zip(weights, split(total, weights), strict=True))
        assert pairs == sorted(zip([1, 1, 1, 2, 2, 3], split(total, [1, 1, 1, 2, 2, 3]), strict=True))

    @given(TOTALS)
    @example(10_000_007)
    @example(1)
    def test_two_instalments_reach_the_floor_threshold(self, total: int) -> None:
        """Rule 5: of 30/60/10 the first two instalments are never below floor(0.9 x amount)."""
        first, second, _ = split(total, [30, 60, 10])
        assert first + second >= total * 9 // 10

    def test_exact_threshold_would_refuse_a_payer(self) -> None:
        """Rule 5's measured trap: of 100,000.07 the first two instalments are below the exact 90 percent."""
        first, second, tail = split(10_000_007, [30, 60, 10])
        assert (first, second, tail) == (3_000_002, 6_000_004, 1_000_001)
        assert (first + second) * 100 < 10_000_007 * 90

    def test_small_scope_stays_within_one_unit(self) -> None:
        """In the whole small scope each part lies less than one unit from its exact share."""
        for total, weights in small_scope():
            whole = sum(weights)
            parts = split(total, weights)
            assert all(abs(p * whole - total * w) < whole for p, w in zip(parts, weights, strict=True))


class TestCumulative:
    @given(TOTALS, st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
    def test_running_sums_are_rounded_shares(self, total: int, weights: list[int]) -> None:
        """The parts up to any point sum to the rounded share up to there, so slices taken one by one lose nothing."""
        parts = split(total, weights, "cumulative")
        for k in range(len(parts) + 1):
            assert sum(parts[:k]) == share(total, sum(weights[:k]), sum(weights))


class TestRemainderToLast:
    @given(TOTALS, st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
    def test_all_but_the_last_round_alone(self, total: int, weights: list[int]) -> None:
        """Every part but the last is its own share, rounded."""
        parts = split(total, weights, "remainder_to_last")
        assert parts[:-1] == [rounded(total * weight, sum(weights)) for weight in weights[:-1]]


class TestRefusals:
    @given(TOTALS, st.lists(st.just(0), max_size=4), st.sampled_from(POLICIES))
    def test_no_weight_at_all(self, total: int, weights: list[int], policy: SplitPolicy) -> None:
        """B16: weights that add up to zero, or none, are `allocate.zero_weights`."""
        with pytest.raises(InvalidMoney, match=r"allocate\.zero_weights"):
            split(total, weights, policy)

    @given(TOTALS, WEIGHT_LISTS, st.integers(max_value=-1), st.sampled_from(POLICIES))
    def test_negative_weight(self, total: int, weights: list[Weight], bad: int, policy: SplitPolicy) -> None:
        """B17: a negative weight is `allocate.negative_weight`, wherever it stands."""
        for place in range(len(weights) + 1):
            with pytest.raises(InvalidMoney, match=r"allocate\.negative_weight"):
                split(total, [*weights[:place], bad, *weights[place:]], policy)

    @pytest.mark.parametrize("weight", [0.5, 1.0, float("nan"), float("inf")])
    def test_float_as_weight(self, weight: Weight) -> None:
        """B1: a float is no weight, not even a whole one."""
        with pytest.raises(InvalidMoney, match=r"money\.float"):
            split(100, [1, weight])

    @pytest.mark.parametrize("weight", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), "1", None])
    def test_weight_that_is_no_number(self, weight: Weight) -> None:
        """B3: a weight that is no finite exact number is `number.invalid`."""
        with pytest.raises(InvalidNumber, match=r"number\.invalid"):
            split(100, [1, weight])
