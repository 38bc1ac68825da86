"""Which of the quoted things add up: sets of at most one candidate per place in the text whose sum lies in a window.

The window is one amount, or that amount give or take a tolerance; the tolerance counts once for the whole set. Where
every place has one candidate and all together fit, that is the answer: leaving one out would ignore what is written.
Else the places are cut in two halves that are searched each for itself and put together by their sums (Horowitz and
Sahni, JACM 21, 1974). A half that would have more sums than the budget ends the search: incomplete, and known as such.
Source: performance "Matching, stage by stage" 2 and 6, "Guards".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from salessupport.domain.matching.records import Effort

Slot = Mapping[int, int]
"""Candidates that one place in a text may stand for, each with the weight of the likeness."""
MOST_SLOTS = 60
ENOUGH = 24


@frozen
class Found:
    """Sets of candidates with their weights, the heaviest first; `complete` if no set was left unseen."""

    sets: tuple[tuple[frozenset[int], int], ...]
    complete: bool

    @property
    def best(self) -> frozenset[int] | None:
        """The heaviest set if no other one is as heavy."""
        if not self.sets or not self.complete:
            return None
        heaviest = max(weight for _, weight in self.sets)
        best = [one for one, weight in self.sets if weight == heaviest]
        return best[0] if len(best) == 1 else None


NOTHING = Found((), complete=True)


def sets_within(
    slots: Iterable[Slot], amounts: Mapping[int, int], *, low: int, high: int, budget: int, effort: Effort
) -> Found:
    """Find the non-empty sets whose `amounts` sum to `low` … `high`.

    More than `ENOUGH` of them are incomplete, and all candidates stand as one set in their place.
    """
    places = [slot for slot in slots if slot]
    everything = frozenset(one for slot in places for one in slot)
    effort.nodes += len(everything)
    if all(len(slot) == 1 for slot in places) and low <= sum(amounts[one] for one in everything) <= high:
        return _ranked({everything} - {frozenset()}, places, complete=True)
    if len(places) > MOST_SLOTS:
        return Found((), complete=False)
    if len(places) <= 1:
        return _ranked({frozenset({one}) for one in everything if low <= amounts[one] <= high}, places, complete=True)
    search = _Search(sorted(everything), amounts, high)
    left, right = (search.half(half, budget) for half in _halves(places))
    if left is None or right is None:
        return Found((), complete=False)
    effort.nodes += len(left) + len(right)
    found = search.joined(left, right, low)
    if len(found) > ENOUGH:
        return _ranked({everything}, places, complete=False)
    return _ranked(found, places, complete=True)


def _ranked(sets: Iterable[frozenset[int]], places: Sequence[Slot], *, complete: bool) -> Found:
    """Weigh each set by how well it explains every place, the heaviest first."""
    weighed = [(one, sum(max((slot.get(item, 0) for item in one), default=0) for slot in places)) for one in sets]
    return Found(tuple(sorted(weighed, key=lambda entry: -entry[1])), complete)


def _halves(places: Sequence[Slot]) -> tuple[list[Slot], list[Slot]]:
    """Share places out so that both halves have about as many sets."""
    halves: tuple[list[Slot], list[Slot]] = ([], [])
    sizes = [1, 1]
    for slot in sorted(places, key=len, reverse=True):
        smaller = sizes[1] < sizes[0]
        halves[smaller].append(slot)
        sizes[smaller] *= len(slot) + 1
    return halves


class _Search:
    """Sets as bit masks over the candidates; without credits, sums above the window are left out at once."""

    def __init__(self, candidates: Sequence[int], amounts: Mapping[int, int], high: int) -> None:
        self.candidates = candidates
        self.bits = {one: (1 << at, amounts[one]) for at, one in enumerate(candidates)}
        self.high = high
        self.capped = all(amounts[one] > 0 for one in candidates)

    def half(self, places: Iterable[Slot], budget: int) -> dict[int, int] | None:
        """Give the sum of every set of at most one candidate per place; None if they are more than the budget."""
        sums = {0: 0}
        for slot in places:
            choices = [self.bits[one] for one in slot]
            for mask, total in [*sums.items()]:
                for bit, amount in choices:
                    if not mask & bit and not (self.capped and total + amount > self.high):
                        sums[mask | bit] = total + amount
                if len(sums) > budget:
                    return None
        return sums

    def joined(self, left: Mapping[int, int], right: Mapping[int, int], low: int) -> set[frozenset[int]]:
        """Put sets of both halves together whose sum lies in the window, `ENOUGH` and one at most."""
        ordered = sorted((total, mask) for mask, total in right.items())
        totals = [total for total, _ in ordered]
        found: set[int] = set()
        for mask, total in left.items():
            first, last = bisect_left(totals, low - total), bisect_right(totals, self.high - total)
            found.update(mask | other for _, other in ordered[first:last] if mask | other and not mask & other)
            if len(found) > ENOUGH:
                break
        return {frozenset(one for one in self.candidates if self.bits[one][0] & mask) for mask in found}
