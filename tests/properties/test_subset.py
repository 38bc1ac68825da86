"""The search for exact sums against counting, brute force and planted truth: complete, ordered, honest (I14; P4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain import subset
from salessupport.domain.subset import ExactSets, exact_sets
from salessupport.testing.planted import AMOUNTS, Planted, explanations, planted, scored
from support.receivables import examples

ALL = 1 << 13
SIGNED = [amount for amount in range(-3, 4) if amount]


def brute(amounts: Sequence[int], target: int) -> list[tuple[int, ...]]:
    """Try every non-empty subset: the smallest first, then by index."""
    found = (chosen for size in range(1, len(amounts) + 1) for chosen in combinations(range(len(amounts)), size))
    return [chosen for chosen in found if sum(amounts[i] for i in chosen) == target]


def judged(answer: ExactSets) -> str:
    """What a receipt would be called."""
    if len(answer.sets) > 1:
        return "ambiguous"
    return ("unique" if answer.sets else "none") if answer.complete else "budget"


class TestSmallScope:
    """Everything small, one after the other."""

    @pytest.mark.parametrize("size", range(8))
    def test_every_multiset_and_target(self, size: int) -> None:
        """Up to seven amounts from -3 to 3 and every target: all sets of brute force in its order, and their number."""
        for amounts in combinations_with_replacement(SIGNED, size):
            sets: dict[int, list[tuple[int, ...]]] = {}
            for chosen in (one for number in range(1, size + 1) for one in combinations(range(size), number)):
                sets.setdefault(sum(amounts[i] for i in chosen), []).append(chosen)
            bound = sum(map(abs, amounts)) + 1
            for target in range(-bound, bound + 1):
                expected = tuple(sets.get(target, ()))
                assert exact_sets(amounts, target, limit=ALL) == ExactSets(
                    expected, complete=True, count=len(expected)
                ), (amounts, target)

    @pytest.mark.parametrize("budget", [0, 3, 12, 40])
    def test_every_cut_search(self, budget: int) -> None:
        """Up to five amounts under hardly any budget: no wrong "none" or "unique", no set that is none."""
        for amounts in (one for size in range(6) for one in combinations_with_replacement(SIGNED, size)):
            for target in range(-7, 8):
                expected, answer = brute(amounts, target), exact_sets(amounts, target, limit=2, budget=budget)
                honest = {0: "none", 1: "unique"}.get(len(expected), "ambiguous")
                assert judged(answer) in {honest, "budget"}, (amounts, target)
                assert set(answer.sets) <= set(expected)
                assert not answer.complete or list(answer.sets) == expected[:2]

    def test_every_order_of_amounts(self) -> None:
        """Every order of five amounts gets the same judgement under every budget, complete or cut."""
        for amounts in ((1, 1, 2, 3, 5), (-2, 1, 2, 2, 7), (-3, -1, 3, 4, 4)):
            for budget in (0, 2, 5, 9, 20, 100):
                assert len({judged(exact_sets(one, 4, limit=2, budget=budget)) for one in permutations(amounts)}) == 1


PRIME = 1_000_003
"""Times a small number and a little off, amounts have no common divisor and tables do not pay."""
AMOUNT_LISTS = st.lists(
    st.one_of(
        st.integers(-5, 9).filter(bool),
        st.integers(-4, 9).filter(bool).map(lambda number: number * PRIME),
        st.integers(1, 10**12),
    ),
    max_size=11,
)
BUDGETS = st.sampled_from([0, 1, 4, 15, 40, 90, 300, 1000, subset.BUDGET])


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[int], int]:
    """Draw amounts, and as target the sum of some of them, or nearly."""
    amounts = draw(AMOUNT_LISTS)
    chosen = draw(st.sets(st.sampled_from(range(len(amounts))))) if amounts else set()
    return amounts, sum(amounts[i] for i in chosen) + draw(st.sampled_from([0, 0, 0, 1, -1]))


class TestAgainstBruteForce:
    """Amounts of all sizes, under all budgets, in all ways of searching."""

    @examples(600)
    @given(questions(), BUDGETS, st.sampled_from([1, 2, 3, 20, ALL]))
    def test_what_is_said_is_so(self, question: tuple[list[int], int], budget: int, limit: int) -> None:
        """Sets are exact; a complete search gives the first of all sets in order; a count is the count."""
        expected, answer = brute(*question), exact_sets(*question, limit=limit, budget=budget)
        assert set(answer.sets) <= set(expected)
        assert list(answer.sets) == sorted(set(answer.sets), key=lambda one: (len(one), one))
        assert answer.count in {None, len(expected)}
        assert not answer.complete or list(answer.sets) == expected[:limit]
        assert budget < subset.BUDGET or answer.complete

    @examples(300)
    @given(questions(), BUDGETS, st.data())
    def test_order_says_nothing(self, question: tuple[list[int], int], budget: int, data: st.DataObject) -> None:
        """Amounts in another order get the same judgement, cut or not; all sets of a complete search are the same."""
        amounts, target = question
        order = data.draw(st.permutations(range(len(amounts))))
        other = [amounts[i] for i in order]
        first, second = (exact_sets(one, target, limit=2, budget=budget) for one in (amounts, other))
        assert (judged(first), first.complete, first.count) == (judged(second), second.complete, second.count)
        back = {tuple(sorted(order[i] for i in chosen)) for chosen in exact_sets(other, target, limit=ALL).sets}
        assert back == set(exact_sets(amounts, target, limit=ALL).sets)

    @examples(200)
    @given(questions(), st.integers(2, 10**9), BUDGETS)
    def test_scale_says_nothing(self, question: tuple[list[int], int], factor: int, budget: int) -> None:
        """All amounts and the target times n give the same answer, cut or not."""
        amounts, target = question
        scaled = exact_sets([one * factor for one in amounts], target * factor, limit=3, budget=budget)
        assert scaled == exact_sets(amounts, target, limit=3, budget=budget)

    @examples(200)
    @given(questions().filter(lambda one: min(one[0], default=1) > 0), st.integers(1, 10**13), BUDGETS)
    def test_an_item_above_the_target_changes_nothing(
        self, question: tuple[list[int], int], above: int, budget: int
    ) -> None:
        """Without credits an item larger than the target is in no set, and takes nothing of the budget."""
        amounts, target = question
        more = exact_sets([*amounts, max(target, 0) + above], target, limit=3, budget=budget)
        assert more == exact_sets(amounts, target, limit=3, budget=budget)

    @examples(200)
    @given(questions(), st.integers(1, 10**9))
    def test_a_pair_that_cancels_makes_the_one_set_ambiguous(self, question: tuple[list[int], int], value: int) -> None:
        """With an item and a credit of the same amount no receipt that they need not pay is unique."""
        amounts, target = question
        before, after = brute(amounts, target), exact_sets([*amounts, value, -value], target, limit=2)
        assert judged(after) == "ambiguous" or not before

    @examples(100)
    @given(st.lists(st.integers(-5, 9).filter(bool), max_size=11))
    def test_nothing_is_no_set(self, amounts: list[int]) -> None:
        """The empty set is never an answer, not even to nothing."""
        assert () not in exact_sets(amounts, 0, limit=ALL).sets


KINDS = [(kind, notes) for kind in AMOUNTS for notes in (0, 3)]


def first_two(receipt: Planted) -> Sequence[Sequence[int]]:
    """The product's sets of a planted receipt."""
    answer = exact_sets(receipt.amounts, receipt.money, limit=2)
    assert answer.complete
    return answer.sets


class TestPlantedTruth:
    """Receipts over twenty open items whose truth is known."""

    @pytest.mark.parametrize(("kind", "notes"), KINDS)
    def test_nothing_wrong_is_posted_and_every_ambiguity_reported(self, kind: str, notes: int) -> None:
        """The match rate is exactly what can be proven; wrong postings and suppressed ambiguities are none."""
        score = scored(planted(kind, count=250, seed=7, notes=notes), first_two)
        assert (score.receipts, score.wrong, score.suppressed) == (250, 0, 0)
        assert score.match_rate == score.provable

    def test_a_cent_off_is_caught(self) -> None:
        """The score of a search that is one cent off falls below what can be proven."""

        def off(receipt: Planted) -> Sequence[Sequence[int]]:
            return exact_sets(receipt.amounts, receipt.money + 1, limit=2).sets

        score = scored(planted("cents", count=60, seed=7), off)
        assert score.match_rate < score.provable

    def test_a_suppressed_ambiguity_is_caught(self) -> None:
        """A matcher that posts the first set it finds is wrong often and suppresses every ambiguity."""
        score = scored(planted("units", count=60, seed=7), lambda one: first_two(one)[:1])
        assert score.suppressed == score.ambiguous > 0
        assert score.wrong > 0

    @pytest.mark.parametrize(("kind", "notes"), KINDS)
    def test_the_truth_explains_its_receipt(self, kind: str, notes: int) -> None:
        """The planted truth sums to the money, and explanations are as many as brute force finds."""
        for one in planted(kind, count=20, seed=1, items=9, notes=notes):
            found = brute(one.amounts, one.money)
            assert one.truth in found
            assert (one.explanations, one.ambiguous) == (len(found), len(found) > 1)
            assert one.money > 0

    def test_equal_seeds_plant_equal_receipts(self) -> None:
        """A seed says all; another seed says something else."""
        once, again, other = (list(planted("cents", count=5, seed=seed)) for seed in (1, 1, 2))
        assert once == again != other

    def test_nothing_explains_nothing(self) -> None:
        """Counting leaves out the empty set."""
        assert (explanations([], 0), explanations([3, -3], 0)) == (0, 1)
