"""Exact sums by example: the order of sets, how many there are, and large questions of every kind (I14; decision 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.receivables.candidates import candidates
from salessupport.domain.receivables.exchange import Slices
from salessupport.domain.receivables.ledger import Credit, Item
from salessupport.domain.subset import BUDGET, ExactSets, exact_sets
from support.receivables import examples

PRIME = 1_000_003
FAR = [PRIME * n * n + n for n in range(1, 61)]
"""Sixty amounts too large for tables and too many for halves."""
TRIPLES = [unit * 4**power for power in range(24) for unit in (1, 2, 3)]
"""Seventy-two amounts with many sums alike, more than any budget could list."""


def exact(amounts: list[int], target: int, answer: ExactSets) -> bool:
    """Whether all sets are different and sum to the target."""
    sums = {sum(amounts[i] for i in chosen) for chosen in answer.sets}
    return sums <= {target} and len(set(answer.sets)) == len(answer.sets)


class TestOrder:
    """The smallest sets first, then those of the first amounts."""

    @pytest.mark.parametrize("scale", [1, PRIME])
    def test_one_item_stands_before_two(self, scale: int) -> None:
        """Of three explanations the one item comes first, then the pairs in the order of the amounts."""
        amounts = [64 * scale, 64 * scale, 128 * scale, 50 * scale, 78 * scale]
        answer = exact_sets(amounts, 128 * scale, limit=20)
        assert answer == ExactSets(((2,), (0, 1), (3, 4)), complete=True, count=3)

    @pytest.mark.parametrize("odd", [0, PRIME])
    def test_a_limit_keeps_the_first(self, odd: int) -> None:
        """Twenty of many sets are the first twenty, in tables and in halves."""
        amounts = [*range(1, 13), 1000 + odd]
        everything = exact_sets(amounts, 39, limit=1 << 13)
        assert everything.count == len(everything.sets) == 121 + 3
        assert exact_sets(amounts, 39, limit=20) == ExactSets(everything.sets[:20], complete=True, count=124)

    def test_equal_amounts_are_taken_in_order(self) -> None:
        """Of equal amounts every choice is a set of its own, the first ones first."""
        answer = exact_sets([PRIME, 7, PRIME, PRIME, 7], 2 * PRIME + 7, limit=4)
        assert answer == ExactSets(((0, 1, 2), (0, 1, 3), (0, 2, 4), (0, 3, 4)), complete=True, count=6)


class TestCount:
    """All sets are counted where that costs little."""

    def test_more_sets_than_anybody_lists(self) -> None:
        """Fifty of a hundred equal amounts are counted, not listed."""
        answer = exact_sets([12_345] * 100, 12_345 * 50, limit=2)
        assert (answer.count, answer.complete) == (comb(100, 50), True)

    def test_credits_count_as_well(self) -> None:
        """Choices among equal credits are counted like those among equal items."""
        assert exact_sets([PRIME] * 8 + [-7] * 6, 3 * PRIME - 14, limit=2).count == comb(8, 3) * comb(6, 2)

    @pytest.mark.parametrize("target", [5, 12])
    def test_many_amounts_are_not_counted(self, target: int) -> None:
        """A thousand amounts with many answers: two sets, and no count beyond the budget."""
        amounts = [*range(1, 1001)]
        answer = exact_sets(amounts, target * 1000, limit=2)
        assert (len(answer.sets), answer.count) == (2, None)
        assert exact(amounts, target * 1000, answer)


class TestReduction:
    """Amounts without a choice cost nothing."""

    def test_powers_of_two_have_one_answer(self) -> None:
        """Five hundred powers of two are decided one after the other."""
        answer = exact_sets([1 << power for power in range(500)], (1 << 499) + 5, limit=2)
        assert answer == ExactSets(((0, 2, 499),), complete=True, count=1)

    def test_a_hundred_credits_that_must_be_taken(self) -> None:
        """All items less all credits is the only way to what they all sum to."""
        amounts = [*(PRIME * n for n in range(1, 101)), *(-n for n in range(1, 101))]
        answer = exact_sets(amounts, sum(amounts[:100]), limit=2)
        assert (answer.sets, answer.complete) == ((tuple(range(100)),), True)

    @pytest.mark.parametrize(("amounts", "target"), [([6, 10, 14], 15), ([5, 5], 11), ([9, 8], 1), ([-4], 1), ([], 1)])
    def test_out_of_reach_is_none(self, amounts: list[int], target: int) -> None:
        """No common divisor, too much, too little, only credits, nothing at all: proven without a search."""
        assert exact_sets(amounts, target, limit=2, budget=0) == ExactSets((), complete=True, count=0)


class TestManyAmounts:
    """Sixty amounts and more: small sets are found, what is cut says so."""

    def test_small_sets_are_found_and_are_the_first(self) -> None:
        """A pair and a single item among sixty are the first two of all sets."""
        amounts = [*FAR, FAR[10] + FAR[20]]
        assert exact_sets(amounts, amounts[-1], limit=2) == ExactSets(((60,), (10, 20)), complete=True, count=2)

    def test_three_among_sixty(self) -> None:
        """A set of three is found, though not proven to be the only one."""
        answer = exact_sets(FAR, FAR[5] + FAR[29] + FAR[58], limit=2)
        assert ((5, 29, 58) in answer.sets, answer.complete) == (True, False)

    def test_four_of_the_lightest(self) -> None:
        """What the lightest amounts alone can pay is decided in full."""
        answer = exact_sets(FAR, sum(FAR[:4]), limit=2)
        assert answer == ExactSets(((0, 1, 2, 3),), complete=True, count=1)

    def test_a_walk_that_ends_proves(self) -> None:
        """Amounts that each outweigh all lighter ones are walked in no time, many as they are."""
        amounts = [3**power for power in range(40)] + [3**power for power in range(40)]
        answer = exact_sets(amounts, sum(amounts) - 3**39 - 3**20, limit=20)
        assert (len(answer.sets), answer.complete, answer.count) == (4, True, 4)

    def test_credits_among_many(self) -> None:
        """Credits of a long list are left where they do not belong, and taken where they do."""
        amounts = [*FAR, -11, -13]
        answer = exact_sets(amounts, FAR[30] + FAR[31] - 11, limit=2)
        assert (30, 31, 60) in answer.sets
        assert exact(amounts, FAR[30] + FAR[31] - 11, answer)

    def test_more_than_can_be_listed(self) -> None:
        """Seventy-two amounts with sums alike give as many sets as asked for, exact, and claim no more."""
        target = sum(TRIPLES) // 2
        answer = exact_sets(TRIPLES, target, limit=20)
        assert (len(answer.sets), answer.complete, answer.count) == (20, False, None)
        assert exact(TRIPLES, target, answer)

    def test_nothing_found_is_not_none(self) -> None:
        """Sixty amounts without an answer in reach of the budget end as incomplete."""
        assert exact_sets(FAR, sum(FAR) // 2, limit=2) == ExactSets((), complete=False)


class TestBudget:
    """Beyond the budget the search stops and says so."""

    @pytest.mark.parametrize("budget", [0, 1, 50])
    def test_a_budget_of_next_to_nothing_is_incomplete(self, budget: int) -> None:
        """Forty like amounts cannot be listed in a few steps."""
        assert not exact_sets([7] * 40, 140, limit=10**9, budget=budget).complete

    def test_more_pairs_of_halves_than_the_budget(self) -> None:
        """Halves that meet too often give the sets asked for, and claim neither to be the first nor a count."""
        amounts, target = [*(PRIME * n for n in range(1, 20)), 1], PRIME * 95
        cut, full = (exact_sets(amounts, target, limit=2, budget=budget) for budget in (1 << 11, BUDGET))
        assert (len(cut.sets), cut.complete, cut.count) == (2, False, None)
        assert exact(amounts, target, cut)
        assert (full.complete, full.count) == (True, exact_sets([*range(1, 20)], 95, limit=2).count)

    @examples(60)
    @given(st.lists(st.integers(1, 10**12), min_size=14, max_size=26), st.data())
    def test_up_to_twenty_six_items_are_always_searched_in_full(self, amounts: list[int], data: st.DataObject) -> None:
        """Any twenty-six amounts are complete, and what was paid is among the sets."""
        chosen = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=1))
        answer = exact_sets(amounts, sum(amounts[i] for i in chosen), limit=2)
        assert answer.complete
        assert tuple(sorted(chosen)) in answer.sets or len(answer.sets) == 2

    @pytest.mark.parametrize("owing", [0, 9, 26])
    def test_twenty_six_with_pairs_and_credits_too(self, owing: int) -> None:
        """Equal amounts and credits never make halves too large."""
        for alike in range(1, 27):
            amounts = [PRIME**3 + PRIME * n for n in range(26 - alike + 1)] + [PRIME**2] * (alike - 1)
            signed = [-one for one in amounts[:owing]] + amounts[owing:]
            assert exact_sets(signed, signed[-1] + signed[0] + 1, limit=2, budget=BUDGET).complete


DAY = date(2026, 5, 4)


def owed(name: str, amount: int, days: int = 0) -> Item:
    """An open invoice, due so many days later."""
    due = DAY + timedelta(days=days)
    return Item(name, "C", "invoice", DAY, due, "CNY", amount, amount, Slices(amount, amount))


def note(name: str, amount: int) -> Credit:
    """A credit note with all of it left."""
    return Credit(name, "C", "credit_note", DAY, "CNY", amount, amount, Slices(amount, amount))


ITEMS = [owed("F1", 640, 1), owed("F2", 640, 3), owed("F3", 1280, 5), owed("F4", 500, 7), owed("F5", 780, 9)]


class TestCandidates:
    """What a receipt may have paid, as a person is shown it (Conventions 6)."""

    def test_all_explanations_in_order(self) -> None:
        """Three sets explain 1280, the one invoice first, then the older pair; they are counted."""
        found = candidates(1280, ITEMS, (), None, limit=20)
        assert [one.ids for one in found.sets] == [("F3",), ("F1", "F2"), ("F4", "F5")]
        assert (found.status, found.count) == ("ambiguous", 3)

    @pytest.mark.parametrize("limit", [0, 1, 2])
    def test_two_are_looked_for_at_least(self, limit: int) -> None:
        """Whoever asks for fewer than two still hears that a receipt is ambiguous."""
        assert (candidates(1280, ITEMS, (), None, limit=limit).status, len(candidates(1280, ITEMS, (), None).sets)) == (
            "ambiguous",
            2,
        )

    def test_rows_in_any_order(self) -> None:
        """Every order of items and notes gives the same sets in the same order, by due date and not by id."""
        items, notes = [owed("F9", 60, 1), owed("F1", 60, 2), owed("F5", 120, 0)], [note("N2", 10), note("N1", 10)]

        def ids(items: Sequence[Item], notes: Sequence[Credit]) -> list[tuple[str, ...]]:
            return [one.ids for one in candidates(110, items, notes, None, limit=20).sets]

        expected = [("F5", "N1"), ("F5", "N2"), ("F9", "F1", "N1"), ("F9", "F1", "N2")]
        assert all(ids(some, others) == expected for some in permutations(items) for others in permutations(notes))

    @pytest.mark.parametrize(
        ("text", "pair", "status", "sets"),
        [
            ("F4", (), "unique", [("F4", "F5")]),
            ("F4", (note("N", 300), owed("F6", 300, 11)), "ambiguous", [("F4", "F5"), ("F4", "F5", "F6", "N")]),
            ("F3", (), "unique", [("F3",)]),
            ("F3", (note("N", 300), owed("F6", 300, 11)), "ambiguous", [("F3",), ("F3", "F6", "N")]),
            ("F3, F4", (), "none", []),
        ],
    )
    def test_named_items_are_in_every_set(
        self, text: str, pair: Sequence[Item | Credit], status: str, sets: list[tuple[str, ...]]
    ) -> None:
        """What the text names is in every set, alone where it is the sum, beside a pair that cancels otherwise."""
        items = [*ITEMS, *(one for one in pair if isinstance(one, Item))]
        notes = [one for one in pair if isinstance(one, Credit)]
        found = candidates(1280, items, notes, f"payment {text}", limit=20)
        assert (found.status, [one.ids for one in found.sets], found.count) == (status, sets, len(sets))

    def test_a_named_item_counts_among_the_limit(self) -> None:
        """The named item alone is one of the two that are asked for."""
        items = [*ITEMS, owed("F6", 300), owed("F7", 300)]
        assert len(candidates(1280, items, [note("N", 300)], "F3", limit=2).sets) == 2

    def test_a_cut_search_is_neither_none_nor_unique(self) -> None:
        """Sixty items beyond the budget give no proof, and no count."""
        items = [owed(f"F{place:02d}", amount) for place, amount in enumerate(FAR)]
        assert (
            candidates(sum(FAR) // 2, items, (), None).status,
            candidates(sum(FAR) // 2, items, (), None).count,
        ) == (
            "budget",
            None,
        )
