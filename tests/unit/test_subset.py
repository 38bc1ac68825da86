"""Exact sums against every subset tried one by one: complete within the budget, honest beyond it (I14; decision 7)."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salessupport.domain.subset import exact_sets
from support.receivables import examples

ALL = 1 << 13
SMALL = st.integers(-6, 12).filter(bool)
AMOUNT_LISTS = st.lists(SMALL | st.integers(-10_000, 10_000).filter(bool), max_size=12)
TARGETS = st.integers(-10, 40)


def brute(amounts: list[int], target: int) -> set[tuple[int, ...]]:
    """Try every non-empty subset."""
    found = (chosen for size in range(1, len(amounts) + 1) for chosen in combinations(range(len(amounts)), size))
    return {chosen for chosen in found if sum(amounts[i] for i in chosen) == target}


class TestCompleteSearch:
    """Within the budget the answer is all there is."""

    @examples(300)
    @given(AMOUNT_LISTS, TARGETS)
    @example([], 0)
    @example([5], 5)
    @example([3, -3], 0)
    def test_it_finds_every_set_once(self, amounts: list[int], target: int) -> None:
        """With no limit in reach, the sets are those of brute force, sorted, and the search says it is complete."""
        answer = exact_sets(amounts, target, limit=ALL)
        assert answer.complete
        assert list(answer.sets) == sorted(brute(amounts, target))

    @examples(200)
    @given(AMOUNT_LISTS, TARGETS, st.integers(1, 3))
    def test_a_limit_cuts_the_number_of_sets_only(self, amounts: list[int], target: int, limit: int) -> None:
        """At most `limit` sets are given, as many as there are below it, each of them exact."""
        answer = exact_sets(amounts, target, limit=limit)
        expected = brute(amounts, target)
        assert len(answer.sets) == min(limit, len(expected))
        assert set(answer.sets) <= expected

    @examples(200)
    @given(AMOUNT_LISTS, st.data())
    def test_a_set_that_is_there_is_found(self, amounts: list[int], data: st.DataObject) -> None:
        """The sum of any chosen items is found again."""
        if amounts:
            chosen = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=1))
            answer = exact_sets(amounts, sum(amounts[i] for i in chosen), limit=ALL)
            assert tuple(sorted(chosen)) in answer.sets


class TestBudget:
    """Beyond the budget the search stops and says so; what it gives is exact all the same."""

    @examples(300)
    @given(AMOUNT_LISTS, TARGETS, st.integers(0, 400))
    def test_a_cut_search_is_honest(self, amounts: list[int], target: int, budget: int) -> None:
        """Any budget gives exact sets only; a search that says `complete` gives all of them."""
        answer = exact_sets(amounts, target, limit=ALL, budget=budget)
        expected = brute(amounts, target)
        assert set(answer.sets) <= expected
        assert len(set(answer.sets)) == len(answer.sets)
        assert not answer.complete or set(answer.sets) == expected

    @pytest.mark.parametrize("budget", [0, 1, 50])
    def test_a_budget_of_next_to_nothing_is_incomplete(self, budget: int) -> None:
        """Forty like amounts cannot be searched in a few sums."""
        assert not exact_sets([7] * 40, 140, limit=10**9, budget=budget).complete

    def test_many_items_stay_within_the_budget(self) -> None:
        """Two hundred items without an answer end as incomplete, not as a search without end."""
        assert not exact_sets([2 * n + 2 for n in range(200)], 9999, limit=2).complete

    def test_equal_budgets_give_equal_answers(self) -> None:
        """The same search twice gives the same, cut or not."""
        amounts = [n * 37 % 101 + 1 for n in range(60)]
        assert exact_sets(amounts, 500, limit=3, budget=90) == exact_sets(amounts, 500, limit=3, budget=90)


class TestRelations:
    """I14's relations between two searches."""

    @examples(200)
    @given(st.lists(st.integers(1, 30), max_size=10), st.integers(1, 40), st.integers(1, 100))
    def test_an_item_above_the_target_changes_nothing(self, amounts: list[int], target: int, above: int) -> None:
        """Without negative amounts, an item larger than the target is in no set."""
        assert exact_sets([*amounts, target + above], target, limit=ALL) == exact_sets(amounts, target, limit=ALL)

    @examples(200)
    @given(AMOUNT_LISTS, TARGETS, st.data())
    def test_order_says_nothing(self, amounts: list[int], target: int, data: st.DataObject) -> None:
        """Permuted items give the permuted sets."""
        order = data.draw(st.permutations(range(len(amounts))))
        permuted = exact_sets([amounts[i] for i in order], target, limit=ALL)
        back = {tuple(sorted(order[i] for i in chosen)) for chosen in permuted.sets}
        assert back == set(exact_sets(amounts, target, limit=ALL).sets)

    @examples(200)
    @given(AMOUNT_LISTS, TARGETS, st.integers(2, 10**9))
    def test_scale_says_nothing(self, amounts: list[int], target: int, factor: int) -> None:
        """All amounts and the target times n give the same sets."""
        scaled = exact_sets([amount * factor for amount in amounts], target * factor, limit=ALL)
        assert scaled == exact_sets(amounts, target, limit=ALL)

    @examples(100)
    @given(st.lists(st.integers(1, 10**12), min_size=14, max_size=26), st.data())
    def test_both_ways_of_searching_agree(self, amounts: list[int], data: st.DataObject) -> None:
        """Meeting in the middle and walking in depth say the same of larger amounts, where the walk comes to an end."""
        chosen = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=1, max_size=5))
        target = sum(amounts[i] for i in chosen)
        walked = exact_sets(amounts, target, limit=ALL, budget=2 << 7)
        met = exact_sets(amounts, target, limit=ALL)
        assert met.complete
        assert set(walked.sets) <= set(met.sets)
        assert tuple(sorted(chosen)) in met.sets
